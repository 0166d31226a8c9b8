#include "viewer/view_texts.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include "viewer/display_shape.h"
#include "viewer/splat_shape.h"
#include "viewer/view_command.h"

namespace espalier {

namespace {

struct ViewTexts {
    Q_DECLARE_TR_FUNCTIONS(ViewTexts)
};

QString count(std::size_t number) {
    return QLocale().toString(qulonglong(number));
}

QString keyRow(const QString& key, const QString& text) {
    return QStringLiteral("<tr><td align='right'><b>%1</b>&nbsp;&nbsp;</td><td>%2&nbsp;&nbsp;&nbsp;</td></tr>")
        .arg(key.toHtmlEscaped(), text.toHtmlEscaped());
}

}  // namespace

QString mouseHelp(NavigationStyle style) {
    switch (style) {
        case NavigationStyle::Default:
            return ViewTexts::tr("Left orbits; middle, right or Shift and left pans");
        case NavigationStyle::Blender:
            return ViewTexts::tr(
                "Middle orbits, with Shift it pans, with Ctrl it zooms; Alt and left stands in for middle");
        case NavigationStyle::Maya:
            return ViewTexts::tr("With Alt left orbits, middle pans, right zooms");
    }
    return {};
}

QString cheatSheetText(NavigationStyle style) {
    QString columns[2];
    const auto commands = viewCommands();
    for (std::size_t i = 0; i < commands.size(); ++i) {
        const QString key = QKeySequence(commands[i].key).toString(QKeySequence::NativeText);
        columns[2 * i < commands.size() ? 0 : 1] += keyRow(key, textOf(commands[i].command));
    }
    const QStringList mouse{mouseHelp(style).toHtmlEscaped(), ViewTexts::tr("The wheel zooms to the cursor"),
                            ViewTexts::tr("A double click sets the point to orbit around"),
                            ViewTexts::tr("Ctrl and left turns the light")};
    return QStringLiteral("<table><tr><td><table>%1</table></td><td><table>%2</table></td></tr></table><p>%3</p>")
        .arg(columns[0], columns[1], mouse.join(QStringLiteral("<br>")));
}

QString statisticsText(const MeshAsset& mesh, const std::optional<MeshStatistics>& statistics) {
    QStringList lines{ViewTexts::tr("%1 triangles").arg(count(mesh.triangleCount())),
                      ViewTexts::tr("%1 vertices").arg(count(statistics ? statistics->vertices : mesh.vertexCount()))};
    if (!statistics) return lines.join(QLatin1Char('\n'));
    const auto extent = [&](std::size_t axis) {
        return QLocale().toString(statistics->box.max[axis] - statistics->box.min[axis], 'f', 2);
    };
    lines << (statistics->components == 1 ? ViewTexts::tr("1 part")
                                          : ViewTexts::tr("%1 parts").arg(count(statistics->components)))
          << (statistics->watertight ? ViewTexts::tr("watertight") : ViewTexts::tr("not watertight"))
          << ViewTexts::tr("%1 × %2 × %3 m").arg(extent(0), extent(1), extent(2));
    return lines.join(QLatin1Char('\n'));
}

QString gaussianText(std::size_t number, const SplatShape* drawn) {
    if (!drawn || drawn->count() == number) return ViewTexts::tr("%1 Gaussians").arg(count(number));
    return ViewTexts::tr("%1 Gaussians, drawn as %2").arg(count(number), count(drawn->count()));
}

QString simplificationText(const DisplayShape* shape, const SplatShape* splats, bool onSoftwareOpenGl) {
    QStringList lines;
    const QString simplified = ViewTexts::tr("Simplified for display");
    if (shape && shape->simplified) {
        lines << simplified;
        if (shape->sourceTriangles > 0)
            lines.back() +=
                ViewTexts::tr(": %1 of %2 triangles").arg(count(shape->triangleCount()), count(shape->sourceTriangles));
    }
    if (splats && splats->count() < splats->sourceCount)
        lines << simplified +
                     ViewTexts::tr(": %1 of %2 Gaussians").arg(count(splats->count()), count(splats->sourceCount));
    if (onSoftwareOpenGl && !lines.isEmpty()) lines << ViewTexts::tr("No graphics card draws this view");
    return lines.join(QLatin1Char('\n'));
}

}  // namespace espalier
