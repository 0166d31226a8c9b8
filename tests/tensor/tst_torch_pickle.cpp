#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "inference/tensor/safetensors.h"
#include "inference/tensor/torch_pickle.h"
#include "tests/support/failure.h"

using namespace espalier;
using test::failureOf;
using test::mentions;

namespace {

template <typename Number>
QByteArray raw(Number value) {
    return QByteArray(reinterpret_cast<const char*>(&value), sizeof value);
}

QByteArray text(const QByteArray& words) {
    return "X" + raw<quint32>(quint32(words.size())) + words;
}

QByteArray classOf(const QByteArray& module, const QByteArray& name) {
    return "c" + module + "\n" + name + "\n";
}

/// A tensor of float32 items 0, 1, 2, ... as torch.save describes it: [rows, columns] of the storage "0".
QByteArray tensorOf(int rows, int columns, int offset = 0, int storageItems = 6,
                    const QByteArray& storageClass = "FloatStorage") {
    const auto number = [](int n) { return "J" + raw<qint32>(n); };
    return classOf("torch._utils", "_rebuild_tensor_v2") + "((" + text("storage") + classOf("torch", storageClass) +
           text("0") + text("cpu") + number(storageItems) + "tQ" + number(offset) + number(rows) + number(columns) +
           "\x86" + number(columns) + "K\1\x86\x89" + classOf("collections", "OrderedDict") + ")RtR";
}

QByteArray dictOf(const QByteArray& items) {
    return QByteArray("\x80\2}q\0(", 6) + items + "u.";
}

struct Member {
    QByteArray name, data;
    quint16 method = 0;
};

/// A stored ZIP archive; with `zip64`, sizes and places in the ZIP64 fields, as torch.save writes large files.
QByteArray zipOf(const QList<Member>& members, bool zip64 = false) {
    QByteArray archive, directory;
    for (const auto& [name, data, method] : members) {
        const auto begin = quint32(archive.size());
        const auto sizes = raw<quint32>(quint32(data.size())) + raw<quint32>(quint32(data.size()));
        archive += raw<quint32>(0x04034b50) + QByteArray(4, '\0') + raw(method) + QByteArray(8, '\0') + sizes +
                   raw(quint16(name.size())) + raw<quint16>(0) + name + data;
        const QByteArray field = raw<quint16>(1) + raw<quint16>(24) + raw(quint64(data.size())) +
                                 raw(quint64(data.size())) + raw(quint64(begin));
        directory += raw<quint32>(0x02014b50) + QByteArray(6, '\0') + raw(method) + QByteArray(8, '\0') +
                     (zip64 ? QByteArray(8, '\xff') : sizes) + raw(quint16(name.size())) +
                     raw(quint16(zip64 ? field.size() : 0)) + QByteArray(10, '\0') +
                     (zip64 ? QByteArray(4, '\xff') : raw(begin)) + name + (zip64 ? field : QByteArray());
    }
    const auto at = quint64(archive.size());
    archive += directory;
    const auto count = quint64(members.size());
    if (zip64) {
        const auto end64 = quint64(archive.size());
        archive += raw<quint32>(0x06064b50) + raw<quint64>(44) + QByteArray(12, '\0') + raw(count) + raw(count) +
                   raw(quint64(directory.size())) + raw(at);
        archive += raw<quint32>(0x07064b50) + raw<quint32>(0) + raw(end64) + raw<quint32>(1);
    }
    return archive + raw<quint32>(0x06054b50) + QByteArray(4, '\0') + raw(quint16(zip64 ? 0xffff : count)) +
           raw(quint16(zip64 ? 0xffff : count)) + raw(quint32(directory.size())) +
           raw(quint32(zip64 ? 0xffffffff : at)) + raw<quint16>(0);
}

QByteArray storage() {
    QByteArray items;
    for (int i = 0; i < 6; ++i)
        items += raw(float(i));
    return items;
}

QByteArray fileOf(const QByteArray& pickle) {
    return zipOf({{"net/data.pkl", pickle}, {"net/data/0", storage()}});
}

}  // namespace

