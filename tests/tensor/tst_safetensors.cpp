#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "inference/tensor/safetensors.h"
#include "tests/support/failure.h"
#include "tests/support/tensor_compare.h"

using namespace espalier;
using test::failureOf;
using test::mentions;

namespace {

QByteArray fileOf(const QByteArray& header, int dataBytes) {
    const quint64 length = static_cast<quint64>(header.size());
    return QByteArray(reinterpret_cast<const char*>(&length), sizeof(length)) + header + QByteArray(dataBytes, '\1');
}

}  // namespace

class TestSafetensors : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::filesystem::path pathOf(const char* name) const { return m_folder.filePath(name).toStdString(); }

    std::filesystem::path written(const QByteArray& bytes) const {
        QFile file(m_folder.filePath("model.safetensors"));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) qFatal("cannot write the test file");
        file.close();
        return pathOf("model.safetensors");
    }

private Q_SLOTS:
    void readsWhatItWrote_whateverTheDtype() {
        std::map<std::string, at::Tensor> tensors;
        for (const at::ScalarType dtype : {at::kDouble, at::kFloat, at::kHalf, at::kBFloat16, at::kLong, at::kInt,
                                           at::kShort, at::kChar, at::kByte, at::kBool})
            tensors[c10::toString(dtype)] = at::arange(6).view({2, 3}).to(dtype);
        tensors["odd"] = at::ones({3}, at::kByte);  // what follows it is not aligned any more
        tensors["scalar"] = at::scalar_tensor(4.5, at::kFloat);
        tensors["empty"] = at::zeros({0, 7}, at::kFloat);
        writeSafetensors(pathOf("all.safetensors"), tensors, {{"format", "pt"}});

        const auto file = SafetensorsFile::open(pathOf("all.safetensors"));
        QCOMPARE(file->entries().size(), tensors.size());
        QCOMPARE(file->metadata().at("format"), std::string("pt"));
        for (const auto& [key, tensor] : tensors) {
            QCOMPARE(file->tensor(key).scalar_type(), tensor.scalar_type());
            QVERIFY2(at::equal(file->tensor(key), tensor), key.c_str());
        }
    }

    void keepsTheMappingAlive_whenOnlyATensorIsLeft() {
        writeSafetensors(pathOf("alive.safetensors"), {{"a", at::arange(10000, at::kFloat)}});
        at::Tensor tensor = SafetensorsFile::open(pathOf("alive.safetensors"))->tensor("a");
        QFile::remove(m_folder.filePath("alive.safetensors"));
        QCOMPARE(tensor.sum().item<float>(), at::arange(10000, at::kFloat).sum().item<float>());
    }

    void leavesTheFileAlone_whenATensorIsWrittenTo() {
        writeSafetensors(pathOf("private.safetensors"), {{"a", at::zeros({4})}});
        SafetensorsFile::open(pathOf("private.safetensors"))->tensor("a").fill_(7);
        QCOMPARE(SafetensorsFile::open(pathOf("private.safetensors"))->tensor("a").sum().item<float>(), 0.0f);
    }

    void namesFileAndKey_whenTheFileIsCorrupt_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("words");
        const QByteArray good = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
        const auto entry = [](const char* text) { return fileOf(QByteArray(R"({"a":)") + text + "}", 8); };
        QTest::newRow("empty file") << QByteArray() << "ends before its header";
        QTest::newRow("length cut off") << QByteArray("\1\0\0", 3) << "ends before its header";
        QTest::newRow("header cut off") << fileOf(good, 8).left(20) << "ends before its header";
        QTest::newRow("header longer than any") << QByteArray(64, '\xff') << "more than any header has";
        QTest::newRow("header just over the limit")
            << QByteArray("\x01\xe1\xf5\x05\0\0\0\0", 8) + good << "more than any header has";
        QTest::newRow("header longer than file")
            << QByteArray("\x80\0\0\0\0\0\0\0", 8) + good << "ends before its header";
        QTest::newRow("data cut off") << fileOf(good, 7) << "a lies outside the file";
        QTest::newRow("data left over") << fileOf(good, 9) << "1 bytes follow the last tensor";
        QTest::newRow("not JSON") << fileOf("{\"a\": }", 8) << "not valid JSON";
        QTest::newRow("binary header") << fileOf(QByteArray("\x00\xfe\xff\x80", 4), 8) << "not valid JSON";
        QTest::newRow("JSON of another kind") << fileOf("[1, 2]", 8) << "not a JSON object";
        QTest::newRow("NaN in the JSON") << entry(R"({"dtype":"F32","shape":[NaN],"data_offsets":[0,8]})")
                                         << "not valid JSON";
        QTest::newRow("key twice") << fileOf(good.left(good.size() - 1) + "," + good.mid(1), 8) << "a occurs twice";
        QTest::newRow("no shape") << entry(R"({"dtype":"F32","data_offsets":[0,8]})") << "a lacks dtype, shape";
        QTest::newRow("shape is text") << entry(R"({"dtype":"F32","shape":"2","data_offsets":[0,8]})")
                                       << "a has a malformed";
        QTest::newRow("negative extent") << entry(R"({"dtype":"F32","shape":[-2],"data_offsets":[0,8]})")
                                         << "a has a shape";
        QTest::newRow("fractional extent")
            << entry(R"({"dtype":"F32","shape":[2.5],"data_offsets":[0,8]})") << "a has a shape";
        QTest::newRow("extent beyond 63 bits")
            << entry(R"({"dtype":"F32","shape":[0,9223372036854775808],"data_offsets":[0,0]})") << "a has a shape";
        QTest::newRow("extent that overflows")
            << entry(R"({"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]})") << "a occupies 8 bytes";
        QTest::newRow("unknown dtype") << entry(R"({"dtype":"F7","shape":[2],"data_offsets":[0,8]})")
                                       << "a has the unknown dtype F7";
        QTest::newRow("bytes do not fit shape")
            << entry(R"({"dtype":"F32","shape":[3],"data_offsets":[0,8]})") << "a occupies 8 bytes";
        QTest::newRow("bytes do not fit dtype")
            << entry(R"({"dtype":"F16","shape":[2],"data_offsets":[0,8]})") << "a occupies 8 bytes";
        QTest::newRow("offsets reversed")
            << entry(R"({"dtype":"F32","shape":[2],"data_offsets":[8,0]})") << "a lies outside";
        QTest::newRow("three offsets") << entry(R"({"dtype":"F32","shape":[2],"data_offsets":[0,4,8]})")
                                       << "a has a malformed";
        QTest::newRow("overlap")
            << fileOf(
                   R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})",
                   12)
            << "b overlaps a";
        QTest::newRow("same place")
            << fileOf(
                   R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})",
                   8)
            << "b overlaps a";
    }

    void namesFileAndKey_whenTheFileIsCorrupt() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, words);
        const auto file = written(bytes);
        const Error error = failureOf([&] { SafetensorsFile::open(file); });
        QCOMPARE(error.code(), ErrorCode::CheckpointCorrupt);
        QVERIFY2(mentions(error, words.toStdString()), error.what());
        QVERIFY2(mentions(error, file.string()), error.what());
        QVERIFY(!error.hint().empty());
    }

    void saysNotFound_whenTheFileIsMissing() {
        const Error error = failureOf([&] { SafetensorsFile::open(pathOf("nowhere.safetensors")); });
        QCOMPARE(error.code(), ErrorCode::ModelNotFound);
        QVERIFY(mentions(error, "nowhere.safetensors"));
    }

    void refusesAFolder() {
        const Error error = failureOf([&] { SafetensorsFile::open(m_folder.path().toStdString()); });
        QCOMPARE(error.code(), ErrorCode::CheckpointCorrupt);
    }

    void namesTheKey_whenItIsMissing() {
        writeSafetensors(pathOf("one.safetensors"), {{"a", at::zeros({2})}});
        const Error error = failureOf([&] { SafetensorsFile::open(pathOf("one.safetensors"))->tensor("b"); });
        QVERIFY2(mentions(error, "b is missing"), error.what());
    }

    void saysSo_whenItCannotWrite() {
        const Error error = failureOf([&] {
            writeSafetensors(pathOf("no/such/folder/x.safetensors"), {{"a", at::zeros({2})}});
        });
        QCOMPARE(error.code(), ErrorCode::FileWrite);
    }
};

QTEST_GUILESS_MAIN(TestSafetensors)
#include "tst_safetensors.moc"
