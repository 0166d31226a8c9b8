#include "ui/preview_timeline.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>

#include "ui/failure_text.h"

namespace espalier {
namespace {

/// Some megabytes each at the resolutions of large models.
constexpr std::size_t kMaxPreviews = 64;

}  // namespace

PreviewTimeline::PreviewTimeline(QWidget* parent)
    : QWidget(parent), m_slider(new QSlider(Qt::Horizontal)), m_text(new QLabel) {
    setObjectName(QStringLiteral("previewTimeline"));
    m_slider->setObjectName(QStringLiteral("previewSlider"));
    m_slider->setAccessibleName(tr("How the shape formed"));
    m_slider->setToolTip(tr("Look back at how the shape formed"));
    m_slider->setPageStep(1);
    m_text->setObjectName(QStringLiteral("previewText"));
    m_text->setMinimumWidth(m_text->fontMetrics().averageCharWidth() * 26);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 4, 12, 4);
    layout->addWidget(m_slider, 1);
    layout->addWidget(m_text);
    connect(m_slider, &QSlider::valueChanged, this, &PreviewTimeline::choose);
    hide();
}

void PreviewTimeline::start() {
    m_previews.clear();
    m_every = 1;
    m_seen = 0;
    hide();
}

void PreviewTimeline::add(std::shared_ptr<const Preview> preview) {
    if (m_seen++ % m_every != 0) return;
    m_previews.push_back(std::move(preview));
    if (m_previews.size() < kMaxPreviews) return;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < m_previews.size(); i += 2)
        m_previews[kept++] = m_previews[i];
    m_previews.resize(kept);
    m_every *= 2;
}

void PreviewTimeline::finish() {
    if (m_previews.empty()) return;
    const QSignalBlocker blocker(m_slider);
    m_slider->setRange(0, int(m_previews.size()));
    m_slider->setValue(m_slider->maximum());
    m_text->setText(tr("Finished"));
    show();
}

void PreviewTimeline::choose(int place) {
    if (std::size_t(place) >= m_previews.size()) {
        m_text->setText(tr("Finished"));
        Q_EMIT modelChosen();
        return;
    }
    const auto& preview = m_previews[std::size_t(place)];
    m_text->setText(tr("%1, step %2 of %3").arg(stageText(preview->stage)).arg(preview->step).arg(preview->of));
    Q_EMIT previewChosen(preview);
}

}  // namespace espalier
