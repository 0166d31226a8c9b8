#include "ui/welcome_view.h"

#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QGridLayout>
#include <QImage>
#include <QLabel>
#include <QToolButton>

#include "inference/base/error.h"
#include "inference/pipeline/model_library.h"
#include "ui/background_task.h"
#include "ui/theme.h"

namespace espalier {
namespace {

constexpr int kSampleSide = 72;
constexpr int kSamplesPerRow = 4;

QList<QImage> thumbnails(const QStringList& files) {
    QList<QImage> images;
    for (const QString& file : files)
        images << QImage(file).scaled(2 * kSampleSide, 2 * kSampleSide, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    return images;
}

}  // namespace

QStringList samplePictures() try {
    const QDir folder(QString::fromStdString((bundledModelDir().parent_path() / "samples").string()));
    QStringList files;
    for (const QString& name : folder.entryList({"*.png"}, QDir::Files, QDir::Name))
        files << folder.filePath(name);
    return files;
} catch (const Error&) {
    return {};  // without the bundled model there are no samples beside it
}

WelcomeView::WelcomeView(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("welcomeView"));
    m_icon = new QLabel;
    m_title = new QLabel;
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.6);
    m_title->setFont(large);
    m_text = new QLabel;
    m_samplesHead = new QLabel(tr("Or try a sample"));
    for (QLabel* label : {m_icon, m_title, m_text, m_samplesHead})
        label->setAlignment(Qt::AlignCenter);
    m_text->setWordWrap(true);
    m_samples = new QGridLayout;
    m_samples->setSpacing(6);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(10);
    layout->addStretch(3);
    layout->addWidget(m_icon);
    layout->addWidget(m_title);
    layout->addWidget(m_text);
    layout->addSpacing(22);
    layout->addWidget(m_samplesHead);
    layout->addLayout(m_samples);
    layout->setAlignment(m_samples, Qt::AlignHCenter);
    layout->addStretch(4);

    setMessage(tr("One picture, one 3D model"),
               tr("Drop a picture anywhere in this window, paste it, or open a file."));
    createSamples();
    applyTheme();
}

void WelcomeView::setMessage(const QString& title, const QString& text) {
    m_title->setText(title);
    m_text->setText(text);
}

void WelcomeView::createSamples() {
    const QStringList files = samplePictures();
    m_samplesHead->setVisible(!files.isEmpty());
    QList<QToolButton*> buttons;
    for (const QString& file : files) {
        auto* button = new QToolButton;
        button->setAutoRaise(true);
        button->setFixedSize(kSampleSide + 14, kSampleSide + 14);
        button->setIconSize({kSampleSide, kSampleSide});
        button->setToolTip(QFileInfo(file).completeBaseName());
        button->setAccessibleName(tr("Sample picture %1").arg(QFileInfo(file).completeBaseName()));
        connect(button, &QToolButton::clicked, this, [this, file] {
            Q_EMIT
            sampleChosen(file);
        });
        const int index = int(buttons.size());
        m_samples->addWidget(button, index / kSamplesPerRow, index % kSamplesPerRow);
        buttons << button;
    }
    runInPool(
        this, [files] { return thumbnails(files); },
        [buttons](const QList<QImage>& images) {
            for (qsizetype i = 0; i < images.size(); ++i)
                buttons[i]->setIcon(QIcon(QPixmap::fromImage(images[i])));
        },
        [](const JobFailure&) {});  // a sample without its small picture can still be chosen by name
}

void WelcomeView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) applyTheme();
}

void WelcomeView::applyTheme() {
    m_icon->setPixmap(iconPixmap("espalier", palette().color(QPalette::Highlight), 64, devicePixelRatioF()));
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, quietText(palette()));
    m_text->setPalette(quiet);
    m_samplesHead->setPalette(quiet);
}

}  // namespace espalier
