#include "viewer/viewport_widget.h"

#include <QDropEvent>
#include <QKeyEvent>
#include <QPalette>
#include <QScopedValueRollback>
#include <QSplitter>
#include <QStyle>
#include <QVBoxLayout>
#include <Qt3DExtras/Qt3DWindow>
#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "viewer/axes_gizmo.h"
#include "viewer/camera_rig.h"
#include "viewer/frame_capture.h"
#include "viewer/gl_probe.h"
#include "viewer/mesh_geometry.h"
#include "viewer/picture_pane.h"
#include "viewer/shape_builder.h"
#include "viewer/splat_entity.h"
#include "viewer/view_texts.h"
#include "viewer/viewer_scene.h"
#include "viewer/viewport_input.h"
#include "viewer/viewport_overlays.h"
#include "viewer/voxel_geometry.h"

namespace espalier {

namespace {

/// More is shown simplified, and said so.
struct DisplayLimits {
    std::size_t mesh;     ///< triangles
    std::size_t preview;  ///< triangles
    std::size_t splats;
};
constexpr DisplayLimits kHardwareLimits{2'000'000, 2'000'000, 2'000'000};
/// llvmpipe needs 1.2 us of processor time per triangle and frame, on the GUI thread, and while previews come the
/// processor belongs to the job. A Gaussian takes 2 us.
constexpr DisplayLimits kSoftwareLimits{250'000, 60'000, 60'000};

const DisplayLimits& displayLimits() {
    return isSoftwareOpenGl() ? kSoftwareLimits : kHardwareLimits;
}

/// All shapes lie in it. The first preview is framed by it: a shape's own box changes while it forms.
constexpr Bounds kModelSpace{{-0.5f, -0.5f, -0.5f}, {0.5f, 0.5f, 0.5f}};

constexpr int kFlightMs = 240;
constexpr double kMaxExposure = 5;  // stops
constexpr qint64 kMaxSmoothedPixels = 2048 * 2048;

DisplayShape buildPreviewShape(const Preview& preview, std::size_t maxTriangles) {
    if (const auto* cloud = std::get_if<VoxelCloud>(&preview.shape)) return buildVoxelShape(*cloud, maxTriangles);
    return buildMeshShape(*std::get<MeshAssetPtr>(preview.shape), maxTriangles);
}

}  // namespace

class ViewportWidget::Private {
public:
    explicit Private(ViewportWidget* widget);

    void connectInput();
    void build(std::function<DisplayShape()> make, bool isMesh);
    void receive(const DisplayShapePtr& shape);
    /// The Gaussians, where they are there and wanted.
    void showSplats();
    /// What is drawn may have changed: one view or two, and what is said about it.
    void follow();
    /// The newest shapes were handed to the renderer, and the window can be drawn on.
    bool isComplete() const { return !builder.isBusy() && !splatBuilder.isBusy() && scene.isDrawable(); }
    /// Pictures of what was there before no longer count.
    void changed();
    void showCamera(const OrbitCamera& camera);
    void setPivotUnder(const QPointF& cursor);
    void beginStill(const QSize& pixels, double turnDegrees);
    void finishStill(const QImage& image);
    void setLight(double rotation, double exposure);
    void applyPalette();
    void showStatistics();
    /// Of the 3D window, or of its half when two views are in it.
    QSize viewSize() const;
    /// How long the camera flies; 0 where the desktop wants no animations.
    int flightMs() const;

