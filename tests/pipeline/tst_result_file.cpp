#include <QFile>
#include <QImage>
#include <QTemporaryDir>
#include <QtTest>
#include <cstring>

#include "inference/base/error.h"
#include "inference/pipeline/packed_rows.h"
#include "inference/pipeline/result_file.h"
#include "tests/pipeline/raw_results.h"

using namespace espalier;

namespace {

StoredResult ball(bool isColoured = true) {
    StoredResult stored;
    stored.request.modelDir = "a model";
    stored.request.type = PipelineType::k1024Cascade;
    stored.request.seed = ~std::uint64_t(0);
    stored.request.structure.steps = 7;
    stored.request.texture.guidanceInterval = {0.25, 0.75};
    stored.request.geometryOnly = !isColoured;
    stored.request.gaussians = stored.request.radianceField = true;
    stored.request.views = ViewMode::Multidiffusion;
    stored.request.asset = {.faceTarget = 0, .textureSize = 512, .normalMap = true};
    stored.thumbnail = {1, 2, 3, 4, 5};
    stored.raw = std::make_shared<const RawResult>(ballResult(32, isColoured));
    auto latents = std::make_shared<JobLatents>();
    latents->grid = 4;
    latents->coords = {{0, 1, 2}, {3, 2, 1}};
    latents->shape = {0.5f, -0.0f, 1e-30f, 3.0f};
    if (isColoured) latents->texture = {1.0f, 2.0f, 3.0f, 4.0f, 5.0f, 6.0f};
    stored.latents = std::move(latents);
    return stored;
}

template <typename T>
bool sameBytes(const std::vector<T>& a, const std::vector<T>& b) {
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

QByteArray contentOf(const QString& file) {
    QFile in(file);
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
}

/// The file's JSON header as it would be with other words in it, its checksum right.
QByteArray withHeader(const QByteArray& file, const std::function<QByteArray(QByteArray)>& change) {
    std::uint32_t numbers[3];
    std::memcpy(numbers, file.constData() + 8, sizeof numbers);
    const QByteArray header = change(file.mid(20, int(numbers[1])));
    const QByteArray rest = file.mid(20 + int(numbers[1]));
    numbers[1] = std::uint32_t(header.size());
    numbers[2] = checksum({reinterpret_cast<const std::uint8_t*>(header.constData()), std::size_t(header.size())});
    return file.left(8) + QByteArray(reinterpret_cast<const char*>(numbers), sizeof numbers) + header + rest;
}

}  // namespace

class TestResultFile : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_dir = std::make_unique<QTemporaryDir>(); }

    void givesEveryBitBack_data() {
        QTest::addColumn<bool>("isColoured");
        QTest::addColumn<bool>("hasGrid");
        QTest::newRow("a dual grid with voxels") << true << true;
        QTest::newRow("a mesh with voxels") << true << false;
        QTest::newRow("a dual grid alone") << false << true;
        QTest::newRow("a mesh alone") << false << false;
    }
    void givesEveryBitBack() {
        QFETCH(bool, isColoured);
        QFETCH(bool, hasGrid);
        StoredResult stored = ball(isColoured);
        if (!hasGrid) {
            auto raw = std::make_shared<RawResult>(*stored.raw);
            raw->grid.reset();
            raw->mesh.colors.assign(raw->mesh.positions.size(), {1, 2, 3, 255});
            auto cloud = std::make_shared<GaussianCloud>();
            cloud->positions = {{0.1f, 0.2f, 0.3f}, {-0.1f, 0.0f, 0.25f}};
            cloud->features = {{1.5f, -2.0f, 0.0f}, {0.0f, 0.5f, 0.25f}};
            cloud->scales = {{0.01f, 0.02f, 0.03f}, {0.004f, 0.004f, 0.001f}};
            cloud->rotations = {{1, 0, 0, 0}, {0.6f, 0.8f, 0, 0}};
            cloud->opacities = {0.9f, 0.25f};
            raw->gaussians = cloud;
            raw->radianceField = std::make_shared<const RadianceField>(
                RadianceField{.rank = 2,
                              .dim = 3,
                              .positions = {{0.1f, 0.2f, 0.3f}},
                              .depths = {6},
                              .vectors = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, -0.0f},
                              .densities = {1.5f, -2.0f},
                              .features = {0.5f, 0.25f, 0.125f, 1, 2, 3}});
            stored.raw = raw;
        }
        saveResult(file(), stored);
        const StoredResult loaded = loadResult(file());
        QVERIFY(sameBytes(loaded.raw->mesh.positions, stored.raw->mesh.positions));
        QCOMPARE(loaded.raw->mesh.triangles, stored.raw->mesh.triangles);
        QCOMPARE(loaded.raw->mesh.colors, stored.raw->mesh.colors);
        QCOMPARE(loaded.raw->coords, stored.raw->coords);
        QVERIFY(sameBytes(loaded.raw->attributes, stored.raw->attributes));
        QCOMPARE(loaded.raw->resolution, 32);
        QCOMPARE(bool(loaded.raw->grid), hasGrid);
        QCOMPARE(bool(loaded.raw->gaussians), !hasGrid);
        QCOMPARE(bool(loaded.raw->radianceField), !hasGrid);
        if (!hasGrid) {
            QCOMPARE(loaded.raw->gaussians->positions, stored.raw->gaussians->positions);
            QCOMPARE(loaded.raw->gaussians->features, stored.raw->gaussians->features);
            QCOMPARE(loaded.raw->gaussians->scales, stored.raw->gaussians->scales);
            QCOMPARE(loaded.raw->gaussians->rotations, stored.raw->gaussians->rotations);
            QCOMPARE(loaded.raw->gaussians->opacities, stored.raw->gaussians->opacities);
            const RadianceField &field = *loaded.raw->radianceField, &before = *stored.raw->radianceField;
            QCOMPARE(field.rank, before.rank);
            QCOMPARE(field.dim, before.dim);
            QCOMPARE(field.positions, before.positions);
            QCOMPARE(field.depths, before.depths);
            QVERIFY(sameBytes(field.vectors, before.vectors));
            QCOMPARE(field.densities, before.densities);
            QCOMPARE(field.features, before.features);
        }
        QCOMPARE(loaded.thumbnail, stored.thumbnail);
        QCOMPARE(loaded.latents->grid, 4);
        QCOMPARE(loaded.latents->coords, stored.latents->coords);
        QVERIFY(sameBytes(loaded.latents->shape, stored.latents->shape));
        QVERIFY(sameBytes(loaded.latents->texture, stored.latents->texture));
        QCOMPARE(QDir(m_dir->path()).entryList(QDir::Files), QStringList("r.espalier"));
        // Written again it is the same file.
        saveResult(m_dir->filePath("again.espalier").toStdString(), loaded);
        QCOMPARE(contentOf(m_dir->filePath("again.espalier")), contentOf(m_dir->filePath("r.espalier")));
    }

    void givesTheRequestBack() {
        saveResult(file(), ball());
        const GenerateRequest request = loadResult(file()).request;
        QCOMPARE(request.modelDir.string(), std::string("a model"));
        QVERIFY(request.type == PipelineType::k1024Cascade);
        QCOMPARE(request.seed, ~std::uint64_t(0));
        QCOMPARE(request.structure.steps.value(), 7);
        QVERIFY(!request.shape.steps);
        QVERIFY((request.texture.guidanceInterval == std::array{0.25, 0.75}));
        QVERIFY(request.gaussians && request.radianceField && request.views == ViewMode::Multidiffusion);
        QVERIFY(request.asset == ball().request.asset);
        QVERIFY(request.image.empty());
    }

    /// A card's mesh may differ from the processor's of the same grid.
    void keepsAMeshThatItsGridDoesNotGive() {
        StoredResult stored = ball();
        auto raw = std::make_shared<RawResult>(*stored.raw);
        raw->mesh.positions[5][1] = std::nextafter(raw->mesh.positions[5][1], 1.0f);
        stored.raw = raw;
        saveResult(file(), stored);
        QVERIFY(sameBytes(loadResult(file()).raw->mesh.positions, raw->mesh.positions));
    }

    void keepsAThumbnailOfThePicture() {
        GenerateResult result;
        result.preparedImage = ImageBuffer(512, 300, 3);
        result.raw = ball().raw;
        result.report.seed = 9;
        result.report.type = PipelineType::k1024;
        GenerateRequest request = ball().request;
        request.moreViews.resize(2, ImageBuffer(512, 512, 3));
        const StoredResult stored = storedResult(request, result);
        QVERIFY(stored.request.moreViews.empty());
        const QImage picture = QImage::fromData(stored.thumbnail.data(), int(stored.thumbnail.size()));
        QCOMPARE(picture.size(), QSize(256, 150));
        QCOMPARE(stored.request.seed, 9u);
        QVERIFY(stored.request.type == PipelineType::k1024);
    }

    void isSmallerThanWhatItHolds() {
        const StoredResult stored = ball();
        saveResult(file(), stored);
        const std::size_t voxels = stored.raw->coords.size();
        const std::size_t plain = voxels * (3 + 3 + 1 + 6) * 4;  // coords, vertices, weights, attributes
        QVERIFY(std::size_t(contentOf(m_dir->filePath("r.espalier")).size()) < plain * 6 / 10);
    }

    void tellsWhatIsWrong_data() {
        QTest::addColumn<QString>("damage");
        QTest::addColumn<QString>("told");
        QTest::newRow("not there") << "remove"
                                   << "no such file";
        QTest::newRow("a folder") << "folder"
                                  << "no such file";
        QTest::newRow("empty") << "empty"
                               << "is not a result";
        QTest::newRow("another kind") << "foreign"
                                      << "is not a result";
        QTest::newRow("a newer version") << "newer"
                                         << "newer version of Espalier (format 2)";
        QTest::newRow("no version") << "version 0"
                                    << "is damaged";
        QTest::newRow("cut off in the magic word") << "cut 5"
                                                   << "is not a result";
        QTest::newRow("cut off in the prefix") << "cut 15"
                                               << "ends too early";
        QTest::newRow("cut off in the header") << "cut 60"
                                               << "ends too early";
        QTest::newRow("cut off in the middle") << "cut 3000"
                                               << "ends too early";
        QTest::newRow("cut off by one byte") << "cut -1"
                                             << "ends too early";
        QTest::newRow("something after it") << "longer"
                                            << "is damaged";
        QTest::newRow("a huge header") << "huge header"
                                       << "is damaged";
        QTest::newRow("another header") << "header bit"
                                        << "is damaged";
        QTest::newRow("a header that is no JSON") << "no json"
                                                  << "is damaged";
        QTest::newRow("a header without parts") << "no parts"
                                                << "is damaged";
        QTest::newRow("a request of words") << "request"
                                            << "is damaged";
        QTest::newRow("an unknown type") << "type"
                                         << "is damaged";
        QTest::newRow("rows for terabytes") << "many rows"
                                            << "is damaged";
        QTest::newRow("more rows than it has") << "more rows"
                                               << "is damaged";
        QTest::newRow("negative rows") << "negative rows"
                                       << "is damaged";
        QTest::newRow("a part without end") << "long part"
                                            << "ends too early";
        QTest::newRow("resolution 0") << "resolution"
                                      << "is damaged";
        QTest::newRow("voxels outside") << "small resolution"
                                        << "is damaged";
        QTest::newRow("a part of another name") << "renamed"
                                                << "is damaged";
    }
    void tellsWhatIsWrong() {
        QFETCH(QString, damage);
        QFETCH(QString, told);
        saveResult(file(), ball());
        const QString name = m_dir->filePath("r.espalier");
        const QByteArray sound = contentOf(name);
        const QByteArray damaged = damagedFile(sound, damage);
        QVERIFY(damaged != sound);
        QVERIFY(QFile::remove(name));
        if (damage == "folder") QVERIFY(QDir(m_dir->path()).mkdir("r.espalier"));
        if (damage != "folder" && damage != "remove") {
            QFile out(name);
            QVERIFY(out.open(QIODevice::WriteOnly));
            out.write(damaged);
        }
        verifyRefusal(told);
    }

    /// Wherever one is flipped: a checksum covers every byte.
    void noticesEveryFlippedByte() {
        saveResult(file(), ball());
        const QString name = m_dir->filePath("r.espalier");
        const QByteArray sound = contentOf(name);
        for (int at = 0; at < sound.size(); at += 1 + int(sound.size()) / 97) {
            QByteArray damaged = sound;
            damaged[at] = char(damaged[at] ^ 0x10);
            QFile out(name);
            QVERIFY(out.open(QIODevice::WriteOnly));
            out.write(damaged);
            out.close();
            verifyRefusal("r.espalier");
        }
    }

    void leavesTheFormerFile_whenStopped() {
        saveResult(file(), ball(false));
        const QByteArray before = contentOf(m_dir->filePath("r.espalier"));
        std::stop_source stop;
        stop.request_stop();
        QVERIFY_EXCEPTION_THROWN(saveResult(file(), ball(), RunContext(stop.get_token())), Cancelled);
        QCOMPARE(contentOf(m_dir->filePath("r.espalier")), before);
        QVERIFY_EXCEPTION_THROWN(loadResult(file(), RunContext(stop.get_token())), Cancelled);
    }

    void saysWhereItCannotWrite() {
        try {
            saveResult(m_dir->filePath("gone/r.espalier").toStdString(), ball());
            QFAIL("was written");
        } catch (const Error& error) {
            QVERIFY(error.code() == ErrorCode::FileWrite);
            QVERIFY2(QString(error.what()).contains("gone/r.espalier"), error.what());
        }
    }

