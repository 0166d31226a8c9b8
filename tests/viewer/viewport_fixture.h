#pragma once

#include <QImage>
#include <QWindow>

#include "viewer/viewport_widget.h"

namespace espalier {

/// A shown viewport of a fixed size and palette, and the waiting that its tests share. Limits are generous: software
/// OpenGL on a busy machine is slow, and a test that waits for an event ends as soon as it comes.
class ViewportFixture {
public:
    static constexpr int kLimitMs = 30'000;

    ViewportFixture();

    ViewportWidget& view() { return *m_view; }
    QWindow* window() const;
    void destroyView() { m_view.reset(); }

    /// Shows it and waits until its buffers are in the scene; false when the time is over.
    bool show(const MeshAssetPtr& mesh);
    /// A null picture when the time is over.
    QImage picture();
    QImage still(const QSize& pixels, double turnDegrees = 0);

private:
    std::unique_ptr<ViewportWidget> m_view;
};

/// main() of a test with a viewport.
int runViewportTest(QObject& test, int argc, char** argv);

QColor pixelAt(const QImage& image, double x, double y);  ///< 0..1 from the top left
/// Share of the pixels that differ visibly.
double changedShare(const QImage& a, const QImage& b);

}  // namespace espalier