class TestTorchPickle : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    std::filesystem::path written(const QByteArray& bytes) const {
        QFile file(m_folder.filePath("net.pth"));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) qFatal("cannot write the test file");
        return m_folder.filePath("net.pth").toStdString();
    }

private Q_SLOTS:
    void readsWhatPyTorchSaved() {
        const std::filesystem::path folder = ESPALIER_SOURCE_DIR "/tests/data/tensor";
        const auto pickled = TorchPickleFile::open(folder / "state_dict.pth");
        const auto plain = SafetensorsFile::open(folder / "state_dict.safetensors");
        QCOMPARE(pickled->entries().size(), plain->entries().size());
        for (const auto& [key, info] : plain->entries()) {
            QCOMPARE(pickled->tensor(key).scalar_type(), info.dtype);
            QVERIFY2(at::equal(pickled->tensor(key), plain->tensor(key)), key.c_str());
        }
    }

    void readsTensors_data() {
        QTest::addColumn<QByteArray>("bytes");
        const QByteArray whole = text("a") + tensorOf(2, 3);
        QTest::newRow("plain") << fileOf(dictOf(whole));
        QTest::newRow("one item") << fileOf("\x80\2}" + whole + "s.");
        QTest::newRow("ordered") << fileOf("\x80\2" + classOf("collections", "OrderedDict") + ")R(" + whole + "u.");
        QTest::newRow("with metadata") << fileOf("\x80\2}(" + whole + "u}" + text("_metadata") + "}sb.");
        QTest::newRow("zip64") << zipOf({{"net/data.pkl", dictOf(whole)}, {"net/data/0", storage()}}, true);
        QTest::newRow("unaligned") << zipOf({{"net/data.pkl", dictOf(whole)}, {"x", "1"}, {"net/data/0", storage()}});
        QTest::newRow("parameter") << fileOf(
            dictOf(text("a") + classOf("torch._utils", "_rebuild_parameter") + "(" + tensorOf(2, 3) + "\x88}tR"));
    }

    void readsTensors() {
        QFETCH(QByteArray, bytes);
        const auto file = TorchPickleFile::open(written(bytes));
        QVERIFY(at::equal(file->tensor("a"), at::arange(6, at::kFloat).view({2, 3})));
    }

    void readsAViewOfAStorage() {
        const auto file = TorchPickleFile::open(written(fileOf(dictOf(text("a") + tensorOf(1, 2, 3)))));
        QVERIFY(at::equal(file->tensor("a"), at::arange(3, 5, at::kFloat).view({1, 2})));
    }

    void refuses_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, const QByteArray& pickle, const char* words) {
            QTest::newRow(name) << fileOf(pickle) << words;
        };
        const QByteArray start("\x80\2", 2);
        row("a command", start + classOf("posix", "system") + "(" + text("touch /tmp/x") + "tR.", "posix.system");
        row("a builtin", start + classOf("builtins", "eval") + "(" + text("1") + "tR.", "builtins.eval");
        row("another torch class", start + classOf("torch", "load") + "(" + text("x") + "tR.", "torch.load");
        row("a class by protocol 4", start + text("posix") + text("system") + "\x93.", "operation 0x93");
        row("INST", start + "(iposix\nsystem\n.", "operation 0x69");
        row("OBJ", start + "(" + classOf("collections", "OrderedDict") + "o.", "operation 0x6f");
        row("NEWOBJ", start + classOf("collections", "OrderedDict") + ")\x81.", "operation 0x81");
        row("EXT1", start + QByteArray("\x82\1.", 3), "operation 0x82");
        row("a text persistent id", start + "Pstorage\n.", "operation 0x50");
        row("another protocol", QByteArray("\x80\4}.", 4), "protocol 4");
        row("a storage's class called", start + classOf("torch", "FloatStorage") + ")R.", "calls a storage's class");
        row("a dictionary from items", start + classOf("collections", "OrderedDict") + "()tR.", "unusual way");
        row("no dictionary", start + "K\1.", "a dictionary of tensors");
        row("a number among tensors", dictOf(text("a") + "K\1"), "a is not a tensor");
        row("a nested dictionary", dictOf(text("a") + "}"), "a is not a tensor");
        row("a key twice", dictOf(text("a") + tensorOf(2, 3) + text("a") + tensorOf(2, 3)), "occurs twice");
        row("a key without value", dictOf(text("a")), "no value");
        row("nothing to take", start + "R.", "where there is none");
        row("no mark", start + "t.", "where there is none");
        row("an unknown memory", start + "h\7.", "did not keep");
        row("cut off", start + "}(" + text("a").left(4), "ends too early");
        row("endless text", start + "X" + raw<quint32>(0xffffffff), "ends too early");
        row("no end", start, "ends too early");
        row("an enormous number", start + QByteArray("\x8a\x09", 2) + QByteArray(9, '\1') + ".", "enormous number");
        row("too large a shape", dictOf(text("a") + tensorOf(2, 4)), "beyond its storage");
        row("too far an offset", dictOf(text("a") + tensorOf(1, 3, 4)), "beyond its storage");
        row("a negative offset", dictOf(text("a") + tensorOf(1, 3, -1)), "malformed tensor");
        row("a negative extent", dictOf(text("a") + tensorOf(-1, 3)), "malformed tensor");
        row("an overflowing shape", dictOf(text("a") + tensorOf(0x7fffffff, 0x7fffffff)), "beyond its storage");
        row("more items than stored", dictOf(text("a") + tensorOf(2, 6, 0, 12)), "beyond its storage");
        row("wider items", dictOf(text("a") + tensorOf(2, 3, 0, 6, "DoubleStorage")), "beyond its storage");
        row("a dictionary in itself", start + QByteArray("}q\0(", 4) + text("a") + QByteArray("h\0u.", 4),
            "a is not a tensor");

        const QByteArray good = dictOf(text("a") + tensorOf(2, 3));
        QTest::newRow("no storage") << zipOf({{"net/data.pkl", good}}) << "storage 0, which is missing";
        QTest::newRow("no pickle") << zipOf({{"net/data/0", storage()}}) << "no data.pkl";
        QTest::newRow("compressed") << zipOf({{"net/data.pkl", good, 8}}) << "is compressed";
        QTest::newRow("big endian") << zipOf({{"n/data.pkl", good}, {"n/byteorder", "big"}}) << "big-endian";
        QTest::newRow("a member twice") << zipOf({{"n/data.pkl", good}, {"n/data.pkl", good}}) << "occurs twice";
        QTest::newRow("no archive") << QByteArray("\x80\2\x8a\nl\xfc\x9c\x46\xf9 j\xa8P\x19.", 15)
                                    << "not a complete ZIP";
        QTest::newRow("cut off archive") << fileOf(good).left(fileOf(good).size() / 2) << "not a complete ZIP";
        QTest::newRow("cut off front") << fileOf(good).mid(40) << "archive";
        QTest::newRow("empty") << QByteArray() << "ends before";
    }

    void refuses() {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, words);
        const auto file = written(bytes);
        const Error error = failureOf([&] { TorchPickleFile::open(file); });
        QCOMPARE(error.code(), ErrorCode::CheckpointCorrupt);
        QVERIFY2(mentions(error, words.toStdString()), error.what());
        QVERIFY(mentions(error, file.string()));
    }

    /// Whatever byte is wrong, the answer is tensors or an Error.
    void survivesAnyChangedByte() {
        const QByteArray good = fileOf(dictOf(text("a") + tensorOf(2, 3)));
        for (int i = 0; i < good.size(); ++i)
            for (const char change : {'\xff', '\1'}) {
                QByteArray bytes = good;
                bytes[i] = char(bytes[i] ^ change);
                try {
                    const auto file = TorchPickleFile::open(written(bytes));
                    for (const auto& [key, info] : file->entries())
                        QVERIFY(file->tensor(key).sum().defined());
                } catch (const Error& error) {
                    QCOMPARE(error.code(), ErrorCode::CheckpointCorrupt);
                }
            }
    }

    void saysSo_whenTheFileIsMissing() {
        const Error error = failureOf([] { openWeights("/nowhere/net.pth"); });
        QCOMPARE(error.code(), ErrorCode::ModelNotFound);
        QVERIFY(mentions(error, "/nowhere/net.pth"));
    }
};

QTEST_GUILESS_MAIN(TestTorchPickle)
#include "tst_torch_pickle.moc"
