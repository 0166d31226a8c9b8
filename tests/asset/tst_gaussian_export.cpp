#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <cstring>
#include <limits>

#include "inference/asset/gaussian_export.h"
#include "inference/base/error.h"

using namespace espalier;

namespace {

QByteArray content(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString dataFile(const char* name) {
    return QString(ESPALIER_SOURCE_DIR "/tests/data/gaussians/") + name;
}

template <typename Record>
std::vector<Record> recordsOf(const QByteArray& bytes, qsizetype from = 0) {
    std::vector<Record> records((bytes.size() - from) / sizeof(Record));
    std::memcpy(records.data(), bytes.constData() + from, records.size() * sizeof(Record));
    return records;
}

/// What the reference's decoder made of a recorded latent.
GaussianCloud recordedCloud() {
    struct Row {
        Vec3f position, features, scales;
        std::array<float, 4> rotation;
        float opacity;
    };
    GaussianCloud cloud;
    for (const auto& row : recordsOf<Row>(content(dataFile("activated.f32")))) {
        cloud.positions.push_back(row.position);
        cloud.features.push_back(row.features);
        cloud.scales.push_back(row.scales);
        cloud.rotations.push_back(row.rotation);
        cloud.opacities.push_back(row.opacity);
    }
    return cloud;
}

GaussianCloud oneGaussian() {
    return {{{0.1f, 0.2f, 0.3f}}, {{0.0f, 1.0f, -1.0f}}, {{0.5f, 0.25f, 0.125f}}, {{1.0f, 0.0f, 0.0f, 0.0f}}, {0.5f}};
}

struct PlyRow {
    std::array<float, 9> placeAndColor;  ///< x y z nx ny nz f_dc_0..2
    float opacity;
    std::array<float, 3> scales;
    std::array<float, 4> rotation;
};

struct SplatRow {
    Vec3f position, scales;
    std::array<quint8, 4> color, rotation;
};

}  // namespace

class TestGaussianExport : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    QByteArray written(const GaussianCloud& cloud, GaussianFormat format) {
        const QString path = m_folder.filePath("cloud.out");
        exportGaussians(cloud, path.toStdString(), format);
        return content(path);
    }

private Q_SLOTS:
    void formatNames() {
        QCOMPARE(gaussianFormatFromName("ply"), std::optional(GaussianFormat::Ply));
        QCOMPARE(gaussianFormatFromName(".SPLAT"), std::optional(GaussianFormat::Splat));
        QVERIFY(!gaussianFormatFromName("glb"));
    }

    /// The header and all that is copied byte for byte; what goes through a logarithm within its rounding. The
    /// reference turns rotations by way of single-precision matrices, which costs it half the digits of small parts.
    void plyIsTheReferencesFile() {
        const GaussianCloud cloud = recordedCloud();
        QCOMPARE(cloud.size(), std::size_t(1200));
        const QByteArray ours = written(cloud, GaussianFormat::Ply), theirs = content(dataFile("reference.ply"));
        QCOMPARE(ours.size(), theirs.size());
        const auto header = theirs.indexOf("end_header\n") + 11;
        QCOMPARE(ours.left(header), theirs.left(header));
        const auto ourRows = recordsOf<PlyRow>(ours, header), theirRows = recordsOf<PlyRow>(theirs, header);
        double worstLog = 0.0, worstRotation = 0.0;
        for (std::size_t i = 0; i < cloud.size(); ++i) {
            const PlyRow &a = ourRows[i], &b = theirRows[i];
            QCOMPARE(std::memcmp(&a.placeAndColor, &b.placeAndColor, sizeof(a.placeAndColor)), 0);
            worstLog = std::max<double>(worstLog, std::abs(a.opacity - b.opacity));
            for (int k = 0; k < 3; ++k)
                worstLog = std::max<double>(worstLog, std::abs(a.scales[k] - b.scales[k]));
            for (int k = 0; k < 4; ++k)
                worstRotation = std::max<double>(worstRotation, std::abs(a.rotation[k] - b.rotation[k]));
        }
        qInfo("logarithms differ by at most %.1e, rotations by %.1e", worstLog, worstRotation);
        QVERIFY(worstLog < 1e-6);
        QVERIFY(worstRotation < 1e-4);
    }

    void splatHoldsOneGaussian() {
        const QByteArray bytes = written(oneGaussian(), GaussianFormat::Splat);
        QCOMPARE(bytes.size(), 32);
        const auto row = recordsOf<SplatRow>(bytes)[0];
        QCOMPARE(row.position, (Vec3f{0.1f, -0.3f, 0.2f}));  // y down
        QCOMPARE(row.scales, (Vec3f{0.5f, 0.25f, 0.125f}));
        QCOMPARE(row.color, (std::array<quint8, 4>{128, 199, 56, 128}));
        // A quarter turn about x: 128 + 128 * sqrt(1/2) = 218.5.
        QVERIFY(row.rotation == (std::array<quint8, 4>{219, 219, 128, 128}));
    }

