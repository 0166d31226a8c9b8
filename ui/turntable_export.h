#pragma once

#include <QColor>
#include <QObject>

#include "inference/pipeline/job_runner.h"
#include "ui/frame_sink.h"

namespace espalier {

class ViewportWidget;

struct TurntableSettings {
    QSize size{768, 768};
    int frames = 100;
    int framesPerSecond = 25;
    bool transparent = true;
    QColor background = Qt::white;  ///< where it is not transparent
    TurntableFormat format = TurntableFormat::WebP;
    QString file;
};

/// Takes pictures of the shape from all around and writes them, one at a time: the window stays usable, and no more
/// than two pictures are in memory. GUI thread; files are written in a pool.
class TurntableExport : public QObject {
    Q_OBJECT

public:
    TurntableExport(ViewportWidget& viewport, QObject* parent);

    /// Only when not busy; answered by finished() or failed().
    void start(const TurntableSettings& settings);
    /// At once and without an answer; nothing stays on the disk.
    void cancel();
    bool isBusy() const { return m_sink != nullptr; }

Q_SIGNALS:
    void progressed(int done, int of);
    void finished(const QString& file);
    void failed(const espalier::JobFailure& failure);

private:
    void takeNext();
    void receive(const QImage& still);
    void write();
    void fail(const JobFailure& failure);

    ViewportWidget& m_viewport;
    TurntableSettings m_settings;
    std::shared_ptr<FrameSink> m_sink;  ///< shared with the pool; null = not busy
    int m_done = 0;
};

}  // namespace espalier
