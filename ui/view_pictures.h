#pragma once

#include <QObject>
#include <QPointer>

#include "ui/turntable_export.h"

class QProgressDialog;
class QWidget;

namespace espalier {

class AssetCommands;
class Settings;

/// Pictures and turntables of the 3D view: asks how and where, takes them and writes them in the background.
class ViewPictures : public QObject {
    Q_OBJECT

public:
    /// Pictures are written by `assets`, which tells how that went. All outlive this.
    ViewPictures(ViewportWidget& viewport, AssetCommands& assets, const Settings& settings, QWidget* window);

public Q_SLOTS:
    void askForPicture();
    void askForTurntable();
    void savePicture(const QSize& size, bool transparent, const QString& file);
    void saveTurntable(const espalier::TurntableSettings& settings);

Q_SIGNALS:
    void turntableSaved(const QString& file);
    void failed(const espalier::JobFailure& failure);

private:
    QString askFile(const QString& title, const QString& name, const QString& filter);
    void receive(const QImage& still);

    ViewportWidget& m_viewport;
    AssetCommands& m_assets;
    const Settings& m_settings;
    QWidget* m_window;
    TurntableExport m_turntable;
    QPointer<QProgressDialog> m_progress;
    QString m_pictureFile;  ///< where the next still goes; empty = nowhere
    bool m_transparent = true;
};

}  // namespace espalier
