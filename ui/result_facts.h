#pragma once

#include <QString>
#include <vector>

namespace espalier {

struct HistoryEntry;

/// Something that two results were made with differently, in words.
struct FactDifference {
    QString name;
    QString left;
    QString right;
};

/// Of what changes a result: model, seed, views, every sampler parameter, the asset's settings. In the order of the
/// window's fields; empty = all the same.
std::vector<FactDifference> differencesOf(const HistoryEntry& left, const HistoryEntry& right);

}  // namespace espalier
