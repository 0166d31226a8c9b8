#pragma once

#include <QImage>
#include <QObject>
#include <QUndoStack>
#include <memory>
#include <optional>
#include <vector>

#include "inference/asset/image_buffer.h"
#include "inference/pipeline/background_removal.h"

namespace espalier {

/// A cut-out being worked on: how much each pixel belongs to the object, what a person marked, and the threshold
/// between; everything can be undone. GUI thread only.
class CutOutSketch : public QObject {
    Q_OBJECT

public:
    struct State {
        QImage matte;                  ///< Grayscale8, as Matte
        QImage marks;                  ///< Grayscale8, as CutOutMark
        std::optional<int> threshold;  ///< of alphaFor(); absent: the matte is the alpha
        bool whole = false;            ///< all of the picture is the object, whatever the rest says
    };

    /// `cutOut`: RGBA, with the alpha to begin with.
    CutOutSketch(std::shared_ptr<const ImageBuffer> cutOut, bool whole, QObject* parent = nullptr);

    QSize size() const { return m_shown.size(); }
    const State& state() const { return m_state; }
    int threshold() const { return m_state.threshold.value_or(kMatteThreshold); }
    /// The picture with the cut-out's alpha, and without: RGBA8888.
    const QImage& shown() const { return m_shown; }
    const QImage& picture() const { return m_picture; }
    QUndoStack& history() { return m_history; }
    std::vector<CutOutMark> marks() const;
    ImageBuffer cutOut() const;

    /// A brush stroke, in pixels of the picture: from beginStroke() to endStroke() it is one step for undo.
    void beginStroke(CutOutMark mark);
    void strokeTo(const QPointF& from, const QPointF& to, double radius);
    void endStroke();
    bool isInStroke() const { return m_stroke.has_value(); }

    void setThreshold(int threshold);
    void setWhole(bool whole);
    /// What findObject() found.
    void setMatte(const Matte& matte);
    /// The same as where this began: not a step for undo.
    void beginWithMatte(const Matte& matte);

Q_SIGNALS:
    void changed();

private:
    class Step;
    struct Stroke {
        State before;
        CutOutMark mark;
    };

    void push(State before, const QString& text, int mergeId = -1);
    void apply(const State& state);
    void compose(const QRect& area);

    std::shared_ptr<const ImageBuffer> m_cutOut;
    QImage m_picture;
    QImage m_shown;
    State m_state;
    std::optional<Stroke> m_stroke;
    QUndoStack m_history;
};

}  // namespace espalier
