#include "ui/view_pictures.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QProgressDialog>
#include <utility>

#include "ui/asset_commands.h"
#include "ui/settings.h"
#include "ui/view_picture_dialog.h"
#include "viewer/viewport_widget.h"

namespace espalier {

ViewPictures::ViewPictures(ViewportWidget& viewport, AssetCommands& assets, const Settings& settings, QWidget* window)
    : QObject(window),
      m_viewport(viewport),
      m_assets(assets),
      m_settings(settings),
      m_window(window),
      m_turntable(viewport, this) {
    connect(&m_viewport, &ViewportWidget::stillReady, this, &ViewPictures::receive);
    connect(&m_turntable, &TurntableExport::finished, this, [this](const QString& file) {
        delete m_progress;
        Q_EMIT turntableSaved(file);
    });
    connect(&m_turntable, &TurntableExport::failed, this, [this](const JobFailure& failure) {
        delete m_progress;
        Q_EMIT failed(failure);
    });
}

QString ViewPictures::askFile(const QString& title, const QString& name, const QString& filter) {
    QString file =
        QFileDialog::getSaveFileName(m_window, title, QDir(m_settings.exportFolder()).filePath(name), filter);
    const QString extension = QFileInfo(name).suffix();
    if (!file.isEmpty() && QFileInfo(file).suffix().compare(extension, Qt::CaseInsensitive) != 0)
        file += QLatin1Char('.') + extension;
    return file;
}

void ViewPictures::askForPicture() {
    if (m_turntable.isBusy()) return;
    ViewPictureDialog dialog(ViewPictureDialog::Kind::Picture, m_viewport.size() * m_viewport.devicePixelRatioF(),
                             m_window);
    if (dialog.exec() != QDialog::Accepted) return;
    const QString file = askFile(tr("Save the view"), tr("view") + ".png", tr("PNG picture (*.png)"));
    if (!file.isEmpty()) savePicture(dialog.size(), dialog.isTransparent(), file);
}

void ViewPictures::askForTurntable() {
    if (m_turntable.isBusy()) return;
    ViewPictureDialog dialog(ViewPictureDialog::Kind::Turntable, {}, m_window);
    if (dialog.exec() != QDialog::Accepted) return;
    TurntableSettings settings = dialog.turntable();
    const QString extension = extensionOf(settings.format);
    settings.file = askFile(tr("Save the turntable"), tr("turntable") + '.' + extension, "*." + extension);
    if (!settings.file.isEmpty()) saveTurntable(settings);
}

void ViewPictures::savePicture(const QSize& size, bool transparent, const QString& file) {
    m_pictureFile = file;
    m_transparent = transparent;
    m_viewport.requestStill(size);
}

void ViewPictures::receive(const QImage& still) {
    if (m_pictureFile.isEmpty()) return;
    const QString file = std::exchange(m_pictureFile, {});
    if (still.isNull())
        Q_EMIT failed(noPictureFailure());
    else
        m_assets.savePicture(m_transparent ? still : onBackground(still, m_viewport.backgroundColor()), file);
}

void ViewPictures::saveTurntable(const TurntableSettings& settings) {
    TurntableSettings all = settings;
    all.background = m_viewport.backgroundColor();
    m_progress = new QProgressDialog(tr("Taking pictures from all around..."), tr("&Stop"), 0, all.frames, m_window);
    m_progress->setObjectName(QStringLiteral("turntableProgress"));
    m_progress->setWindowModality(Qt::WindowModal);  // what is on screen must stay what it is
    m_progress->setMinimumDuration(0);
    connect(m_progress, &QProgressDialog::canceled, &m_turntable, &TurntableExport::cancel);
    connect(m_progress, &QProgressDialog::canceled, m_progress, &QObject::deleteLater);
    connect(&m_turntable, &TurntableExport::progressed, m_progress, [dialog = m_progress.data()](int done) {
        if (done < dialog->maximum()) dialog->setValue(done);  // the last closes it, when the file is there
    });
    m_progress->setValue(0);
    m_turntable.start(all);
}

}  // namespace espalier
