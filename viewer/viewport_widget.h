#pragma once

#include <QImage>
#include <QStringList>
#include <QWidget>
#include <memory>

#include "inference/asset/gaussian_cloud.h"
#include "inference/asset/mesh_asset.h"
#include "inference/asset/preview.h"
#include "viewer/light_environment.h"
#include "viewer/navigation.h"
#include "viewer/orbit_camera.h"
#include "viewer/view_command.h"

namespace espalier {

enum class Shading { Asset, Clay, Normals, UvChecker, VertexColors };
inline constexpr int kShadingCount = 5;

/// Of an object that is there as a mesh and as Gaussians.
enum class Showing { Mesh, Gaussians, SideBySide };

inline constexpr int kMaxStillSide = 4096;

/// The 3D view: one widget, to be placed like any other. All calls on the GUI thread.
/// The scene behind it is Qt3D; nothing of Qt3D shows in this interface.
class ViewportWidget : public QWidget {
    Q_OBJECT

public:
    /// Chooses Qt3D's OpenGL renderer. main() calls it before the QApplication is made.
    static void prepareRenderer();

    explicit ViewportWidget(QWidget* parent = nullptr);
    ~ViewportWidget() override;

    /// Replaces what is shown; the camera stays where it is, except that the first shape after clear() is framed.
    void showPreview(std::shared_ptr<const Preview> preview);
    void showMesh(MeshAssetPtr mesh);
    void clear();

    /// The mesh's object as Gaussians, to be shown instead of it or beside it; null: none. They stay when another mesh
    /// is shown, until the next clear().
    void setGaussians(GaussianCloudPtr gaussians);
    bool hasGaussians() const;

    Shading shading() const;
    /// As chosen; without Gaussians the mesh is shown.
    Showing showing() const;
    bool isWireframeShown() const;
    bool isGroundShown() const;
    bool isTurntable() const;
    bool areStatisticsShown() const;
    bool isCheatSheetShown() const;
    bool isPictureShown() const;
    EnvironmentKind environment() const;
    NavigationStyle navigation() const;
    /// Of a command that is a switch.
    bool isOn(ViewCommand command) const;
    /// Where the camera is, or is flying to.
    const OrbitCamera& camera() const;
    /// Looks from there at once, and no shape is framed until the next clear(). The picture's shape stays this view's.
    void setCamera(const OrbitCamera& camera);
    double lightRotation() const;  ///< degrees, -180 to 180
    double exposure() const;       ///< stops
    QColor backgroundColor() const;
    MeshAssetPtr mesh() const;

    /// More about the mesh shown, for the statistics; forgotten when another shape follows.
    void setStatistics(const MeshStatistics& statistics);

    /// What the shape is made from, to be compared with it. Null: none.
    void setPicture(const QImage& picture);

    /// Asks for the next rendered frame as a picture; answered by captured(). Frames without the newest shape are
    /// skipped. A request while another is open shares its answer. A null picture when the view is hidden, or
    /// when 20 s brought no frame.
    void requestCapture();

    /// Asks for a picture of the shape alone on a transparent background, smooth at its edges: what the view shows,
    /// turned around the vertical axis by so much, in another size (at most kMaxStillSide each way). Answered by
    /// stillReady(), as requestCapture() is by captured(). One at a time.
    void requestStill(const QSize& pixels, double turnDegrees = 0);

public Q_SLOTS:
    void run(espalier::ViewCommand command);
    /// Moves the camera there; animated, unless the desktop wants no animations.
    void frameAll();
    void lookFrom(espalier::StandardView view);
    void setOrthographic(bool orthographic);
    void setGroundShown(bool shown);
    /// The camera goes round the shape until it is stopped or a hand moves it.
    void setTurntable(bool turns);
    void setStatisticsShown(bool shown);
    void setCheatSheetShown(bool shown);
    /// The picture at the left, the shape at the right.
    void setPictureShown(bool shown);
    void setNavigation(espalier::NavigationStyle style);
    void setShading(espalier::Shading shading);
    void setWireframeShown(bool shown);
    /// Side by side both are seen from the same place; stills show the mesh then.
    void setShowing(espalier::Showing showing);
    void setEnvironment(espalier::EnvironmentKind kind);
    /// Turns the light around the vertical axis.
    void setLightRotation(double degrees);
    /// In stops: one more is twice the light.
    void setExposure(double stops);

Q_SIGNALS:
    void captured(const QImage& image);
    void stillReady(const QImage& image);
    /// The buffers of the mesh given last were handed to the renderer.
    void meshShown();
    /// The camera is drawn from elsewhere: with each step of a hand, a flight or the turntable, but not by setCamera().
    /// So two views are linked by connecting each one's cameraMoved() to the other's setCamera().
    void cameraMoved(const espalier::OrbitCamera& camera);
    /// Its rotation or the exposure, by a call, a key or a hand.
    void lightChanged();
    void gaussiansChanged(bool there);
    /// By a call or by a key pressed in the view, so that menus can follow.
    void switched(espalier::ViewCommand command, bool on);
    void shadingChanged(espalier::Shading shading);
    void wireframeShownChanged(bool shown);
    /// Local picture files or an image were dropped on the view (the 3D view is a native child window, so the drop
    /// arrives here and not at the main window).
    void filesDropped(const QStringList& files);
    void imageDropped(const QImage& image);

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

}  // namespace espalier
