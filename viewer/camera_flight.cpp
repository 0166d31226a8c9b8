#include "viewer/camera_flight.h"

#include <QEasingCurve>

namespace espalier {

CameraFlight::CameraFlight(std::function<void(const OrbitCamera&)> show) : m_show(std::move(show)) {
    m_animation.setStartValue(0.0f);
    m_animation.setEndValue(1.0f);
    m_animation.setEasingCurve(QEasingCurve::InOutQuad);
    connect(&m_animation, &QVariantAnimation::valueChanged, this,
            [this](const QVariant& value) { showAt(value.toFloat()); });
}

void CameraFlight::start(const OrbitCamera& from, const OrbitCamera& end, int durationMs) {
    m_from = isUnderWay() ? m_shown : from;
    m_animation.stop();
    m_end = end;
    if (durationMs <= 0) return showAt(1);
    m_animation.setDuration(durationMs);
    m_animation.start();
}

void CameraFlight::showAt(float share) {
    m_shown = m_from.between(m_end, share);
    m_show(m_shown);
}

}  // namespace espalier
