#pragma once

#include <QWidget>

class QGridLayout;
class QLabel;

namespace espalier {

/// The pictures that come with Espalier, sorted by name; empty when they are not installed.
QStringList samplePictures();

/// Stands where the 3D view will be until there is something to show: says what to do next, offers the samples.
class WelcomeView : public QWidget {
    Q_OBJECT

public:
    explicit WelcomeView(QWidget* parent = nullptr);

    void setMessage(const QString& title, const QString& text);

Q_SIGNALS:
    void sampleChosen(const QString& file);

protected:
    void changeEvent(QEvent* event) override;

private:
    void createSamples();
    void applyTheme();

    QLabel* m_icon = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_text = nullptr;
    QLabel* m_samplesHead = nullptr;
    QGridLayout* m_samples = nullptr;
};

}  // namespace espalier
