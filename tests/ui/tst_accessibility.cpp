// The window without a mouse or without eyes: names, order of the focus, contrast.
#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDockWidget>
#include <QLineEdit>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSettings>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>

#include "ui/cut_out_dialog.h"
#include "ui/help_dialog.h"
#include "ui/history_store.h"
#include "ui/image_drop_area.h"
#include "ui/log_book.h"
#include "ui/main_window.h"
#include "ui/parameter_panel.h"
#include "ui/report_dialog.h"
#include "ui/settings.h"
#include "ui/settings_dialog.h"
#include "ui/system_theme.h"
#include "ui/theme.h"

using namespace espalier;

namespace {

/// A person works with it, and it is no part of another such widget.
bool isOperated(const QWidget* widget) {
    if (qobject_cast<const QScrollBar*>(widget) || qobject_cast<const QTabBar*>(widget)) return false;
    const QWidget* parent = widget->parentWidget();
    if (qobject_cast<const QAbstractSpinBox*>(parent) || qobject_cast<const QComboBox*>(parent) ||
        qobject_cast<const QTabBar*>(parent) || qobject_cast<const QLineEdit*>(parent) ||
        widget->objectName().startsWith("qt_"))
        return false;
    if (parent && parent->inherits("QComboBoxPrivateContainer")) return false;
    return qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QLineEdit*>(widget) ||
           qobject_cast<const QComboBox*>(widget) || qobject_cast<const QAbstractSpinBox*>(widget) ||
           qobject_cast<const QAbstractSlider*>(widget) || qobject_cast<const QAbstractItemView*>(widget) ||
           qobject_cast<const QPlainTextEdit*>(widget) || qobject_cast<const QTextBrowser*>(widget) ||
           (widget->focusPolicy() == Qt::StrongFocus && widget->metaObject()->className() != QByteArray("QWidget"));
}

QString describe(const QWidget* widget) {
    QStringList path;
    for (; widget; widget = widget->parentWidget())
        path.prepend(QString(widget->metaObject()->className()) + '#' + widget->objectName());
    return path.join(" / ");
}

QStringList namelessIn(QWidget* root) {
    QStringList nameless;
    for (QWidget* widget : root->findChildren<QWidget*>()) {
        if (!isOperated(widget)) continue;
        QAccessibleInterface* interface = QAccessible::queryAccessibleInterface(widget);
        if (!interface || interface->text(QAccessible::Name).trimmed().isEmpty()) nameless << describe(widget);
    }
    return nameless;
}

std::shared_ptr<const ImageBuffer> picture() {
    auto image = std::make_shared<ImageBuffer>(64, 64, 4);
    std::fill(image->pixels.begin(), image->pixels.end(), std::uint8_t(255));
    return image;
}

}  // namespace

class TestAccessibility : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everythingThatIsOperatedHasAName_inTheWindow();
    void everythingThatIsOperatedHasAName_inTheDialogs();
    void everyCommandCanBeReachedByKeys();
    void focusGoesDownThroughTheSettings();
    void textStandsOutFromItsBackground_data();
    void textStandsOutFromItsBackground();
    void helpOpensByF1();

private:
    QTemporaryDir m_dir;
};

void TestAccessibility::initTestCase() {
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_dir.path());
    qputenv("XDG_DATA_HOME", m_dir.path().toLocal8Bit());
}

void TestAccessibility::everythingThatIsOperatedHasAName_inTheWindow() {
    MainWindow window;
    window.show();
    const QStringList nameless = namelessIn(&window);
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join('\n')));
}

void TestAccessibility::everythingThatIsOperatedHasAName_inTheDialogs() {
    Settings settings;
    HistoryStore store(m_dir.filePath("history"));
    LogBook book;
    SettingsDialog settingsDialog(settings, store);
    ReportDialog reportDialog(book, {}, {});
    CutOutDialog cutOutDialog(picture(), false, false);
    HelpDialog helpDialog;
    for (QWidget* dialog :
         std::initializer_list<QWidget*>{&settingsDialog, &reportDialog, &cutOutDialog, &helpDialog}) {
        dialog->show();
        const QStringList nameless = namelessIn(dialog);
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join('\n')));
    }
}

