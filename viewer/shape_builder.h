#pragma once

#include <QObject>
#include <QThreadPool>
#include <atomic>
#include <functional>

#include "viewer/display_shape.h"

namespace espalier {

/// Makes display shapes off the GUI thread, the newest only: what is superseded before it is done is dropped.
/// Its functions are called on the thread it lives on, where built() arrives too.
class ShapeBuilder : public QObject {
    Q_OBJECT

public:
    explicit ShapeBuilder(QObject* parent = nullptr);
    /// Waits for a build under way, whose result is dropped.
    ~ShapeBuilder() override;

    void build(std::function<DisplayShape()> make);
    void cancel();
    bool isBusy() const { return m_busy; }

Q_SIGNALS:
    void built(const espalier::DisplayShapePtr& shape);

private:
    void finish(quint64 number, const DisplayShapePtr& shape);

    std::atomic<quint64> m_newest = 0;
    bool m_busy = false;
    QThreadPool m_pool;
};

}  // namespace espalier
