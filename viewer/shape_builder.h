#pragma once

#include <QObject>
#include <QThreadPool>
#include <atomic>
#include <functional>
#include <memory>

namespace espalier {

/// Makes shapes off the GUI thread, the newest only: what is superseded before it is done is dropped.
/// Its functions are called on the thread it lives on, where `built` is called too.
template <typename Shape>
class ShapeBuilder {
public:
    explicit ShapeBuilder(std::function<void(const std::shared_ptr<const Shape>&)> built) : m_built(std::move(built)) {
        m_pool.setMaxThreadCount(1);
    }

    /// Waits for a build under way, whose result is dropped.
    ~ShapeBuilder() {
        cancel();
        m_pool.waitForDone();
    }

    void build(std::function<Shape()> make) {
        cancel();
        m_busy = true;
        m_pool.start([this, number = m_newest.load(), make = std::move(make)] {
            if (m_newest != number) return;
            auto shape = std::make_shared<const Shape>(make());
            QMetaObject::invokeMethod(
                &m_home, [this, number, shape] { finish(number, shape); }, Qt::QueuedConnection);
        });
    }

    void cancel() {
        ++m_newest;
        m_busy = false;
        m_pool.clear();
    }

    bool isBusy() const { return m_busy; }

private:
    void finish(quint64 number, const std::shared_ptr<const Shape>& shape) {
        if (m_newest != number) return;
        m_busy = false;
        m_built(shape);
    }

    std::function<void(const std::shared_ptr<const Shape>&)> m_built;
    QObject m_home;  ///< of the thread that built() is called on
    std::atomic<quint64> m_newest = 0;
    bool m_busy = false;
    QThreadPool m_pool;
};

}  // namespace espalier
