#include "viewer/orbit_camera.h"

#include <algorithm>
#include <cmath>

namespace espalier {

namespace {

constexpr float kFieldOfViewDegrees = 35.0f;
constexpr float kDefaultAzimuth = -30.0f;  // the side that thumbnails show (inference/asset/software_render.h)
constexpr float kDefaultElevation = 20.0f;
constexpr float kDegreesPerPixel = 0.4f;
constexpr float kZoomPerStep = 0.87f;
constexpr float kMinDistance = 0.02f;
constexpr float kMaxDistance = 60.0f;
constexpr float kFrameMargin = 1.02f;

float radians(float degrees) {
    return degrees * float(M_PI) / 180.0f;
}

}  // namespace

OrbitCamera::OrbitCamera() : m_azimuth(kDefaultAzimuth), m_elevation(kDefaultElevation) {}

void OrbitCamera::setViewportSize(const QSizeF& pixels) {
    m_viewport = QSizeF(std::max(1.0, pixels.width()), std::max(1.0, pixels.height()));
}

float OrbitCamera::halfHeightTangent() const {
    return std::tan(radians(kFieldOfViewDegrees) / 2);
}

float OrbitCamera::aspect() const {
    return float(m_viewport.width() / m_viewport.height());
}

float OrbitCamera::unitsPerPixel() const {
    return 2 * m_distance * halfHeightTangent() / float(m_viewport.height());
}

QPointF OrbitCamera::fromCentre(const QPointF& cursor) const {
    return {cursor.x() - m_viewport.width() / 2, m_viewport.height() / 2 - cursor.y()};
}

QVector3D OrbitCamera::right() const {
    const float a = radians(m_azimuth);
    return {std::cos(a), std::sin(a), 0};
}

QVector3D OrbitCamera::up() const {
    // From the angles, not from a cross product with z, so that it exists when looking straight down as well.
    const float a = radians(m_azimuth);
    const float e = radians(m_elevation);
    return {-std::sin(a) * std::sin(e), std::cos(a) * std::sin(e), std::cos(e)};
}

QVector3D OrbitCamera::forward() const {
    const float a = radians(m_azimuth);
    const float e = radians(m_elevation);
    return {-std::sin(a) * std::cos(e), std::cos(a) * std::cos(e), -std::sin(e)};
}

QVector3D OrbitCamera::position() const {
    return m_target - forward() * m_distance;
}

QMatrix4x4 OrbitCamera::viewMatrix() const {
    QMatrix4x4 matrix;
    matrix.lookAt(position(), m_target, up());
    return matrix;
}

QMatrix4x4 OrbitCamera::projectionMatrix(float sceneRadius) const {
    const float reach = position().length() + sceneRadius;
    QMatrix4x4 matrix;
    if (m_orthographic) {
        const float h = m_distance * halfHeightTangent();
        matrix.ortho(-h * aspect(), h * aspect(), -h, h, -reach, reach);
    } else {
        const float nearPlane = std::max(position().length() - sceneRadius, m_distance * 0.02f);
        matrix.perspective(kFieldOfViewDegrees, aspect(), nearPlane, reach);
    }
    return matrix;
}

Ray OrbitCamera::rayThrough(const QPointF& cursor) const {
    const QPointF p = fromCentre(cursor) * double(unitsPerPixel());
    const QVector3D onTargetPlane = m_target + right() * float(p.x()) + up() * float(p.y());
    if (m_orthographic) return {onTargetPlane - forward() * kMaxDistance, forward()};
    return {position(), (onTargetPlane - position()).normalized()};
}

void OrbitCamera::orbit(const QPointF& pixels) {
    m_azimuth = std::remainder(m_azimuth - float(pixels.x()) * kDegreesPerPixel, 360.0f);
    m_elevation = std::clamp(m_elevation + float(pixels.y()) * kDegreesPerPixel, -90.0f, 90.0f);
}

void OrbitCamera::turn(float degrees) {
    m_azimuth = std::remainder(m_azimuth + degrees, 360.0f);
}

void OrbitCamera::pan(const QPointF& pixels) {
    const float scale = unitsPerPixel();
    m_target += up() * (float(pixels.y()) * scale) - right() * (float(pixels.x()) * scale);
}

void OrbitCamera::zoom(float steps, const QPointF& cursor) {
    const float wanted = m_distance * std::pow(kZoomPerStep, steps);
    const float distance = std::clamp(wanted, kMinDistance, kMaxDistance);
    const QPointF p = fromCentre(cursor) * double(unitsPerPixel());
    const QVector3D offset = right() * float(p.x()) + up() * float(p.y());
    m_target += offset * (1 - distance / m_distance);
    m_distance = distance;
}

void OrbitCamera::look(StandardView view) {
    m_elevation = 0;
    switch (view) {
        case StandardView::Front:
            m_azimuth = 0;
            break;
        case StandardView::Back:
            m_azimuth = 180;
            break;
        case StandardView::Right:
            m_azimuth = 90;
            break;
        case StandardView::Left:
            m_azimuth = -90;
            break;
        case StandardView::Top:
            m_azimuth = 0;
            m_elevation = 90;
            break;
        case StandardView::Bottom:
            m_azimuth = 0;
            m_elevation = -90;
            break;
    }
}

void OrbitCamera::frame(const Bounds& box) {
    const QVector3D low(box.min[0], box.min[1], box.min[2]);
    const QVector3D high(box.max[0], box.max[1], box.max[2]);
    m_target = (low + high) / 2;

    // The smallest distance from which every corner lies inside the view pyramid; in the orthographic view the
    // corners' depth plays no part.
    const float tanY = halfHeightTangent();
    const float tanX = tanY * aspect();
    float distance = kMinDistance;
    for (int i = 0; i < 8; ++i) {
        const QVector3D corner =
            QVector3D(i & 1 ? high.x() : low.x(), i & 2 ? high.y() : low.y(), i & 4 ? high.z() : low.z()) - m_target;
        const float x = std::abs(QVector3D::dotProduct(corner, right())) * kFrameMargin;
        const float y = std::abs(QVector3D::dotProduct(corner, up())) * kFrameMargin;
        const float depth = m_orthographic ? 0 : -QVector3D::dotProduct(corner, forward());
        distance = std::max({distance, depth + x / tanX, depth + y / tanY});
    }
    m_distance = std::min(distance, kMaxDistance);
}

OrbitCamera OrbitCamera::reshaped(const QSizeF& pixels) const {
    OrbitCamera camera = *this;
    camera.setViewportSize(pixels);
    camera.m_distance *= std::max(1.0f, aspect() / camera.aspect());
    return camera;
}

OrbitCamera OrbitCamera::between(const OrbitCamera& end, float share) const {
    if (share >= 1) return end;
    OrbitCamera camera = end;  // which also says how it projects
    camera.m_azimuth = m_azimuth + share * std::remainder(end.m_azimuth - m_azimuth, 360.0f);
    camera.m_elevation = m_elevation + share * (end.m_elevation - m_elevation);
    camera.m_target = m_target + share * (end.m_target - m_target);
    camera.m_distance = m_distance * std::pow(end.m_distance / m_distance, share);
    return camera;
}

}  // namespace espalier
