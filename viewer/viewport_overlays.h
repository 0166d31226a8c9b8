#pragma once

#include <QObject>
#include <QString>

#include "viewer/navigation.h"

class QLabel;
class QWidget;

namespace espalier {

class AxesGizmo;

/// What lies over the 3D window: the axes, the statistics, the cheat sheet and a notice. Each is a small native window
/// of its own, which the 3D window would cover otherwise.
class ViewportOverlays : public QObject {
    Q_OBJECT

public:
    /// `host` holds the 3D window and is covered in its corners.
    explicit ViewportOverlays(QWidget* host);

    AxesGizmo* gizmo() const { return m_gizmo; }

    /// Empty: none.
    void setNotice(const QString& text);
    void setStatistics(const QString& text);
    void setStatisticsShown(bool shown);
    bool areStatisticsShown() const { return m_statisticsShown; }
    void setCheatSheetShown(bool shown, NavigationStyle style);
    bool isCheatSheetShown() const;
    void setBackground(const QColor& color);
    /// They follow the corners of this widget below the host.
    void setArea(QWidget* area);

Q_SIGNALS:
    void cheatSheetClicked();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QLabel* createText(const char* name, const QString& accessibleName);

    void place();

    QWidget* m_host;
    QWidget* m_area;
    AxesGizmo* m_gizmo;
    QLabel* m_notice;
    QLabel* m_statistics;
    QLabel* m_cheatSheet;
    bool m_statisticsShown = false;
};

}  // namespace espalier
