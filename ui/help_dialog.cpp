#include "ui/help_dialog.h"

#include <QDialogButtonBox>
#include <QFile>
#include <QTextBrowser>
#include <QVBoxLayout>

#include "ui/theme.h"

namespace espalier {
namespace {

/// Shows the window's icons in the colour of the text: "icon:open" is resources/icons/open.svg.
class HelpBrowser : public QTextBrowser {
protected:
    QVariant loadResource(int type, const QUrl& name) override {
        constexpr int kIconSide = 20;
        if (name.scheme() != QLatin1String("icon")) return QTextBrowser::loadResource(type, name);
        return iconPixmap(name.path(), palette().color(QPalette::Text), kIconSide, devicePixelRatioF());
    }
};

}  // namespace

HelpDialog::HelpDialog(QWidget* parent) : QDialog(parent) {
    setObjectName(QStringLiteral("helpDialog"));
    setWindowTitle(tr("Help"));
    auto* browser = new HelpBrowser;
    browser->setObjectName(QStringLiteral("helpText"));
    browser->setAccessibleName(tr("Help"));
    //: The file name of the help page in this language
    QFile page(QStringLiteral(":/espalier/help/") + tr("help_en.html"));
    if (page.open(QIODevice::ReadOnly)) browser->setHtml(QString::fromUtf8(page.readAll()));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(browser, 1);
    layout->addWidget(buttons);
    resize(640, 620);
}

}  // namespace espalier
