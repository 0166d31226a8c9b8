#include "viewer/shape_builder.h"

namespace espalier {

ShapeBuilder::ShapeBuilder(QObject* parent) : QObject(parent) {
    m_pool.setMaxThreadCount(1);
}

ShapeBuilder::~ShapeBuilder() {
    cancel();
    m_pool.waitForDone();
}

void ShapeBuilder::build(std::function<DisplayShape()> make) {
    cancel();
    m_busy = true;
    m_pool.start([this, number = m_newest.load(), make = std::move(make)] {
        if (m_newest != number) return;
        auto shape = std::make_shared<const DisplayShape>(make());
        QMetaObject::invokeMethod(
            this, [this, number, shape] { finish(number, shape); }, Qt::QueuedConnection);
    });
}

void ShapeBuilder::cancel() {
    ++m_newest;
    m_busy = false;
    m_pool.clear();
}

void ShapeBuilder::finish(quint64 number, const DisplayShapePtr& shape) {
    if (m_newest != number) return;
    m_busy = false;
    Q_EMIT built(shape);
}

}  // namespace espalier
