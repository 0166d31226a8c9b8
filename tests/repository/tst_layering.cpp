// Who may include whom, as the table in CONTRIBUTING.md says.
#include <QDirIterator>
#include <QRegularExpression>
#include <QTest>

namespace {

const QDir kRoot(ESPALIER_SOURCE_DIR);

/// A room and the rooms it may include beside itself. Includes of third parties are checked apart.
struct Rule {
    const char* room;
    QStringList mayInclude;
};

QList<Rule> rules() {
    return {
        {"inference/base", {}},
        {"inference/asset", {"inference/base"}},
        {"inference/device", {"inference/base"}},
        {"inference/tensor", {"inference/base"}},
        {"inference/nn", {"inference/tensor", "inference/base"}},
        {"inference/meshing", {"inference/asset", "inference/base"}},
        {"inference/models",
         {"inference/nn", "inference/tensor", "inference/meshing", "inference/asset", "inference/base"}},
        {"inference/pipeline",
         {"inference/models", "inference/nn", "inference/tensor", "inference/meshing", "inference/asset",
          "inference/device", "inference/base"}},
        {"viewer", {"inference/asset", "inference/base"}},
        {"ui", {"viewer", "inference/asset", "inference/pipeline", "inference/base"}},
        {"app", {"ui", "viewer", "inference"}},
    };
}

QStringList sourcesUnder(const QString& room) {
    QStringList files;
    QDirIterator walk(kRoot.filePath(room), {"*.h", "*.cpp", "*.cu", "*.cuh"}, QDir::Files,
                      QDirIterator::Subdirectories);
    while (walk.hasNext())
        files << kRoot.relativeFilePath(walk.next());
    files.sort();
    return files;
}

struct Include {
    QString path;
    bool quoted = false;
};

QList<Include> includesOf(const QString& file) {
    QFile source(kRoot.filePath(file));
    if (!source.open(QIODevice::ReadOnly)) return {};
    static const QRegularExpression pattern(R"re(^\s*#\s*include\s*(["<])([^">]+)[">])re",
                                            QRegularExpression::MultilineOption);
    QList<Include> includes;
    auto matches = pattern.globalMatch(QString::fromUtf8(source.readAll()));
    while (matches.hasNext()) {
        const auto match = matches.next();
        includes << Include{match.captured(2), match.captured(1) == "\""};
    }
    return includes;
}

bool isTorch(const QString& include) {
    static const QRegularExpression pattern("^(ATen|c10|torch|caffe2)/");
    return pattern.match(include).hasMatch() || include == "inference/torch_pch.h";
}

bool isQt(const QString& include) {
    static const QRegularExpression pattern("^(Q[A-Z]|Qt[A-Z0-9])");
    return pattern.match(include).hasMatch();
}

}  // namespace

class TestLayering : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyRoomHasARule() {
        QStringList known;
        for (const Rule& rule : rules())
            known << rule.room;
        for (const QString& room : QDir(kRoot.filePath("inference")).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
            QVERIFY2(known.contains("inference/" + room), qPrintable("no layering rule for inference/" + room));
    }

    void includesOnlyLowerRooms_data() {
        QTest::addColumn<QString>("room");
        QTest::addColumn<QStringList>("allowed");
        for (const Rule& rule : rules())
            QTest::newRow(rule.room) << QString(rule.room) << rule.mayInclude;
    }
    void includesOnlyLowerRooms() {
        QFETCH(QString, room);
        QFETCH(QStringList, allowed);
        allowed << room;
        const QStringList sources = sourcesUnder(room);
        QVERIFY2(!sources.isEmpty(), qPrintable(room + " has no sources"));
        for (const QString& file : sources) {
            for (const Include& include : includesOf(file)) {
                // A quoted path is root-relative and therefore ours; moc's output is not a room.
                if (!include.quoted || include.path.endsWith(".moc") || isTorch(include.path)) continue;
                const bool fine = std::any_of(allowed.cbegin(), allowed.cend(), [&](const QString& prefix) {
                    return include.path.startsWith(prefix + "/");
                });
                QVERIFY2(fine, qPrintable(file + " may not include " + include.path));
            }
        }
    }

    void quotedIncludesAreRootRelative() {
        for (const QString room : {"inference", "viewer", "ui", "app", "tests"}) {
            for (const QString& file : sourcesUnder(room)) {
                for (const Include& include : includesOf(file)) {
                    if (!include.quoted || include.path.endsWith(".moc")) continue;
                    QVERIFY2(kRoot.exists(include.path), qPrintable(file + " includes " + include.path));
                }
            }
        }
    }

    void inferenceKnowsNoQt() {
        for (const QString& file : sourcesUnder("inference"))
            for (const Include& include : includesOf(file))
                QVERIFY2(!isQt(include.path), qPrintable(file + " includes " + include.path));
    }

    void torchStaysInsideInference() {
        for (const QString room : {"viewer", "ui", "app"})
            for (const QString& file : sourcesUnder(room))
                for (const Include& include : includesOf(file))
                    QVERIFY2(!isTorch(include.path), qPrintable(file + " includes " + include.path));
    }

    void publicHeadersMentionNoTorchType() {
        static const QRegularExpression torchType(R"(\b(at|c10|torch)::)");
        for (const QString room : {"inference/base", "inference/asset", "inference/device", "inference/pipeline"}) {
            for (const QString& file : sourcesUnder(room)) {
                // The pipelines themselves speak torch; what ui/ and app/ include must not.
                if (!file.endsWith(".h") || !isPublic(file)) continue;
                for (const Include& include : includesOf(file))
                    QVERIFY2(!isTorch(include.path), qPrintable(file + " includes " + include.path));
                QFile header(kRoot.filePath(file));
                QVERIFY(header.open(QIODevice::ReadOnly));
                static const QRegularExpression comment("//[^\n]*");
                const QString code = QString::fromUtf8(header.readAll()).remove(comment);
                QVERIFY2(!torchType.match(code).hasMatch(), qPrintable(file + " names a torch type"));
            }
        }
    }

    void nobodyIncludesTheWholeOfTorch() {
        for (const QString room : {"inference", "tests"})
            for (const QString& file : sourcesUnder(room))
                for (const Include& include : includesOf(file))
                    QVERIFY2(include.path != "torch/torch.h", qPrintable(file + " includes torch/torch.h"));
    }

private:
    /// Included, directly or not, by a source of viewer/, ui/ or app/.
    static bool isPublic(const QString& file) {
        static const QStringList reached = [] {
            QStringList pending = sourcesUnder("viewer") + sourcesUnder("ui") + sourcesUnder("app");
            QStringList seen = pending;
            while (!pending.isEmpty()) {
                for (const Include& include : includesOf(pending.takeFirst())) {
                    if (!include.quoted || seen.contains(include.path)) continue;
                    seen << include.path;
                    pending << include.path;
                }
            }
            return seen;
        }();
        return reached.contains(file);
    }
};

QTEST_APPLESS_MAIN(TestLayering)
#include "tst_layering.moc"
