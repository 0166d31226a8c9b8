#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace espalier {

/// One line of bench_card's table: full-size networks with random weights, on the card.
struct CardRow {
    std::string name;       ///< short, for --only: "shape-flow-8913"
    std::string work;       ///< as in the table: "shape flow, 8,913 tokens, 4,101"
    double flops = 0.0;     ///< of one repetition; 0 = not counted
    std::string reference;  ///< what the Python reference took, as text: "135 ms"
    std::string goal;       ///< "68 ms"
    /// Allocates weights and inputs on the card and returns what is timed. What the closure holds is freed with it.
    std::function<std::function<void()>()> prepare;
};

/// `row` with its texts.
inline CardRow named(CardRow row, std::string name, std::string work, std::string reference, std::string goal) {
    row.name = std::move(name);
    row.work = std::move(work);
    row.reference = std::move(reference);
    row.goal = std::move(goal);
    return row;
}

std::vector<CardRow> flowRows();     ///< flow transformers and the image encoder
std::vector<CardRow> decoderRows();  ///< sparse decoders, and their convolutions alone

}  // namespace espalier
