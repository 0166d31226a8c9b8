// The colours of the window, light and dark.
#include <QApplication>
#include <QImage>
#include <QTest>

#include "ui/system_theme.h"
#include "ui/theme.h"

using namespace espalier;

namespace {

QPalette darkPalette() {
    return QPalette(QColor(60, 60, 64), QColor(42, 42, 46));
}

}  // namespace

class TestTheme : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void iconsFollowThePalette();
    void applicationTurnsDark_whenTheDesktopDoes();
    void chosenThemeOverrulesTheDesktop();
    void bannerTextStaysReadable_data();
    void bannerTextStaysReadable();
};

void TestTheme::iconsFollowThePalette() {
    const auto lightness = [](const QPalette& palette) {
        const QImage image = themedIcon(QStringLiteral("stop"), palette).pixmap(32, 32).toImage();
        double sum = 0.0;
        int count = 0;
        for (int y = 0; y < image.height(); ++y)
            for (int x = 0; x < image.width(); ++x)
                if (const QColor pixel = image.pixelColor(x, y); pixel.alpha() > 200) {
                    sum += pixel.lightnessF();
                    ++count;
                }
        return count ? sum / count : -1.0;
    };
    const QPalette light(QColor(240, 240, 240));
    QVERIFY(!isDark(light));
    QVERIFY(isDark(darkPalette()));
    QVERIFY(lightness(light) >= 0.0 && lightness(light) < 0.3);
    QVERIFY(lightness(darkPalette()) > 0.7);
}

void TestTheme::applicationTurnsDark_whenTheDesktopDoes() {
    const QPalette light(QColor(240, 240, 240));
    QApplication::setPalette(light);
    SystemTheme theme;
    theme.apply(ColourScheme::Dark);
    QVERIFY(isDark(QApplication::palette()));
    theme.apply(ColourScheme::NoPreference);
    QVERIFY(!isDark(QApplication::palette()));

    QApplication::setPalette(darkPalette());  // a platform theme was there first
    SystemTheme other;
    other.apply(ColourScheme::Dark);
    QCOMPARE(QApplication::palette().color(QPalette::Window), darkPalette().color(QPalette::Window));
    QApplication::setPalette(light);
}

void TestTheme::chosenThemeOverrulesTheDesktop() {
    const QPalette light(QColor(240, 240, 240));
    for (const QPalette& platform : {light, darkPalette()}) {
        QApplication::setPalette(platform);
        SystemTheme theme;
        theme.choose(ColourScheme::Dark);
        theme.apply(ColourScheme::Light);
        QVERIFY(isDark(QApplication::palette()));
        theme.choose(ColourScheme::Light);
        theme.apply(ColourScheme::Dark);
        QVERIFY(!isDark(QApplication::palette()));
        theme.choose(ColourScheme::NoPreference);
        QVERIFY(isDark(QApplication::palette()));
    }
    QApplication::setPalette(light);
}

void TestTheme::bannerTextStaysReadable_data() {
    QTest::addColumn<QPalette>("palette");
    QTest::newRow("light") << QPalette(QColor(240, 240, 240));
    QTest::newRow("dark") << darkPalette();
}

void TestTheme::bannerTextStaysReadable() {
    QFETCH(QPalette, palette);
    const QColor text = palette.color(QPalette::WindowText);
    QVERIFY(contrast(text, toneColour(palette, Tone::Failure)) > 7.0);
    QVERIFY(contrast(text, toneColour(palette, Tone::Neutral)) > 7.0);
    QVERIFY(contrast(quietText(palette), palette.color(QPalette::Window)) > 4.5);
}

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    TestTheme test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_theme.moc"
