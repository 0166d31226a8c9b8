#pragma once

#include <QWidget>
#include <memory>
#include <vector>

#include "inference/asset/preview.h"

class QLabel;
class QSlider;

namespace espalier {

/// The shapes that a job showed while it ran, on a slider: its left end is the first guess, its right end the finished
/// model. Hidden while there is nothing to look back at.
class PreviewTimeline : public QWidget {
    Q_OBJECT

public:
    explicit PreviewTimeline(QWidget* parent = nullptr);

    /// Another job begins: what the last one showed is forgotten.
    void start();
    /// Keeps it. Of very many, every second one is dropped, so that a long job fits into memory.
    void add(std::shared_ptr<const Preview> preview);
    /// The model is there: from now on the slider is shown and stands at its end.
    void finish();
    std::size_t count() const { return m_previews.size(); }

Q_SIGNALS:
    void previewChosen(const std::shared_ptr<const espalier::Preview>& preview);
    /// The slider is back at its end.
    void modelChosen();

private:
    void choose(int place);

    std::vector<std::shared_ptr<const Preview>> m_previews;
    int m_every = 1;  ///< one of so many is kept
    int m_seen = 0;
    QSlider* m_slider;
    QLabel* m_text;
};

}  // namespace espalier
