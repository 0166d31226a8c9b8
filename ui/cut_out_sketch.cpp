#include "ui/cut_out_sketch.h"

#include <QPainter>
#include <array>
#include <cstring>
#include <utility>

#include "ui/image_loader.h"

namespace espalier {
namespace {

constexpr int kThresholdStep = 1;  ///< merge id: one drag of the slider is one step
constexpr int kUndoLimit = 50;     ///< a step holds up to two megabytes

QImage toGrey(const Matte& matte, QSize size) {
    QImage image(size, QImage::Format_Grayscale8);
    for (int y = 0; y < size.height(); ++y)
        std::memcpy(image.scanLine(y), &matte[std::size_t(y) * size.width()], std::size_t(size.width()));
    return image;
}

QImage alphaOf(const ImageBuffer& rgba) {
    QImage image(rgba.width, rgba.height, QImage::Format_Grayscale8);
    for (int y = 0; y < rgba.height; ++y)
        for (int x = 0; x < rgba.width; ++x)
            image.scanLine(y)[x] = rgba.at(x, y)[3];
    return image;
}

}  // namespace

/// From one state to another; images are shared, not copied.
class CutOutSketch::Step : public QUndoCommand {
public:
    Step(CutOutSketch& sketch, State before, const QString& text, int mergeId)
        : QUndoCommand(text),
          m_sketch(sketch),
          m_before(std::move(before)),
          m_after(sketch.m_state),
          m_mergeId(mergeId) {}

    void undo() override { m_sketch.apply(m_before); }
    void redo() override { m_sketch.apply(m_after); }
    int id() const override { return m_mergeId; }
    bool mergeWith(const QUndoCommand* other) override {
        m_after = static_cast<const Step*>(other)->m_after;
        return true;
    }

private:
    CutOutSketch& m_sketch;
    State m_before, m_after;
    int m_mergeId;
};

CutOutSketch::CutOutSketch(std::shared_ptr<const ImageBuffer> cutOut, bool whole, QObject* parent)
    : QObject(parent), m_cutOut(std::move(cutOut)) {
    m_state.matte = alphaOf(*m_cutOut);
    m_state.marks = QImage(m_cutOut->width, m_cutOut->height, QImage::Format_Grayscale8);
    m_state.marks.fill(0);
    m_state.whole = whole;
    m_shown = toQImage(*m_cutOut);
    m_picture = m_shown.convertToFormat(QImage::Format_RGBX8888);
    m_history.setUndoLimit(kUndoLimit);
    compose(m_shown.rect());
}

std::vector<CutOutMark> CutOutSketch::marks() const {
    std::vector<CutOutMark> marks(m_cutOut->pixels.size() / 4);
    for (int y = 0; y < size().height(); ++y)
        for (int x = 0; x < size().width(); ++x)
            marks[std::size_t(y) * size().width() + x] = CutOutMark(m_state.marks.constScanLine(y)[x]);
    return marks;
}

ImageBuffer CutOutSketch::cutOut() const {
    ImageBuffer result = *m_cutOut;
    for (int y = 0; y < result.height; ++y)
        for (int x = 0; x < result.width; ++x)
            result.at(x, y)[3] = m_shown.constScanLine(y)[4 * x + 3];
    return result;
}

void CutOutSketch::beginStroke(CutOutMark mark) {
    if (!m_stroke) m_stroke = Stroke{m_state, mark};
}

void CutOutSketch::strokeTo(const QPointF& from, const QPointF& to, double radius) {
    if (!m_stroke) return;
    m_state.whole = false;
    const int grey = int(m_stroke->mark);
    QPainter painter(&m_state.marks);
    painter.setPen(QPen(QColor(grey, grey, grey), 2 * radius, Qt::SolidLine, Qt::RoundCap));
    if (from == to)
        painter.drawPoint(to);
    else
        painter.drawLine(from, to);
    painter.end();
    compose(m_stroke->before.whole
                ? m_shown.rect()
                : QRectF(from, to).normalized().adjusted(-radius, -radius, radius, radius).toAlignedRect());
    Q_EMIT changed();
}

void CutOutSketch::endStroke() {
    if (!m_stroke) return;
    const Stroke stroke = *std::exchange(m_stroke, std::nullopt);
    push(stroke.before, stroke.mark == CutOutMark::Keep ? tr("Keep") : tr("Erase"));
}

void CutOutSketch::setThreshold(int threshold) {
    if (threshold == this->threshold()) return;
    State before = m_state;
    m_state.threshold = threshold;
    m_state.whole = false;
    push(std::move(before), tr("Threshold"), kThresholdStep);
}

void CutOutSketch::setWhole(bool whole) {
    if (whole == m_state.whole) return;
    State before = m_state;
    m_state.whole = whole;
    push(std::move(before), tr("Use as It Is"));
}

void CutOutSketch::setMatte(const Matte& matte) {
    State before = m_state;
    m_state.matte = toGrey(matte, size());
    m_state.threshold = threshold();
    m_state.whole = false;
    push(std::move(before), tr("Find the Object"));
}

void CutOutSketch::beginWithMatte(const Matte& matte) {
    State state = m_state;
    state.matte = toGrey(matte, size());
    state.threshold = threshold();
    apply(state);
}

void CutOutSketch::push(State before, const QString& text, int mergeId) {
    m_history.push(new Step(*this, std::move(before), text, mergeId));
}

void CutOutSketch::apply(const State& state) {
    m_state = state;
    compose(m_shown.rect());
    Q_EMIT changed();
}

void CutOutSketch::compose(const QRect& area) {
    std::array<std::uint8_t, 256> alpha{};
    for (int matte = 0; matte < 256; ++matte)
        alpha[std::size_t(matte)] =
            m_state.threshold ? alphaFor(std::uint8_t(matte), *m_state.threshold) : std::uint8_t(matte);
    const QRect part = area & m_shown.rect();
    for (int y = part.top(); y <= part.bottom(); ++y) {
        const uchar* matte = m_state.matte.constScanLine(y);
        const uchar* marks = m_state.marks.constScanLine(y);
        uchar* shown = m_shown.scanLine(y);
        for (int x = part.left(); x <= part.right(); ++x) {
            const auto mark = CutOutMark(marks[x]);
            const bool keep = m_state.whole || mark == CutOutMark::Keep;
            shown[4 * x + 3] = keep ? 255 : mark == CutOutMark::Erase ? 0 : alpha[matte[x]];
        }
    }
}

}  // namespace espalier
