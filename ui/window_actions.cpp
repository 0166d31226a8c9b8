#include "ui/window_actions.h"

#include <QMenu>
#include <QMenuBar>
#include <QRegularExpression>
#include <QToolBar>
#include <QWidget>

#include "ui/system_theme.h"
#include "ui/themed_action.h"
#include "viewer/light_environment.h"

namespace espalier {
namespace {

/// For a tool bar: without mnemonic, which Chinese has in brackets, and without the dots of a dialog to come.
QString buttonText(QString text) {
    static const QRegularExpression mnemonic(QStringLiteral("\\(&.\\)|&")), dots(QStringLiteral(" ?\\.\\.\\.$|……$"));
    return text.remove(mnemonic).remove(dots);
}

}  // namespace

WindowActions::WindowActions(QWidget* window)
    : QObject(window),
      shading(new QActionGroup(this)),
      themes(new QActionGroup(this)),
      environments(new QActionGroup(this)) {
    open = make(tr("&Open Picture..."), "open", QKeySequence::Open, tr("Open a picture"));
    openFolder = make(tr("Open &Folder..."), {}, Qt::CTRL | Qt::SHIFT | Qt::Key_O,
                      tr("Make a model of each picture in a folder"));
    paste = make(tr("&Paste Picture"), "paste", QKeySequence::Paste, tr("Use the picture on the clipboard"));
    editCutOut = make(tr("Cut &Out the Object..."), "cutout", Qt::CTRL | Qt::Key_K,
                      tr("Correct what of the picture is the object"));
    stopLooking = make(tr("Use &All of the Picture"), {}, Qt::CTRL | Qt::SHIFT | Qt::Key_K,
                       tr("Stop looking for the object in the picture"));
    exportModel = make(tr("&Export..."), "export", Qt::CTRL | Qt::Key_E, tr("Write the model to a file"));
    exportGaussians = make(tr("Export Ga&ussians..."), {}, Qt::CTRL | Qt::SHIFT | Qt::Key_G,
                           tr("Write the model's Gaussians for splat viewers"));
    exportRadianceField = make(tr("Export Ra&diance Field..."), {}, {},
                               tr("Write the model's radiance field as the tensors that it is made of"));
    screenshot = make(tr("&Save View as Picture..."), "camera", Qt::Key_F12, tr("Save what the 3D view shows"));
    screenshot->setIconText(tr("Screenshot"));
    turntable = make(tr("Save &Turntable..."), {}, Qt::SHIFT | Qt::Key_F12,
                     tr("Save pictures of the model from all around, as an animation"));
    settings = make(tr("Se&ttings..."), {}, QKeySequence(Qt::CTRL | Qt::Key_Comma),
                    tr("Device, memory, storage, theme and language"));
    quit = make(tr("&Quit"), {}, QKeySequence(Qt::CTRL | Qt::Key_Q), {});
    generate = make(tr("&Generate"), "generate", Qt::CTRL | Qt::Key_Return, tr("Make a 3D model of the picture"));
    cancel = make(tr("&Cancel"), "stop", Qt::Key_Escape, tr("Stop the running job"));
    drawSeed = make(tr("&Draw Another Seed"), "dice", Qt::CTRL | Qt::Key_D, tr("Draw another seed"));
    applyAsset = make(tr("Apply &Asset Settings"), "reset", Qt::CTRL | Qt::SHIFT | Qt::Key_Return,
                      tr("Make the asset again with the settings of the Asset panel, without running the model"));
    cancelAsset =
        make(tr("Stop Makin&g the Asset"), "stop", Qt::CTRL | Qt::Key_Period, tr("Stop, and keep the asset as it was"));
    showBefore = make(tr("Show Mesh &Before"), {}, Qt::Key_B, tr("Show the mesh as the model gave it"));
    showBefore->setCheckable(true);
    openModel = make(tr("&Model Folder..."), {}, {}, tr("Use a model from another folder"));
    frame = make(tr("&Frame"), "frame", Qt::Key_F, tr("Show the whole model"));
    wireframe = make(tr("&Wireframe"), "wireframe", Qt::Key_W, tr("Draw the triangles' edges"));
    wireframe->setCheckable(true);
    shadeColours = makeChoice(shading, tr("&Colours"), "colours", tr("Show the model's own colours"));
    shadeClay = makeChoice(shading, tr("C&lay"), "clay", tr("Show the form only, in one grey"));
    shadeNormals = makeChoice(shading, tr("&Normals"), "normals", tr("Colour each spot by the direction it faces"));
    shadeUvs = makeChoice(shading, tr("&UV Checker"), "uv", tr("Show how the textures lie on the model"));
    shadeVertexColours =
        makeChoice(shading, tr("&Vertex Colours"), "vertices", tr("Show the colours at the vertices, without light"));
    shadeColours->setChecked(true);
    const auto environment = [this](const QString& text, EnvironmentKind kind, const QString& toolTip) {
        makeChoice(environments, text, {}, toolTip)->setProperty("kind", int(kind));
    };
    environment(tr("&Studio"), EnvironmentKind::Studio, tr("Light the model with large soft lamps"));
    environment(tr("&Daylight"), EnvironmentKind::Daylight, tr("Light the model with sun and blue sky"));
    environment(tr("Suns&et"), EnvironmentKind::Sunset, tr("Light the model with a low, warm sun"));
    environments->actions().constFirst()->setChecked(true);
    const auto theme = [this](const QString& text, ColourScheme scheme, const QString& toolTip) {
        makeChoice(themes, text, {}, toolTip)->setProperty("scheme", int(scheme));
    };
    theme(tr("As the &Desktop"), ColourScheme::NoPreference, tr("Be light or dark as the desktop is"));
    theme(tr("&Light"), ColourScheme::Light, tr("Be light, whatever the desktop is"));
    theme(tr("Dar&k"), ColourScheme::Dark, tr("Be dark, whatever the desktop is"));
    toggleNormals = make(tr("Colours or Normals"), {}, Qt::Key_N, {});
    help = make(tr("&Help"), {}, QKeySequence(Qt::Key_F1), tr("How to get from a picture to a model"));
    report = make(tr("&Log and Problem Report..."), {}, {}, tr("Read and copy the log, or save a report of a problem"));
    about = make(tr("&About Espalier"), {}, {}, {});
}

QAction* WindowActions::make(const QString& text, const QString& icon, const QKeySequence& shortcut,
                             const QString& toolTip) {
    QAction* action = makeAction(this, text, icon, shortcut, toolTip);
    action->setIconText(buttonText(text));
    static_cast<QWidget*>(parent())->addAction(action);
    return action;
}

QAction* WindowActions::makeChoice(QActionGroup* group, const QString& text, const QString& icon,
                                   const QString& toolTip) {
    QAction* action = make(text, icon, {}, toolTip);
    action->setCheckable(true);
    group->addAction(action);
    return action;
}

void WindowActions::fillMenuBar(QMenuBar* bar) {
    QMenu* file = bar->addMenu(tr("&File"));
    file->addAction(open);
    file->addAction(openFolder);
    recent = file->addMenu(tr("Open &Recent"));
    samples = file->addMenu(tr("Open &Sample"));
    file->addAction(paste);
    file->addAction(editCutOut);
    file->addAction(stopLooking);
    file->addSeparator();
    file->addAction(exportModel);
    file->addAction(exportGaussians);
    file->addAction(exportRadianceField);
    file->addAction(screenshot);
    file->addAction(turntable);
    file->addSeparator();
    file->addAction(settings);
    file->addAction(quit);

    QMenu* job = bar->addMenu(tr("&Model"));
    job->addAction(generate);
    job->addAction(cancel);
    queue = job->addMenu(tr("&Queue"));
    job->addSeparator();
    job->addAction(applyAsset);
    job->addAction(cancelAsset);
    job->addAction(showBefore);
    job->addSeparator();
    job->addAction(drawSeed);
    job->addAction(openModel);

    history = bar->addMenu(tr("H&istory"));

    view = bar->addMenu(tr("&View"));
    view->addAction(frame);
    view->addAction(wireframe);
    view->addSeparator();
    view->addActions(shading->actions());
    view->addSeparator();
    light = view->addMenu(tr("&Light"));
    light->addActions(environments->actions());
    view->addAction(toggleNormals);
    view->addSeparator();
    panels = view->addMenu(tr("&Panels"));
    view->addMenu(tr("&Theme"))->addActions(themes->actions());

    bar->addMenu(tr("&Help"))->addActions({help, report, about});
}

void WindowActions::fillToolBar(QToolBar* bar) {
    bar->addActions({shadeColours, shadeClay, shadeNormals});
    bar->addSeparator();
    bar->addAction(wireframe);
    bar->addAction(frame);
    auto* space = new QWidget;
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(space);
    bar->addAction(screenshot);
    bar->addAction(exportModel);
}

void WindowActions::applyTheme(const QPalette& palette) {
    applyIcons(findChildren<QAction*>(), palette);
}

}  // namespace espalier