private:
    std::filesystem::path file() const { return m_dir->filePath("r.espalier").toStdString(); }

    static QByteArray damagedFile(QByteArray bytes, const QString& damage) {
        const auto inHeader = [&](const char* from, const char* to) {
            return withHeader(bytes, [&](QByteArray header) { return header.replace(from, to); });
        };
        if (damage == "empty") return {};
        if (damage == "foreign") return "glTF" + bytes;
        if (damage == "newer") return bytes.replace(8, 1, "\x02");
        if (damage == "version 0") return bytes.replace(8, 1, QByteArray(1, '\0'));
        if (damage.startsWith("cut")) {
            const int count = damage.mid(4).toInt();
            return bytes.left(count > 0 ? count : bytes.size() + count);
        }
        if (damage == "longer") return bytes + '\0';
        if (damage == "huge header") return bytes.replace(12, 4, "\xff\xff\xff\x7f");
        if (damage == "header bit") return bytes.replace(30, 1, "~");
        if (damage == "no json") return withHeader(bytes, [](const QByteArray&) { return QByteArray("{ no"); });
        if (damage == "no parts") return inHeader("\"parts\"", "\"arts\"");
        if (damage == "request") return inHeader("\"seed\":18446744073709551615", "\"seed\":\"many\"");
        if (damage == "type") return inHeader("1024_cascade", "9999_cascade");
        if (damage == "many rows") return inHeader("\"rows\":", "\"rows\":99999");
        if (damage == "more rows") return inHeader("\"rows\":2,", "\"rows\":3,");
        if (damage == "negative rows") return inHeader("\"rows\":", "\"rows\":-");
        if (damage == "long part") return inHeader("{\"bytes\":", "{\"bytes\":9999999999");
        if (damage == "resolution") return inHeader("\"resolution\":32", "\"resolution\":0");
        if (damage == "small resolution") return inHeader("\"resolution\":32", "\"resolution\":8");
        if (damage == "renamed") return inHeader("grid vertices", "grid corners");
        return {};
    }

    void verifyRefusal(const QString& told) {
        try {
            loadResult(file());
            QFAIL("was accepted");
        } catch (const Error& error) {
            QVERIFY(error.code() == ErrorCode::FileRead);
            QVERIFY2(QString(error.what()).contains(told), error.what());
            QVERIFY2(QString(error.what()).contains("r.espalier"), error.what());
            QVERIFY(!error.hint().empty());
        }
    }

    std::unique_ptr<QTemporaryDir> m_dir;
};

QTEST_APPLESS_MAIN(TestResultFile)
#include "tst_result_file.moc"
