#pragma once

#include <QVariantAnimation>
#include <functional>

#include "viewer/orbit_camera.h"

namespace espalier {

/// Shows the way from one camera to another, so that the eye can follow a jump. Only what is shown takes time: the
/// camera itself is at its end from the start.
class CameraFlight : public QObject {
    Q_OBJECT

public:
    /// `show` is called with each camera on the way, the end included.
    explicit CameraFlight(std::function<void(const OrbitCamera&)> show);

    /// From what is shown now, in the middle of another flight too. Without `durationMs` at once.
    void start(const OrbitCamera& from, const OrbitCamera& end, int durationMs);
    /// Stays where it is.
    void stop() { m_animation.stop(); }
    bool isUnderWay() const { return m_animation.state() == QAbstractAnimation::Running; }

private:
    void showAt(float share);

    std::function<void(const OrbitCamera&)> m_show;
    OrbitCamera m_from;
    OrbitCamera m_end;
    OrbitCamera m_shown;
    QVariantAnimation m_animation;
};

}  // namespace espalier
