#pragma once

#include <QVariantAnimation>
#include <functional>
#include <optional>

#include "viewer/camera_flight.h"

namespace espalier {

/// Holds the view's camera and moves it: at once, in a flight, or round and round. Whatever moves it ends what moved
/// it before.
class CameraRig : public QObject {
    Q_OBJECT

public:
    /// `show` is called with each camera to be drawn; `box` is framed at first.
    CameraRig(std::function<void(const OrbitCamera&)> show, const Bounds& box);

    /// Where it is, or is flying to. Who changes it calls moved().
    OrbitCamera& camera() { return m_camera; }
    bool isMoving() const { return m_flight.isUnderWay() || m_turntable.state() == QAbstractAnimation::Running; }
    bool isTurntable() const { return m_turntable.state() != QAbstractAnimation::Stopped; }

    /// Nobody has moved it since: in a resized view the box is framed anew.
    void frame(const Bounds& box, int flightMs);
    void look(StandardView view, int flightMs);
    void setPivot(const QVector3D& point, int flightMs);
    void setOrthographic(bool orthographic);
    /// There at once, but for the shape of the picture.
    void follow(const OrbitCamera& other);
    void setTurntable(bool turns);
    /// Holds the turntable, for a picture.
    void setPaused(bool paused);
    void resize(const QSizeF& pixels);

public Q_SLOTS:
    /// By hand.
    void moved();

Q_SIGNALS:
    void turntableChanged(bool turns);

private:
    void fly(int durationMs, const std::function<void()>& move);
    void turnTo(float degrees);

    OrbitCamera m_camera;
    std::function<void(const OrbitCamera&)> m_show;
    CameraFlight m_flight;
    QVariantAnimation m_turntable;
    float m_turned = 0;  ///< degrees in this round
    std::optional<Bounds> m_framed;
};

}  // namespace espalier
