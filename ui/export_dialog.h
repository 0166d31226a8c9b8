#pragma once

#include <QString>

class QWidget;

namespace espalier {

/// Asks where to export to, starting with `folder`/`baseName`.glb. The answer always ends in the extension of a format
/// that can be written; empty when the user thought better of it.
QString askExportFile(QWidget* parent, const QString& folder, const QString& baseName);

/// The same for Gaussians.
QString askGaussiansFile(QWidget* parent, const QString& folder, const QString& baseName);
QString askRadianceFieldFile(QWidget* parent, const QString& folder, const QString& baseName);

}  // namespace espalier
