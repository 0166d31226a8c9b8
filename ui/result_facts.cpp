#include "ui/result_facts.h"

#include <QCoreApplication>
#include <QLocale>
#include <optional>

#include "ui/history_store.h"

namespace espalier {
namespace {

class ResultFacts {
    Q_DECLARE_TR_FUNCTIONS(espalier::ResultFacts)

public:
    struct Fact {
        QString name;
        QString value;
    };

    explicit ResultFacts(const HistoryEntry& entry) {
        const GenerateRequest& request = entry.request;
        add(tr("Model"), entry.model);
        add(tr("Resolution"),
            request.type ? QString::fromStdString(std::string(name(*request.type))).replace('_', ' ') : ownText());
        add(tr("Seed"), locale().toString(qulonglong(request.seed)));
        add(tr("Views"), request.views == ViewMode::Stochastic ? tr("in turn") : tr("all at once"));
        add(tr("Shape only, no colours"), yesOrNo(request.geometryOnly));
        add(tr("All of the picture used"), yesOrNo(request.keepBackground));
        addSampler(tr("Structure"), request.structure);
        addSampler(tr("Shape"), request.shape);
        addSampler(tr("Colour"), request.texture);
        addAsset(request.asset);
    }

    const std::vector<Fact>& all() const { return m_facts; }

private:
    static QLocale locale() {
        QLocale plain;
        plain.setNumberOptions(QLocale::OmitGroupSeparator);
        return plain;
    }
    static QString ownText() { return tr("the model's own"); }
    static QString yesOrNo(bool yes) { return yes ? tr("yes") : tr("no"); }
    template <typename Number>
    static QString numberOr(const std::optional<Number>& number, const QString& otherwise) {
        return number ? locale().toString(*number) : otherwise;
    }

    void add(const QString& name, const QString& value) { m_facts.push_back({name, value}); }

    void addSampler(const QString& stage, const SamplerOverrides& sampler) {
        const auto addOf = [&](const QString& name, const QString& value) {
            add(tr("%1, %2").arg(stage, name), value);
        };
        const auto& interval = sampler.guidanceInterval;
        addOf(tr("Steps"), numberOr(sampler.steps, ownText()));
        addOf(tr("Guidance"), numberOr(sampler.guidanceStrength, ownText()));
        addOf(tr("Rescale"), numberOr(sampler.guidanceRescale, ownText()));
        addOf(tr("Guide from"), interval ? locale().toString((*interval)[0]) : ownText());
        addOf(tr("Guide to"), interval ? locale().toString((*interval)[1]) : ownText());
        addOf(tr("Time shift"), numberOr(sampler.rescaleT, ownText()));
    }

    void addAsset(const AssetSettings& asset) {
        add(tr("Faces"), asset.faceTarget == 0
                             ? tr("Keep all")
                             : tr("%1 at most").arg(QLocale().toString(qulonglong(asset.faceTarget))));
        add(tr("Texture"),
            asset.textureSize == 0 ? tr("None, colours at the vertices") : tr("%1 × %1").arg(asset.textureSize));
        add(tr("Normal map"), yesOrNo(asset.normalMap));
        add(tr("One watertight surface"), yesOrNo(asset.remesh));
        add(tr("Keep inner surfaces"), yesOrNo(!asset.removeInnerShells));
        add(tr("Fill holes"), yesOrNo(asset.fillHoles));
    }

    std::vector<Fact> m_facts;
};

}  // namespace

std::vector<FactDifference> differencesOf(const HistoryEntry& left, const HistoryEntry& right) {
    const ResultFacts leftFacts(left), rightFacts(right);
    std::vector<FactDifference> differences;
    for (std::size_t i = 0; i < leftFacts.all().size(); ++i) {
        const auto &ours = leftFacts.all()[i], &theirs = rightFacts.all()[i];
        if (ours.value != theirs.value) differences.push_back({ours.name, ours.value, theirs.value});
    }
    return differences;
}

}  // namespace espalier
