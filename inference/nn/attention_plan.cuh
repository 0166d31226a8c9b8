#pragma once

#include <cstdint>

#include "inference/nn/attention_kernels.h"

// How attention is divided over a card's processors. Whole tiles of queries go round and round over them; those of the
// last round, when they are few, are split along the keys, and the parts are joined afterwards.

namespace espalier::kernels::attention {

constexpr int kDim = kAttentionHeadDim;
constexpr int kTileQueries = 128;
constexpr int kTileKeys = 176;
/// Of the scores' parts of a tile in the workspace: for each row its sums, then the greatest score and the total.
constexpr int kPartRowFloats = kDim + 2;

struct Plan {
    AttentionJob job;
    float scaleLog2;  ///< of scores, for powers of two
    int wholeTiles;   ///< the others are split
    int tiles;
    int parts;  ///< of each split tile
};

inline int tilesOf(const AttentionSegment& segment, int heads) {
    return (segment.queries + kTileQueries - 1) / kTileQueries * heads;
}

__host__ __device__ inline int blocksOf(int keys) {
    return (keys + kTileKeys - 1) / kTileKeys;
}

inline Plan planFor(const AttentionJob& job, int processors) {
    Plan plan{job, job.scale * 1.4426950408889634f, 0, 0, 1};
    int blocks = 1 << 30;  // of keys, in the shortest segment
    for (int s = 0; s < job.segmentCount; ++s) {
        if (job.segments[s].queries == 0) continue;
        plan.tiles += tilesOf(job.segments[s], job.heads);
        blocks = min(blocks, blocksOf(job.segments[s].keys));
    }
    const int left = plan.tiles % processors;
    if (left > 0) plan.parts = max(1, min(processors / left, blocks / 2));
    plan.wholeTiles = plan.parts > 1 ? plan.tiles - left : plan.tiles;
    return plan;
}

/// What a block does at a time: the blocks [firstBlock, endBlock) of keys for one tile of queries.
struct Piece {
    int head;
    int query, queries;  ///< first one, and how many are left in the segment
    int key, keys;       ///< the segment's
    int firstBlock, endBlock;
    int slot;  ///< in the workspace; negative = the whole tile

    /// False after the last one.
    __device__ bool find(const Plan& plan, int index) {
        int tile = index, part = 0;
        slot = -1;
        if (index >= plan.wholeTiles) {
            slot = index - plan.wholeTiles;
            tile = plan.wholeTiles + slot / plan.parts;
            part = slot % plan.parts;
        }
        if (tile >= plan.tiles) return false;
        int s = 0;
        int perHead = 0;
        for (;; ++s) {
            perHead = (plan.job.segments[s].queries + kTileQueries - 1) / kTileQueries;
            if (tile < perHead * plan.job.heads) break;
            tile -= perHead * plan.job.heads;
        }
        const AttentionSegment& segment = plan.job.segments[s];
        head = tile / perHead;
        const int begin = tile % perHead * kTileQueries;
        query = segment.queryBegin + begin;
        queries = segment.queries - begin;
        key = segment.keyBegin;
        keys = segment.keys;
        const int blocks = blocksOf(keys), parts = slot < 0 ? 1 : plan.parts;
        firstBlock = part * blocks / parts;
        endBlock = (part + 1) * blocks / parts;
        return true;
    }
};

}  // namespace espalier::kernels::attention
