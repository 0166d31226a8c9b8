// The window and what applies to all of it: the settings, the log and reports of problems.
#include <QBuffer>
#include <nlohmann/json.hpp>

#include "inference/pipeline/device_report.h"
#include "ui/image_loader.h"
#include "ui/main_window.h"
#include "ui/parameter_panel.h"
#include "ui/report_dialog.h"
#include "ui/settings_dialog.h"

namespace espalier {
namespace {

QByteArray pngOf(const ImageBuffer& image) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    toQImage(image).save(&buffer, "PNG");
    return bytes;
}

}  // namespace

GenerateRequest MainWindow::requestShown() const {
    GenerateRequest request = m_parameters->request();
    m_settings.applyTo(request);
    return request;
}

void MainWindow::showSettings() {
    auto* dialog = new SettingsDialog(m_settings, *m_history, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    const QString modelRoot = m_settings.modelRoot(), language = m_settings.language();
    connect(dialog, &QDialog::accepted, this, [this, modelRoot, language] {
        chooseTheme(m_settings.colourScheme());
        m_parameters->setDevice(m_settings.device(), m_settings.memory());
        showDeviceVerdict();
        if (m_settings.modelRoot() != modelRoot)
            loadModels(m_parameters->model() ? m_parameters->model()->dir : std::filesystem::path());
        if (m_settings.language() != language) showStatus(tr("The language changes when Espalier is started again."));
    });
    dialog->open();
}

void MainWindow::showReport() {
    ProblemReport report;
    if (m_deviceReport) report.doctor = QString::fromStdString(reportText(*m_deviceReport));
    report.parameters = m_lastParameters;
    std::function<QByteArray()> encode;
    if (m_picture->image()) encode = [image = m_picture->image()] { return pngOf(*image); };
    auto* dialog = new ReportDialog(*m_log, std::move(report), std::move(encode), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

}  // namespace espalier