    void splatShowsTheSameAsPly_andTheHeaviestFirst() {
        const GaussianCloud cloud = recordedCloud();
        const QByteArray ply = written(cloud, GaussianFormat::Ply);
        const auto plyRows = recordsOf<PlyRow>(ply, ply.indexOf("end_header\n") + 11);
        const auto rows = recordsOf<SplatRow>(written(cloud, GaussianFormat::Splat));
        QCOMPARE(rows.size(), plyRows.size());
        double before = std::numeric_limits<double>::max();
        for (const auto& row : rows) {
            const auto same = std::find_if(plyRows.begin(), plyRows.end(), [&row](const PlyRow& p) {
                return std::equal(row.position.begin(), row.position.end(), p.placeAndColor.begin());
            });
            QVERIFY(same != plyRows.end());
            const double opacity = 1.0 / (1.0 + std::exp(-double(same->opacity)));
            QVERIFY(std::abs(row.color[3] - 255.0 * opacity) <= 0.51);
            double weight = opacity;
            for (int k = 0; k < 3; ++k) {
                QVERIFY(std::abs(std::log(row.scales[k]) - same->scales[k]) < 1e-5f);
                weight *= row.scales[k];
                const double color = 255.0 * (0.5 + 0.28209479 * same->placeAndColor[6 + k]);
                QVERIFY(std::abs(row.color[k] - std::clamp(color, 0.0, 255.0)) <= 0.51);
            }
            for (int k = 0; k < 4; ++k)
                QVERIFY(std::abs((row.rotation[k] - 128) / 128.0 - same->rotation[k]) <= 1.01 / 128);
            QVERIFY(weight <= before * (1 + 1e-5));
            before = weight;
        }
    }

    void opacityStaysFinite_whenRounded() {
        GaussianCloud cloud = oneGaussian();
        for (const float opacity : {0.0f, 1.0f}) {
            cloud.opacities[0] = opacity;
            const QByteArray bytes = written(cloud, GaussianFormat::Ply);
            const float logit = recordsOf<PlyRow>(bytes, bytes.indexOf("end_header\n") + 11)[0].opacity;
            QVERIFY(std::isfinite(logit));
            QVERIFY(opacity > 0.5f ? logit > 15.0f : logit < -15.0f);
        }
    }

    void export_refuses_whatIsNoCloud_data() {
        QTest::addColumn<int>("broken");
        int number = 0;
        for (const char* name : {"short list", "position", "scale", "rotation", "opacity"})
            QTest::newRow(name) << number++;
    }
    void export_refuses_whatIsNoCloud() {
        QFETCH(int, broken);
        GaussianCloud cloud = oneGaussian();
        if (broken == 0) cloud.features.clear();
        if (broken == 1) cloud.positions[0][1] = std::numeric_limits<float>::quiet_NaN();
        if (broken == 2) cloud.scales[0][2] = 0.0f;
        if (broken == 3) cloud.rotations[0] = {};
        if (broken == 4) cloud.opacities[0] = 1.5f;
        const QString path = m_folder.filePath("never.ply");
        try {
            exportGaussians(cloud, path.toStdString(), GaussianFormat::Ply);
            QFAIL("it was written");
        } catch (const Error& error) {
            QCOMPARE(error.code(), ErrorCode::Internal);
            QVERIFY(std::string(error.what()).find("never.ply") != std::string::npos);
        }
        QVERIFY(!QFile::exists(path));
    }

    void export_fails_whenCloudIsEmpty() {
        try {
            written({}, GaussianFormat::Splat);
            QFAIL("it was written");
        } catch (const Error& error) {
            QCOMPARE(error.code(), ErrorCode::EmptyResult);
        }
    }

    void failures_leaveNothing_data() {
        QTest::addColumn<GaussianFormat>("format");
        QTest::newRow("ply") << GaussianFormat::Ply;
        QTest::newRow("splat") << GaussianFormat::Splat;
    }
    void failures_leaveNothing() {
        QFETCH(GaussianFormat, format);
        const QTemporaryDir folder;
        const auto path = folder.filePath("cloud.x");
        std::stop_source stop;
        const RunContext context(stop.get_token(), [&stop](const Progress&) { stop.request_stop(); });
        QVERIFY_EXCEPTION_THROWN(exportGaussians(recordedCloud(), path.toStdString(), format, context), Cancelled);
        QVERIFY(QFile::link("/dev/full", path + ".part"));
        try {
            exportGaussians(recordedCloud(), path.toStdString(), format);
            QFAIL("it was written");
        } catch (const Error& error) {
            QCOMPARE(error.code(), ErrorCode::FileWrite);
        }
        QVERIFY(QDir(folder.path()).isEmpty());
    }
};

QTEST_APPLESS_MAIN(TestGaussianExport)
#include "tst_gaussian_export.moc"
