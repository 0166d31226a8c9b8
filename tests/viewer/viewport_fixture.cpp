#include "tests/viewer/viewport_fixture.h"

#include <QApplication>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTest>
#include <cstdlib>

namespace espalier {

ViewportFixture::ViewportFixture() : m_view(std::make_unique<ViewportWidget>()) {
    m_view->setPalette(QPalette(QColor(240, 240, 240)));
    m_view->resize(400, 300);
    m_view->show();
}

QWindow* ViewportFixture::window() const {
    for (QWindow* window : QGuiApplication::allWindows()) {
        if (window->inherits("Qt3DExtras::Qt3DWindow")) return window;
    }
    return nullptr;
}

bool ViewportFixture::show(const MeshAssetPtr& mesh) {
    QSignalSpy shown(m_view.get(), &ViewportWidget::meshShown);
    m_view->showMesh(mesh);
    return shown.wait(kLimitMs);
}

QImage ViewportFixture::picture() {
    QSignalSpy captured(m_view.get(), &ViewportWidget::captured);
    m_view->requestCapture();
    if (!captured.wait(kLimitMs)) return {};
    return captured.at(0).at(0).value<QImage>();
}

QImage ViewportFixture::still(const QSize& pixels, double turnDegrees) {
    QSignalSpy ready(m_view.get(), &ViewportWidget::stillReady);
    m_view->requestStill(pixels, turnDegrees);
    if (!ready.wait(kLimitMs)) return {};
    return ready.at(0).at(0).value<QImage>();
}

int runViewportTest(QObject& test, int argc, char** argv) {
    ViewportWidget::prepareRenderer();
    QApplication app(argc, argv);
    return QTest::qExec(&test, argc, argv);
}

QColor pixelAt(const QImage& image, double x, double y) {
    return image.pixelColor(int(x * image.width()), int(y * image.height()));
}

double changedShare(const QImage& a, const QImage& b) {
    if (a.size() != b.size()) return 1;
    constexpr int visible = 12;
    int changed = 0;
    for (int y = 0; y < a.height(); ++y) {
        for (int x = 0; x < a.width(); ++x) {
            const QRgb p = a.pixel(x, y);
            const QRgb q = b.pixel(x, y);
            changed += std::abs(qRed(p) - qRed(q)) > visible || std::abs(qGreen(p) - qGreen(q)) > visible ||
                       std::abs(qBlue(p) - qBlue(q)) > visible;
        }
    }
    return double(changed) / (double(a.width()) * a.height());
}

}  // namespace espalier
