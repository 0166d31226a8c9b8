#pragma once

#include <QDialog>
#include <memory>
#include <stop_token>

#include "inference/asset/image_buffer.h"
#include "inference/pipeline/background_removal.h"

class QAction;
class QCheckBox;
class QLabel;
class QPushButton;
class QSlider;
class QVBoxLayout;

namespace espalier {

class CutOutCanvas;
class CutOutSketch;

/// Lets a person correct what of a picture is the object: brush, threshold, search by colours, or all of it.
class CutOutDialog : public QDialog {
    Q_OBJECT

public:
    /// `cutOut`: RGBA. `found`: its alpha is what findObject() found, so that its threshold can be moved.
    CutOutDialog(std::shared_ptr<const ImageBuffer> cutOut, bool found, bool whole, QWidget* parent = nullptr);
    ~CutOutDialog() override;

    CutOutSketch& sketch() { return *m_sketch; }
    CutOutCanvas& canvas() { return *m_canvas; }
    /// findObject() is at work.
    bool isSearching() const { return m_searching; }
    /// Starts it with the marks as they are; stops it when it is at work.
    void search();

private:
    QWidget* createTools();
    QWidget* createThreshold();
    QWidget* createSearch();
    void startSearch(bool atBeginning);
    void showState();
    void showNote(const QString& note);

    CutOutSketch* m_sketch = nullptr;
    CutOutCanvas* m_canvas = nullptr;
    QSlider* m_threshold = nullptr;
    QCheckBox* m_whole = nullptr;
    QPushButton* m_search = nullptr;
    QLabel* m_note = nullptr;
    std::stop_source m_stop;
    int m_request = 0;  // the latest search
    bool m_searching = false;
};

}  // namespace espalier
