#include "ui/light_sliders.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSignalBlocker>
#include <QSlider>
#include <QWidgetAction>
#include <cmath>

#include "viewer/viewport_widget.h"

namespace espalier {

namespace {

struct LightSliders {
    Q_DECLARE_TR_FUNCTIONS(LightSliders)
};

constexpr int kHalfTurn = 180;  // degrees, one a step
constexpr int kStepsPerStop = 20;
constexpr int kStops = 5;  // as far as the view goes
constexpr int kSliderWidth = 180;

QSlider* addSlider(QMenu* menu, const char* name, const QString& text, const QString& toolTip, int limit, int page) {
    auto* slider = new QSlider(Qt::Horizontal);
    slider->setObjectName(QLatin1String(name));
    slider->setRange(-limit, limit);
    slider->setPageStep(page);
    slider->setMinimumWidth(kSliderWidth);
    slider->setToolTip(toolTip);
    auto* label = new QLabel(text);
    label->setBuddy(slider);
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->addWidget(label, 1);
    layout->addWidget(slider);
    auto* action = new QWidgetAction(menu);
    action->setText(text);
    action->setDefaultWidget(row);
    menu->addAction(action);
    return slider;
}

void showValue(QSlider* slider, double value) {
    const QSignalBlocker blocker(slider);
    slider->setValue(int(std::lround(value)));
}

}  // namespace

void addLightSliders(QMenu* menu, ViewportWidget& viewport) {
    QSlider* rotation = addSlider(menu, "lightRotation", LightSliders::tr("&Rotation"),
                                  LightSliders::tr("Turns the light around the model"), kHalfTurn, 15);
    QSlider* exposure =
        addSlider(menu, "lightExposure", LightSliders::tr("E&xposure"),
                  LightSliders::tr("Doubles the light with each fifth of the way"), kStops * kStepsPerStop, 5);
    QObject::connect(rotation, &QSlider::valueChanged, &viewport, &ViewportWidget::setLightRotation);
    QObject::connect(exposure, &QSlider::valueChanged, &viewport,
                     [&viewport](int value) { viewport.setExposure(double(value) / kStepsPerStop); });
    QObject::connect(&viewport, &ViewportWidget::lightChanged, menu, [rotation, exposure, &viewport] {
        showValue(rotation, viewport.lightRotation());
        showValue(exposure, viewport.exposure() * kStepsPerStop);
    });
}

}  // namespace espalier
