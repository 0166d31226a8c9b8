// The window and what the first TRELLIS adds to it: several pictures of one object, Gaussians and radiance fields.
#include <QAction>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>

#include "ui/asset_commands.h"
#include "ui/export_dialog.h"
#include "ui/image_loader.h"
#include "ui/main_window.h"
#include "ui/parameter_panel.h"
#include "ui/views_panel.h"
#include "ui/window_actions.h"

namespace espalier {

void MainWindow::connectViews() {
    connect(m_actions->exportGaussians, &QAction::triggered, this, &MainWindow::askForGaussiansExport);
    connect(m_actions->exportRadianceField, &QAction::triggered, this, &MainWindow::askForRadianceFieldExport);
    connect(m_views, &ViewsPanel::addRequested, this, &MainWindow::askForViews);
    connect(m_parameters, &ParameterPanel::modelChanged, this, [this] {
        const ModelInfo* model = m_parameters->model();
        m_views->setUsable(model && model->takesViews);
    });
}

void MainWindow::openViews(const QStringList& files) {
    openImage(files.front());
    m_views->add(files.mid(1));
}

void MainWindow::askForViews() {
    const QString filter = tr("Pictures (%1)").arg(imageNameFilters().join(QLatin1Char(' ')));
    const QStringList files =
        QFileDialog::getOpenFileNames(this, tr("Add pictures of the same object"), m_settings.pictureFolder(), filter);
    if (files.isEmpty()) return;
    m_settings.setPictureFolder(QFileInfo(files.front()).absolutePath());
    m_views->add(files);
}

void MainWindow::askForSeveral(const QStringList& files) {
    const int count = int(files.size());
    const bool takesViews = m_views->isUsable();
    auto* question = new QMessageBox(QMessageBox::Question, tr("Several pictures"),
                                     takesViews ? tr("What do the %n pictures show?", nullptr, count)
                                                : tr("Make a model of each of the %n pictures?", nullptr, count),
                                     QMessageBox::Cancel, this);
    question->setObjectName(QStringLiteral("severalPictures"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setInformativeText(
        takesViews ? tr("One object from several sides becomes one model. Of different objects, a model of each is "
                        "made, one after another, and goes to the history.")
                   : tr("They run one after another, with the settings shown. Each model goes to the history."));
    if (takesViews) {
        QPushButton* views = question->addButton(tr("&One Object"), QMessageBox::AcceptRole);
        connect(views, &QPushButton::clicked, this, [this, files] { openViews(files); });
        question->setDefaultButton(views);
    }
    QPushButton* each = question->addButton(tr("&Queue %n Jobs", nullptr, count), QMessageBox::AcceptRole);
    each->setEnabled(m_parameters->model() && !m_closing);
    if (!takesViews) question->setDefaultButton(each);
    QPushButton* first = question->addButton(tr("&Open the First"), QMessageBox::ActionRole);
    connect(each, &QPushButton::clicked, this, [this, files] { generateEach(files); });
    connect(first, &QPushButton::clicked, this, [this, files] { openImage(files.front()); });
    question->open();
}

void MainWindow::askForGaussiansExport() {
    if (!m_result || !m_result->gaussians) return;
    const QString file = askGaussiansFile(this, m_settings.exportFolder(), exportName());
    if (!file.isEmpty()) exportGaussiansTo(file);
}

void MainWindow::exportGaussiansTo(const QString& file) {
    if (!m_result || !m_result->gaussians) return;
    showStatus(tr("Exporting %1").arg(file));
    m_assets->exportGaussians(m_result->gaussians, file);
}

void MainWindow::askForRadianceFieldExport() {
    if (!m_result || !m_result->radianceField) return;
    const QString file = askRadianceFieldFile(this, m_settings.exportFolder(), exportName());
    if (!file.isEmpty()) exportRadianceFieldTo(file);
}

void MainWindow::exportRadianceFieldTo(const QString& file) {
    if (!m_result || !m_result->radianceField) return;
    showStatus(tr("Exporting %1").arg(file));
    m_assets->exportRadianceField(m_result->radianceField, file);
}

}  // namespace espalier
