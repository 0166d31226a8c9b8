#pragma once

#include <QMatrix4x4>
#include <QPointF>
#include <QSizeF>
#include <QVector3D>

#include "inference/asset/mesh_asset.h"

namespace espalier {

struct Ray {
    QVector3D origin;
    QVector3D direction;  ///< unit
};

enum class StandardView { Front, Back, Right, Left, Top, Bottom };

/// A turntable around a target: z stays up. Plain mathematics, no Qt3D. Lengths in model units, cursor positions in
/// pixels from the top left, angles in degrees. Azimuth 0 looks along +y (the camera of the input picture), 90 looks
/// from +x; elevation 90 looks down.
class OrbitCamera {
public:
    OrbitCamera();

    void setViewportSize(const QSizeF& pixels);
    QSizeF viewportSize() const { return m_viewport; }

    float azimuthDegrees() const { return m_azimuth; }
    float elevationDegrees() const { return m_elevation; }
    float distance() const { return m_distance; }
    QVector3D target() const { return m_target; }
    bool isOrthographic() const { return m_orthographic; }

    QVector3D position() const;
    QVector3D right() const;
    QVector3D up() const;
    QVector3D forward() const;

    /// Both from the current state; the near and far planes hold a scene of `sceneRadius` around the origin.
    QMatrix4x4 viewMatrix() const;
    QMatrix4x4 projectionMatrix(float sceneRadius = 4.0f) const;
    Ray rayThrough(const QPointF& cursor) const;

    void orbit(const QPointF& pixels);
    /// Around the vertical axis, counter-clockwise seen from above.
    void turn(float degrees);
    void pan(const QPointF& pixels);
    /// Positive steps come closer; what lies under the cursor at the target's depth stays there.
    void zoom(float steps, const QPointF& cursor);
    void setPivot(const QVector3D& point) { m_target = point; }
    void look(StandardView view);
    void setOrthographic(bool orthographic) { m_orthographic = orthographic; }
    /// Moves so that the box just fits, from the current direction.
    void frame(const Bounds& box);

    /// The same view in another shape of picture: what is seen stays seen.
    OrbitCamera reshaped(const QSizeF& pixels) const;
    /// The camera at that share (0..1) of the way to `end`: the shorter way round, and zooming evenly.
    OrbitCamera between(const OrbitCamera& end, float share) const;

private:
    float halfHeightTangent() const;
    float aspect() const;
    float unitsPerPixel() const;
    QPointF fromCentre(const QPointF& cursor) const;  ///< pixels, y up

    QSizeF m_viewport{800, 600};
    QVector3D m_target;
    float m_azimuth;
    float m_elevation;
    float m_distance = 2.5f;
    bool m_orthographic = false;
};

}  // namespace espalier
