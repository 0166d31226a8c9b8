#include "ui/turntable_export.h"

#include <utility>

#include "ui/background_task.h"
#include "ui/view_picture_dialog.h"
#include "viewer/viewport_widget.h"

namespace espalier {

TurntableExport::TurntableExport(ViewportWidget& viewport, QObject* parent) : QObject(parent), m_viewport(viewport) {
    connect(&m_viewport, &ViewportWidget::stillReady, this, &TurntableExport::receive);
}

void TurntableExport::start(const TurntableSettings& settings) {
    m_settings = settings;
    m_done = 0;
    try {
        m_sink = makeFrameSink(settings.format, settings.file, settings.size, settings.framesPerSecond);
    } catch (...) {
        Q_EMIT failed(currentFailure());
        return;
    }
    takeNext();
}

void TurntableExport::cancel() {
    m_sink.reset();
}

void TurntableExport::takeNext() {
    m_viewport.requestStill(m_settings.size, 360.0 * m_done / m_settings.frames);
}

void TurntableExport::receive(const QImage& still) {
    if (!isBusy()) return;
    if (still.isNull()) return fail(noPictureFailure());
    const QImage frame = m_settings.transparent ? still : onBackground(still, m_settings.background);
    runInPool(
        this,
        [sink = m_sink, frame] {
            sink->add(frame);
            return sink;
        },
        [this](const std::shared_ptr<FrameSink>& sink) {
            if (sink != m_sink) return;  // cancelled
            Q_EMIT progressed(++m_done, m_settings.frames);
            if (!isBusy()) return;
            if (m_done < m_settings.frames)
                takeNext();
            else
                write();
        },
        [this](const JobFailure& failure) { fail(failure); });
}

void TurntableExport::write() {
    runInPool(
        this, [sink = m_sink] { return sink->finish(); },
        [this](const QString& file) {
            m_sink.reset();
            Q_EMIT finished(file);
        },
        [this](const JobFailure& failure) { fail(failure); });
}

void TurntableExport::fail(const JobFailure& failure) {
    if (!std::exchange(m_sink, nullptr)) return;  // cancelled before
    Q_EMIT failed(failure);
}

}  // namespace espalier
