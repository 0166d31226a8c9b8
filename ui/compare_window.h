#pragma once

#include <QDialog>
#include <array>

#include "inference/asset/mesh_asset.h"

class QLabel;

namespace espalier {

class HistoryStore;
struct HistoryEntry;
class ViewportWidget;

/// Two results of the history side by side, under what they were made with differently. Whatever turns one view turns
/// the other; shading and wireframe are one for both. GUI thread; the assets are read in a pool.
class CompareWindow : public QDialog {
    Q_OBJECT

public:
    /// Of the store's entries with these ids; both have to be there.
    CompareWindow(const HistoryStore& store, const QString& left, const QString& right, QWidget* parent = nullptr);

    /// 0 = left, 1 = right
    ViewportWidget& viewport(std::size_t side) { return *m_sides[side].viewport; }
    QString factsText(std::size_t side) const;

Q_SIGNALS:
    /// Both sides show their asset, or the sentence why not.
    void shown();

private:
    struct Side {
        ViewportWidget* viewport = nullptr;
        QLabel* facts = nullptr;  // what it was made with differently
        QLabel* note = nullptr;   // when, how long, how many triangles; or why there is nothing to see
    };

    QWidget* createSide(std::size_t side, const HistoryEntry& entry);
    void createCommands(QWidget* bar);
    void showDifferences(const HistoryEntry& left, const HistoryEntry& right);
    void link(ViewportWidget* from, ViewportWidget* to);
    void read(std::size_t side, const QString& file);

    std::array<Side, 2> m_sides;
    int m_reading = 2;
};

}  // namespace espalier
