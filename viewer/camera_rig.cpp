#include "viewer/camera_rig.h"

namespace espalier {

namespace {

constexpr int kRoundMs = 12'000;
constexpr float kRound = 360.0f;

}  // namespace

CameraRig::CameraRig(std::function<void(const OrbitCamera&)> show, const Bounds& box)
    : m_show(std::move(show)), m_flight(m_show), m_framed(box) {
    m_turntable.setStartValue(0.0f);
    m_turntable.setEndValue(kRound);
    m_turntable.setDuration(kRoundMs);
    m_turntable.setLoopCount(-1);
    connect(&m_turntable, &QVariantAnimation::valueChanged, this,
            [this](const QVariant& value) { turnTo(value.toFloat()); });
    m_camera.frame(box);
}

void CameraRig::fly(int durationMs, const std::function<void()>& move) {
    setTurntable(false);
    const OrbitCamera from = m_camera;
    move();
    m_flight.start(from, m_camera, durationMs);
}

void CameraRig::frame(const Bounds& box, int flightMs) {
    fly(flightMs, [&] { m_camera.frame(box); });
    m_framed = box;
}

void CameraRig::look(StandardView view, int flightMs) {
    m_framed.reset();
    fly(flightMs, [&] { m_camera.look(view); });
}

void CameraRig::setPivot(const QVector3D& point, int flightMs) {
    m_framed.reset();
    fly(flightMs, [&] { m_camera.setPivot(point); });
}

void CameraRig::setOrthographic(bool orthographic) {
    m_flight.stop();
    m_camera.setOrthographic(orthographic);
    m_show(m_camera);
}

void CameraRig::setTurntable(bool turns) {
    if (turns == isTurntable()) return;
    if (turns) {
        m_flight.stop();
        m_turned = 0;
        m_turntable.start();
    } else {
        m_turntable.stop();
    }
    Q_EMIT turntableChanged(turns);
}

void CameraRig::setPaused(bool paused) {
    if (isTurntable()) m_turntable.setPaused(paused);
}

void CameraRig::turnTo(float degrees) {
    const float turned = degrees - m_turned;
    m_turned = degrees;
    if (turned == 0) return;
    m_framed.reset();
    m_camera.turn(turned < 0 ? turned + kRound : turned);
    m_show(m_camera);
}

void CameraRig::resize(const QSizeF& pixels) {
    m_flight.stop();
    m_camera.setViewportSize(pixels);
    if (m_framed) m_camera.frame(*m_framed);
    m_show(m_camera);
}

void CameraRig::follow(const OrbitCamera& other) {
    const QSizeF pixels = m_camera.viewportSize();
    m_camera = other;
    m_camera.setViewportSize(pixels);
    moved();
}

void CameraRig::moved() {
    m_flight.stop();
    m_framed.reset();
    setTurntable(false);
    m_show(m_camera);
}

}  // namespace espalier