/// Every entry of the menus has a letter to press that no other one in the same menu has, or a shortcut.
void TestAccessibility::everyCommandCanBeReachedByKeys() {
    MainWindow window;
    for (const QMenu* menu : window.findChildren<QMenu*>())
        for (const QAction* action : menu->actions())
            if (!action->isSeparator() && !action->menu())
                QVERIFY2(action->text().contains('&') || !action->shortcut().isEmpty(),
                         qPrintable(menu->title() + ": " + action->text()));
}

void TestAccessibility::focusGoesDownThroughTheSettings() {
    MainWindow window;
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    QWidget* const sidebar = window.findChild<QWidget*>(QStringLiteral("sidebar"));
    QWidget* const first = window.findChild<ImageDropArea*>();
    QList<QWidget*> order;
    QWidget* widget = first;
    do {
        if (widget->isVisible() && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus) &&
            sidebar->isAncestorOf(widget) && isOperated(widget))
            order << widget;
        widget = widget->nextInFocusChain();
    } while (widget != first);
    QVERIFY(order.size() > 5);
    for (qsizetype i = 1; i < order.size(); ++i) {
        const QPoint before = order[i - 1]->mapTo(sidebar, QPoint()), after = order[i]->mapTo(sidebar, QPoint());
        const bool onwards = after.y() >= before.y() - 8;  // in the same row things differ a little in height
        QVERIFY2(onwards, qPrintable(describe(order[i]) + "\nis above\n" + describe(order[i - 1])));
    }
}

void TestAccessibility::textStandsOutFromItsBackground_data() {
    QTest::addColumn<int>("scheme");
    QTest::newRow("light") << int(ColourScheme::Light);
    QTest::newRow("dark") << int(ColourScheme::Dark);
}

void TestAccessibility::textStandsOutFromItsBackground() {
    QFETCH(int, scheme);
    SystemTheme theme;
    theme.choose(ColourScheme(scheme));
    const QPalette palette = QApplication::palette();
    QCOMPARE(isDark(palette), scheme == int(ColourScheme::Dark));
    const auto colour = [&](QPalette::ColorRole role) { return palette.color(QPalette::Active, role); };
    const QColor window = colour(QPalette::Window);
    const std::initializer_list<std::tuple<const char*, QColor, QColor>> pairs{
        {"text of the window", colour(QPalette::WindowText), window},
        {"text of fields", colour(QPalette::Text), colour(QPalette::Base)},
        {"text of buttons", colour(QPalette::ButtonText), colour(QPalette::Button)},
        {"selected text, and the main button", colour(QPalette::HighlightedText), colour(QPalette::Highlight)},
        {"text of tool tips", colour(QPalette::ToolTipText), colour(QPalette::ToolTipBase)},
        {"links", colour(QPalette::Link), colour(QPalette::Base)},
        {"placeholders", colour(QPalette::PlaceholderText), colour(QPalette::Base)},
        {"quiet text", quietText(palette), window},
        {"quiet text of fields", quietText(palette), colour(QPalette::Base)},
        {"notes", colour(QPalette::WindowText), toneColour(palette, Tone::Neutral)},
        {"failures", colour(QPalette::WindowText), toneColour(palette, Tone::Failure)}};
    QStringList faint;
    for (const auto& [what, text, background] : pairs) {
        // Placeholders come half transparent.
        const QColor seen = blend(background, QColor(text.rgb()), text.alphaF());
        if (contrast(seen, background) < kLegible)
            faint << QStringLiteral("%1: %2").arg(what).arg(contrast(seen, background), 0, 'f', 2);
    }
    theme.choose(ColourScheme::NoPreference);
    QVERIFY2(faint.isEmpty(), qPrintable(faint.join('\n')));
}

void TestAccessibility::helpOpensByF1() {
    MainWindow window;
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    QTest::keyClick(&window, Qt::Key_F1);
    const auto* help = window.findChild<HelpDialog*>();
    QVERIFY(help);
    const QString text = help->findChild<QTextBrowser*>()->toPlainText();
    QVERIFY(text.contains("Correct the Cut-out"));
    QVERIFY(!help->findChild<QTextBrowser*>()->document()->isEmpty());
}

QTEST_MAIN(TestAccessibility)
#include "tst_accessibility.moc"