    ViewportWidget* q;
    Qt3DExtras::Qt3DWindow* window;  ///< belongs to the container
    QWidget* container = nullptr;
    PicturePane* picture = nullptr;
    ViewerScene scene;
    CameraRig rig;
    ShapeBuilder<DisplayShape> builder;
    ShapeBuilder<SplatShape> splatBuilder;
    ViewportInput input;
    FrameCapture capture;
    FrameCapture stillCapture;
    QSize stillSize;
    bool stillIsWarm = false;  ///< the last still was of this size and shape
    ViewportOverlays overlays;
    MeshAssetPtr mesh;
    std::optional<MeshStatistics> statistics;  ///< of the mesh
    GaussianCloudPtr gaussians;
    SplatShapePtr splats;  ///< made of them when first shown
    Showing showing = Showing::Mesh;
    Showing followed = Showing::Mesh;  ///< what was drawn when follow() was called last
    Shading shading = Shading::Asset;
    bool wireframeShown = false;
    EnvironmentKind environment = EnvironmentKind::Studio;
    double lightRotation = 0;
    double exposure = 0;
    QColor background;
    bool buildsMesh = false;
    bool framesNextShape = true;
    bool isFollowing = false;  ///< setCamera() is at work
};

ViewportWidget::Private::Private(ViewportWidget* widget)
    : q(widget),
      window(new Qt3DExtras::Qt3DWindow(nullptr, Qt3DRender::API::OpenGL)),
      scene(window),
      rig([this](const OrbitCamera& camera) { showCamera(camera); }, kModelSpace),
      builder([this](const DisplayShapePtr& shape) { receive(shape); }),
      splatBuilder([this](const SplatShapePtr& shape) {
          splats = shape;
          showSplats();
      }),
      input(window, rig.camera(), nullptr),
      capture(
          scene.capture(), [this] { return isComplete() && !rig.isMoving() && scene.isSorted(); },
          QImage::Format_RGB32),
      stillCapture(
          scene.stillCapture(), [this] { return isComplete() && scene.isStillSorted(); }, QImage::Format_ARGB32),
      overlays(widget) {
    connectInput();
    QObject::connect(&rig, &CameraRig::turntableChanged, q,
                     [this](bool turns) { Q_EMIT q->switched(ViewCommand::Turntable, turns); });
    QObject::connect(scene.splats(), &SplatEntity::sorted, q, [this] {
        if (scene.drawn() == followed)
            changed();
        else
            follow();
    });
    QObject::connect(&capture, &FrameCapture::captured, q, [this](const QImage& image) {
        rig.setPaused(false);
        Q_EMIT q->captured(image);
    });
    QObject::connect(&stillCapture, &FrameCapture::captured, q, [this](const QImage& image) { finishStill(image); });
    QObject::connect(window, &QWindow::widthChanged, q, [this] { rig.resize(viewSize()); });
    QObject::connect(window, &QWindow::heightChanged, q, [this] { rig.resize(viewSize()); });
}

void ViewportWidget::Private::connectInput() {
    QObject::connect(&input, &ViewportInput::cameraMoved, &rig, &CameraRig::moved);
    QObject::connect(&input, &ViewportInput::commandGiven, q, &ViewportWidget::run);
    QObject::connect(&input, &ViewportInput::pivotRequested, q, [this](const QPointF& p) { setPivotUnder(p); });
    QObject::connect(&input, &ViewportInput::lightTurned, q,
                     [this](double degrees) { setLight(lightRotation + degrees, exposure); });
    QObject::connect(overlays.gizmo(), &AxesGizmo::viewChosen, q, &ViewportWidget::lookFrom);
    QObject::connect(overlays.gizmo(), &AxesGizmo::dragged, q, [this](const QPointF& pixels) {
        rig.camera().orbit(pixels);
        rig.moved();
    });
    QObject::connect(&overlays, &ViewportOverlays::cheatSheetClicked, q, [this] { q->setCheatSheetShown(false); });
    QObject::connect(&input, &ViewportInput::filesDropped, q, &ViewportWidget::filesDropped);
    QObject::connect(&input, &ViewportInput::imageDropped, q, &ViewportWidget::imageDropped);
}

void ViewportWidget::Private::build(std::function<DisplayShape()> make, bool isMesh) {
    buildsMesh = isMesh;
    builder.build(std::move(make));
}

void ViewportWidget::Private::receive(const DisplayShapePtr& shape) {
    scene.setShape(shape);
    changed();
    if (framesNextShape && scene.shape()) {
        framesNextShape = false;
        rig.frame(buildsMesh ? shape->box : kModelSpace, 0);
    }
    follow();
    if (buildsMesh) Q_EMIT q->meshShown();
}

void ViewportWidget::Private::showSplats() {
    const bool wanted = gaussians && mesh && showing != Showing::Mesh;
    scene.setSplats(wanted ? splats : nullptr);
    scene.setShowing(showing);
    if (wanted && !splats && !splatBuilder.isBusy())
        splatBuilder.build(
            [cloud = gaussians, limit = displayLimits().splats] { return buildSplatShape(*cloud, limit); });
    follow();
}

void ViewportWidget::Private::follow() {
    followed = scene.drawn();
    if (rig.camera().viewportSize() != viewSize()) rig.resize(viewSize());
    const bool shape = scene.drawn() != Showing::Gaussians;
    const bool splatsToo = scene.drawn() != Showing::Mesh;
    overlays.setNotice(simplificationText(shape ? scene.shape().get() : nullptr, splatsToo ? splats.get() : nullptr,
                                          isSoftwareOpenGl()));
    showStatistics();
    changed();
}

QSize ViewportWidget::Private::viewSize() const {
    return {scene.drawn() == Showing::SideBySide ? window->width() / 2 : window->width(), window->height()};
}

void ViewportWidget::Private::changed() {
    capture.invalidate();
    stillCapture.invalidate();
    stillIsWarm = false;
}

void ViewportWidget::Private::showCamera(const OrbitCamera& camera) {
    scene.setCamera(camera);
    overlays.gizmo()->setCamera(camera);
    capture.invalidate();
    if (!isFollowing) Q_EMIT q->cameraMoved(camera);
}

void ViewportWidget::Private::setPivotUnder(const QPointF& cursor) {
    if (!scene.shape()) return;
    if (const auto point = pick(*scene.shape(), rig.camera().rayThrough(cursor))) rig.setPivot(*point, flightMs());
}

void ViewportWidget::Private::beginStill(const QSize& pixels, double turnDegrees) {
    const QSize size = pixels.boundedTo({kMaxStillSide, kMaxStillSide}).expandedTo({1, 1});
    stillIsWarm = stillIsWarm && size == stillSize;
    stillSize = size;
    // Drawn twice as large and scaled down, edges get smooth and their alpha right; of a picture so large that they
    // are hardly seen there would be too much.
    const bool fine = qint64(stillSize.width()) * stillSize.height() <= kMaxSmoothedPixels;
    OrbitCamera camera = rig.camera().reshaped(stillSize);
    camera.turn(float(turnDegrees));
    scene.beginStills(camera, fine ? stillSize * 2 : stillSize);
    stillCapture.invalidate();  // one that nobody waits for any more may be under way
    stillCapture.request(stillIsWarm);
}

void ViewportWidget::Private::finishStill(const QImage& image) {
    scene.endStills();
    // Gaussians are sorted anew for every still.
    stillIsWarm = !image.isNull() && !scene.areStillsOfSplats();
    const QImage premultiplied = image.convertToFormat(QImage::Format_ARGB32_Premultiplied);
    Q_EMIT q->stillReady(
        image.isNull() ? image : premultiplied.scaled(stillSize, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
}

void ViewportWidget::Private::setLight(double rotation, double stops) {
    lightRotation = std::remainder(rotation, 360.0);
    exposure = std::clamp(stops, -kMaxExposure, kMaxExposure);
    scene.setLightRotation(float(lightRotation));
    scene.setExposure(float(exposure));
    changed();
    Q_EMIT q->lightChanged();
}

void ViewportWidget::Private::showStatistics() {
    QString text;
    if (mesh) text = statisticsText(*mesh, statistics);
    if (mesh && gaussians)
        text += QLatin1Char('\n') +
                gaussianText(gaussians->size(), scene.drawn() == Showing::Mesh ? nullptr : splats.get());
    overlays.setStatistics(text);
}

int ViewportWidget::Private::flightMs() const {
    return q->isVisible() && q->style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, q) > 0 ? kFlightMs
                                                                                                         : 0;
}

void ViewportWidget::Private::applyPalette() {
    const bool dark = q->palette().color(QPalette::Window).lightness() < 128;
    background = dark ? QColor(44, 46, 50) : QColor(232, 233, 235);
    overlays.setBackground(background);
    scene.setColors(background, dark ? QColor(200, 205, 215) : QColor(90, 95, 105));
    changed();
}

void ViewportWidget::prepareRenderer() {
    // Qt3D 6.4 would choose its RHI renderer, whose captures are upside down and whose colours are too pale.
    qputenv("QT3D_RENDERER", "opengl");
}

ViewportWidget::ViewportWidget(QWidget* parent) : QWidget(parent), d(std::make_unique<Private>(this)) {
    d->container = createWindowContainer(d->window, this);
    d->container->setFocusPolicy(Qt::StrongFocus);
    d->container->setAccessibleName(tr("3D view"));
    setFocusProxy(d->container);
    setAcceptDrops(true);
    d->picture = new PicturePane;
    d->picture->hide();
    auto* split = new QSplitter;
    split->setChildrenCollapsible(false);
    split->addWidget(d->picture);
    split->addWidget(d->container);
    d->container->setMinimumWidth(160);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(split);
    d->overlays.setArea(d->container);
    d->applyPalette();
    d->showCamera(d->rig.camera());
}

ViewportWidget::~ViewportWidget() {
    // The 3D window goes first, so that it cannot report to parts that are gone.
    delete d->container;
}

void ViewportWidget::showPreview(std::shared_ptr<const Preview> preview) {
    d->mesh = nullptr;
    d->statistics.reset();
    d->showSplats();
    d->build(
        [preview = std::move(preview), limit = displayLimits().preview] { return buildPreviewShape(*preview, limit); },
        false);
}

void ViewportWidget::showMesh(MeshAssetPtr mesh) {
    d->mesh = mesh;
    d->statistics.reset();
    d->showSplats();
    d->build([mesh = std::move(mesh), limit = displayLimits().mesh] { return buildMeshShape(*mesh, limit); }, true);
}

void ViewportWidget::clear() {
    d->builder.cancel();
    d->mesh = nullptr;
    d->statistics.reset();
    d->scene.setShape(nullptr);
    setGaussians(nullptr);
    d->follow();
    d->framesNextShape = true;
}

void ViewportWidget::setGaussians(GaussianCloudPtr gaussians) {
    if (gaussians == d->gaussians) return;
    const bool wereThere = hasGaussians();
    d->gaussians = std::move(gaussians);
    d->splatBuilder.cancel();
    d->splats = nullptr;
    d->showSplats();
    if (hasGaussians() != wereThere) Q_EMIT gaussiansChanged(hasGaussians());
}

bool ViewportWidget::hasGaussians() const {
    return d->gaussians != nullptr;
}

Showing ViewportWidget::showing() const {
    return d->showing;
}

void ViewportWidget::setShowing(Showing showing) {
    if (showing == d->showing) return;
    d->showing = showing;
    d->showSplats();
    for (const ViewCommand command : {ViewCommand::Gaussians, ViewCommand::SideBySide})
        Q_EMIT switched(command, isOn(command));
}

Shading ViewportWidget::shading() const {
    return d->shading;
}

bool ViewportWidget::isWireframeShown() const {
    return d->wireframeShown;
}

bool ViewportWidget::isGroundShown() const {
    return d->scene.isGroundShown();
}

bool ViewportWidget::isTurntable() const {
    return d->rig.isTurntable();
}

EnvironmentKind ViewportWidget::environment() const {
    return d->environment;
}

MeshAssetPtr ViewportWidget::mesh() const {
    return d->mesh;
}

NavigationStyle ViewportWidget::navigation() const {
    return d->input.style();
}

const OrbitCamera& ViewportWidget::camera() const {
    return d->rig.camera();
}

void ViewportWidget::setCamera(const OrbitCamera& camera) {
    const QScopedValueRollback following(d->isFollowing, true);
    const bool wasOrthographic = isOn(ViewCommand::Orthographic);
    d->framesNextShape = false;
    d->rig.follow(camera);
    if (camera.isOrthographic() != wasOrthographic) Q_EMIT switched(ViewCommand::Orthographic, camera.isOrthographic());
}

double ViewportWidget::lightRotation() const {
    return d->lightRotation;
}

double ViewportWidget::exposure() const {
    return d->exposure;
}

QColor ViewportWidget::backgroundColor() const {
    return d->background;
}

void ViewportWidget::requestCapture() {
    if (isVisible()) {
        d->rig.setPaused(true);
        d->capture.request();
    } else {
        QMetaObject::invokeMethod(
            this, [this] { Q_EMIT captured({}); }, Qt::QueuedConnection);
    }
}

void ViewportWidget::requestStill(const QSize& pixels, double turnDegrees) {
    if (isVisible()) {
        d->beginStill(pixels, turnDegrees);
    } else {
        QMetaObject::invokeMethod(
            this, [this] { Q_EMIT stillReady({}); }, Qt::QueuedConnection);
    }
}

void ViewportWidget::frameAll() {
    d->rig.frame(d->scene.shape() ? d->scene.shape()->box : kModelSpace, d->flightMs());
}

void ViewportWidget::lookFrom(StandardView view) {
    d->rig.look(view, d->flightMs());
}

void ViewportWidget::setOrthographic(bool orthographic) {
    if (orthographic == isOn(ViewCommand::Orthographic)) return;
    d->rig.setOrthographic(orthographic);
    Q_EMIT switched(ViewCommand::Orthographic, orthographic);
}

void ViewportWidget::setGroundShown(bool shown) {
    if (shown == isOn(ViewCommand::Ground)) return;
    d->scene.setGroundShown(shown);
    d->changed();
    Q_EMIT switched(ViewCommand::Ground, shown);
}

void ViewportWidget::setTurntable(bool turns) {
    d->rig.setTurntable(turns);
}

void ViewportWidget::setStatistics(const MeshStatistics& statistics) {
    d->statistics = statistics;
    d->showStatistics();
}

bool ViewportWidget::areStatisticsShown() const {
    return d->overlays.areStatisticsShown();
}

void ViewportWidget::setStatisticsShown(bool shown) {
    if (shown == areStatisticsShown()) return;
    d->overlays.setStatisticsShown(shown);
    Q_EMIT switched(ViewCommand::Statistics, shown);
}

void ViewportWidget::setPicture(const QImage& picture) {
    d->picture->setPicture(picture);
}

bool ViewportWidget::isPictureShown() const {
    return !d->picture->isHidden();
}

void ViewportWidget::setPictureShown(bool shown) {
    if (shown == isPictureShown()) return;
    d->picture->setVisible(shown);
    Q_EMIT switched(ViewCommand::Picture, shown);
}

bool ViewportWidget::isCheatSheetShown() const {
    return d->overlays.isCheatSheetShown();
}

void ViewportWidget::setCheatSheetShown(bool shown) {
    if (shown == isCheatSheetShown()) return;
    d->overlays.setCheatSheetShown(shown, navigation());
    Q_EMIT switched(ViewCommand::CheatSheet, shown);
}

void ViewportWidget::setNavigation(NavigationStyle style) {
    d->input.setStyle(style);
    if (isCheatSheetShown()) d->overlays.setCheatSheetShown(true, style);
}

void ViewportWidget::setShading(Shading shading) {
    if (d->shading == shading) return;
    d->shading = shading;
    d->scene.setShading(shading);
    d->changed();
    Q_EMIT shadingChanged(shading);
}

void ViewportWidget::setWireframeShown(bool shown) {
    if (d->wireframeShown == shown) return;
    d->wireframeShown = shown;
    d->scene.setWireframeShown(shown);
    d->changed();
    Q_EMIT wireframeShownChanged(shown);
    Q_EMIT switched(ViewCommand::Wireframe, shown);
}

void ViewportWidget::setEnvironment(EnvironmentKind kind) {
    if (d->environment == kind) return;
    d->environment = kind;
    d->scene.setEnvironment(kind);
    d->changed();
}

void ViewportWidget::setLightRotation(double degrees) {
    d->setLight(degrees, d->exposure);
}

void ViewportWidget::setExposure(double stops) {
    d->setLight(d->lightRotation, stops);
}

void ViewportWidget::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) d->applyPalette();
    QWidget::changeEvent(event);
}

void ViewportWidget::keyPressEvent(QKeyEvent* event) {
    if (!d->input.handleKey(*event)) QWidget::keyPressEvent(event);
}

bool ViewportWidget::event(QEvent* event) {
    switch (event->type()) {
        case QEvent::DragEnter:
        case QEvent::DragMove:
        case QEvent::Drop:
            return d->input.handleDrop(*static_cast<QDropEvent*>(event));
        default:
            return QWidget::event(event);
    }
}

}  // namespace espalier
