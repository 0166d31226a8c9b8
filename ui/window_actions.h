#pragma once

#include <QActionGroup>
#include <QObject>

class QMenu;
class QMenuBar;
class QPalette;
class QToolBar;

namespace espalier {

/// Everything the window can do, once, with its shortcut; menus, tool bar and buttons share these.
class WindowActions : public QObject {
    Q_OBJECT

public:
    explicit WindowActions(QWidget* window);

    void fillMenuBar(QMenuBar* bar);
    void fillToolBar(QToolBar* bar);
    void applyTheme(const QPalette& palette);

    QAction* open;
    QAction* openFolder;
    QAction* paste;
    QAction* editCutOut;
    QAction* stopLooking;
    QAction* exportModel;
    QAction* exportGaussians;
    QAction* exportRadianceField;
    QAction* screenshot;
    QAction* turntable;
    QAction* settings;
    QAction* quit;
    QAction* generate;
    QAction* cancel;
    QAction* drawSeed;
    QAction* applyAsset;
    QAction* cancelAsset;
    QAction* showBefore;
    QAction* openModel;
    QAction* frame;
    QAction* wireframe;
    QAction* shadeColours;
    QAction* shadeClay;
    QAction* shadeNormals;
    QAction* shadeUvs;
    QAction* shadeVertexColours;
    QAction* toggleNormals;
    QAction* help;
    QAction* report;
    QAction* about;
    QActionGroup* shading;
    QActionGroup* themes;        ///< each holds its ColourScheme
    QActionGroup* environments;  ///< each holds its EnvironmentKind
    QMenu* recent = nullptr;
    QMenu* samples = nullptr;
    QMenu* history = nullptr;  ///< filled by the history's panel
    QMenu* queue = nullptr;    ///< filled by the queue's panel
    QMenu* view = nullptr;
    QMenu* light = nullptr;
    QMenu* panels = nullptr;  ///< which of them are shown

private:
    QAction* make(const QString& text, const QString& icon, const QKeySequence& shortcut, const QString& toolTip);
    QAction* makeChoice(QActionGroup* group, const QString& text, const QString& icon, const QString& toolTip);
};

}  // namespace espalier
