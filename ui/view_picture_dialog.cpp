#include "ui/view_picture_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QPainter>
#include <QPushButton>
#include <QSpinBox>

#include "viewer/viewport_widget.h"

namespace espalier {
namespace {

constexpr int kFramesPerSecond = 25;
/// Frames larger than that take minutes to draw and write.
constexpr int kMaxFrameSide = 2048;

QSpinBox* pixelBox(int most, const QString& name) {
    auto* box = new QSpinBox;
    box->setRange(16, most);
    box->setSuffix(ViewPictureDialog::tr(" px"));
    box->setAccessibleName(name);
    return box;
}

QString formatText(TurntableFormat format) {
    switch (format) {
        case TurntableFormat::WebP:
            return ViewPictureDialog::tr("Animated WebP");
        case TurntableFormat::PngFrames:
            return ViewPictureDialog::tr("PNG frames");
        case TurntableFormat::Mp4:
            return ViewPictureDialog::tr("MP4 film");
    }
    return {};
}

}  // namespace

ViewPictureDialog::ViewPictureDialog(Kind kind, const QSize& shown, QWidget* parent)
    : QDialog(parent), m_sizes(new QComboBox), m_transparent(new QCheckBox(tr("&Transparent background"))) {
    setObjectName(QStringLiteral("viewPictureDialog"));
    setWindowTitle(kind == Kind::Picture ? tr("Save View as Picture") : tr("Save Turntable"));
    const int most = kind == Kind::Picture ? kMaxStillSide : kMaxFrameSide;
    m_width = pixelBox(most, tr("Width"));
    m_height = pixelBox(most, tr("Height"));
    m_width->setObjectName(QStringLiteral("pictureWidth"));
    m_height->setObjectName(QStringLiteral("pictureHeight"));
    m_transparent->setChecked(true);
    m_transparent->setToolTip(tr("Off: the background of the 3D view"));

    auto* pixels = new QHBoxLayout;
    pixels->addWidget(m_width);
    pixels->addWidget(m_height);
    auto* form = new QFormLayout(this);
    form->addRow(tr("&Size:"), m_sizes);
    form->addRow(QString(), pixels);
    form->addRow(QString(), m_transparent);
    if (kind == Kind::Turntable) createTurntableFields();
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel);
    buttons->button(QDialogButtonBox::Save)->setText(tr("&Save..."));
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    form->addRow(buttons);
    addSizes(kind, shown);
}

void ViewPictureDialog::addSizes(Kind kind, const QSize& shown) {
    connect(m_sizes, &QComboBox::currentIndexChanged, this, [this](int index) {
        const QSize size = m_sizes->itemData(index).toSize();
        m_width->setEnabled(size.isEmpty());
        m_height->setEnabled(size.isEmpty());
        if (size.isEmpty()) return;
        m_width->setValue(size.width());
        m_height->setValue(size.height());
    });
    if (kind == Kind::Picture) {
        m_sizes->addItem(tr("As shown"), shown);
        m_sizes->addItem(tr("Square"), QSize(1024, 1024));
        m_sizes->addItem(tr("Full HD"), QSize(1920, 1080));
        m_sizes->addItem(tr("Large square"), QSize(2048, 2048));
        m_sizes->addItem(tr("4K"), QSize(3840, 2160));
    } else {
        m_sizes->addItem(tr("Square"), QSize(768, 768));
        m_sizes->addItem(tr("Small square"), QSize(320, 320));
        m_sizes->addItem(tr("HD"), QSize(1280, 720));
    }
    m_sizes->addItem(tr("Another"), QSize());
}

void ViewPictureDialog::createTurntableFields() {
    m_seconds = new QSpinBox;
    m_seconds->setRange(1, 20);
    m_seconds->setValue(4);
    m_seconds->setSuffix(tr(" s"));
    m_format = new QComboBox;
    for (const TurntableFormat format : {TurntableFormat::WebP, TurntableFormat::PngFrames, TurntableFormat::Mp4})
        if (isAvailable(format)) m_format->addItem(formatText(format), int(format));
    if (!isAvailable(TurntableFormat::Mp4))
        m_format->setToolTip(tr("Install the program ffmpeg to write MP4 films as well"));
    connect(m_format, &QComboBox::currentIndexChanged, this, [this] {
        const bool hasAlpha = TurntableFormat(m_format->currentData().toInt()) != TurntableFormat::Mp4;
        m_transparent->setEnabled(hasAlpha);
        if (!hasAlpha) m_transparent->setChecked(false);
    });
    auto* form = static_cast<QFormLayout*>(layout());
    form->addRow(tr("&One round in:"), m_seconds);
    form->addRow(tr("&Format:"), m_format);
}

QSize ViewPictureDialog::size() const {
    return {m_width->value(), m_height->value()};
}

bool ViewPictureDialog::isTransparent() const {
    return m_transparent->isChecked();
}

TurntableSettings ViewPictureDialog::turntable() const {
    TurntableSettings settings;
    settings.size = size();
    settings.transparent = isTransparent();
    settings.framesPerSecond = kFramesPerSecond;
    settings.frames = kFramesPerSecond * m_seconds->value();
    settings.format = TurntableFormat(m_format->currentData().toInt());
    return settings;
}

QImage onBackground(const QImage& picture, const QColor& background) {
    QImage whole(picture.size(), QImage::Format_RGB32);
    whole.fill(background);
    QPainter(&whole).drawImage(0, 0, picture);
    return whole;
}

JobFailure noPictureFailure() {
    return {ErrorCode::Internal,
            ViewPictureDialog::tr("The 3D view gave no picture.").toStdString(),
            ViewPictureDialog::tr("Bring the window to the front and try again.").toStdString(),
            {}};
}

}  // namespace espalier
