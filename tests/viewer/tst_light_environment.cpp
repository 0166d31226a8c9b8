#include <QTest>
#include <cmath>
#include <numbers>

#include "viewer/light_environment.h"

Q_DECLARE_METATYPE(espalier::EnvironmentKind)

namespace espalier {

namespace {

constexpr double kPi = std::numbers::pi;

/// Midpoint rule over the sphere, independent of the bands' own texels.
template <typename Value>
double integrate(Value value) {
    constexpr int rows = 180;
    double sum = 0;
    for (int y = 0; y < rows; ++y) {
        const double polar = (y + 0.5) * kPi / rows;
        for (int x = 0; x < 2 * rows; ++x) {
            const double azimuth = x * kPi / rows;
            const Vec3f d{float(std::sin(polar) * std::cos(azimuth)), float(std::sin(polar) * std::sin(azimuth)),
                          float(std::cos(polar))};
            sum += value(d) * std::sin(polar) * (kPi / rows) * (kPi / rows);
        }
    }
    return sum;
}

double shaded(const LightEnvironment& environment, const Vec3f& n, std::size_t channel) {
    return integrate([&](const Vec3f& d) {
               const double cosine = double(d[0]) * n[0] + double(d[1]) * n[1] + double(d[2]) * n[2];
               return cosine > 0 ? cosine * environment.radiance(d)[channel] : 0.0;
           }) /
           kPi;
}

}  // namespace

class LightEnvironmentTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void irradiance_isTheCosineIntegral_data() { addKinds(); }
    void irradiance_isTheCosineIntegral();
    void front_isExposedToWhite_data() { addKinds(); }
    void front_isExposedToWhite();
    void bands_keepTheEnergy_andSpreadIt_data() { addKinds(); }
    void bands_keepTheEnergy_andSpreadIt();

private:
    static void addKinds() {
        QTest::addColumn<EnvironmentKind>("kind");
        QTest::newRow("studio") << EnvironmentKind::Studio;
        QTest::newRow("daylight") << EnvironmentKind::Daylight;
        QTest::newRow("sunset") << EnvironmentKind::Sunset;
    }
};

void LightEnvironmentTest::irradiance_isTheCosineIntegral() {
    QFETCH(EnvironmentKind, kind);
    const LightEnvironment environment(kind);
    const auto forms = environment.irradiance();
    double worst = 0;
    for (const Vec3f n : {Vec3f{1, 0, 0}, Vec3f{-1, 0, 0}, Vec3f{0, 1, 0}, Vec3f{0, -1, 0}, Vec3f{0, 0, 1},
                          Vec3f{0, 0, -1}, Vec3f{0.6f, -0.48f, 0.64f}, Vec3f{-0.6f, -0.48f, -0.64f}}) {
        const QVector4D point(n[0], n[1], n[2], 1);
        for (std::size_t channel = 0; channel < 3; ++channel) {
            const double form = QVector4D::dotProduct(point, forms[channel] * point);
            worst = std::max(worst, std::abs(form - shaded(environment, n, channel)));
        }
    }
    // What the paper's second order leaves out of a light from one direction is 9 % of its brightest.
    qInfo("largest error %.3f", worst);
    QVERIFY(worst < 0.09);
}

void LightEnvironmentTest::front_isExposedToWhite() {
    QFETCH(EnvironmentKind, kind);
    const LightEnvironment environment(kind);
    double mean = 0;
    for (std::size_t channel = 0; channel < 3; ++channel)
        mean += shaded(environment, {0, -1, 0}, channel) / 3;
    QVERIFY2(std::abs(mean - 1) < 0.09, qPrintable(QString::number(mean)));
}

void LightEnvironmentTest::bands_keepTheEnergy_andSpreadIt() {
    QFETCH(EnvironmentKind, kind);
    const LightEnvironment environment(kind);
    const std::vector<float> map = environment.prefiltered();
    constexpr int width = LightEnvironment::kBandWidth;
    constexpr int height = LightEnvironment::kBandHeight;
    QCOMPARE(map.size(), std::size_t(width) * height * LightEnvironment::kBands * 4);
    double before = 0;
    double brightestBefore = 0;
    for (int band = 0; band < LightEnvironment::kBands; ++band) {
        double energy = 0;
        double weights = 0;
        double brightest = 0;
        for (int y = 0; y < height; ++y) {
            const double weight = std::sin((y + 0.5) * kPi / height);
            for (int x = 0; x < width; ++x) {
                const double green = map[(std::size_t(band * height + y) * width + std::size_t(x)) * 4 + 1];
                QVERIFY(green > 0);
                energy += green * weight;
                weights += weight;
                brightest = std::max(brightest, green);
            }
        }
        energy /= weights;
        if (band > 0) {
            QVERIFY2(std::abs(energy / before - 1) < 0.01, qPrintable(QString::number(energy / before)));
            QVERIFY(brightest < brightestBefore);
        }
        before = energy;
        brightestBefore = brightest;
    }
}

}  // namespace espalier

QTEST_APPLESS_MAIN(espalier::LightEnvironmentTest)
#include "tst_light_environment.moc"
