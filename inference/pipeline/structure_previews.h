#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/Event.h>
#include <c10/core/Stream.h>

#include <cstdint>
#include <memory>
#include <optional>

#include "inference/models/sparse_structure_decoder.h"
#include "inference/pipeline/preview_builder.h"

namespace espalier {

/// Voxel previews while the structure is sampled: the decoded clean latent of a step. On a card the decoding and the
/// copy to the processor run on a stream of their own beside the sampling; a preview that is not ready when the next
/// one is due goes out a step later, and steps are skipped meanwhile.
class StructurePreviews {
public:
    /// `grid`: cells per axis. The references must outlive the object.
    StructurePreviews(std::shared_ptr<const SparseStructureDecoder> decoder, std::int64_t grid, c10::Device device,
                      PreviewBuilder& previews, ForwardContext context);

    /// x0 [1, C, R, R, R]: the latent that the sampler expects after `step` of `of`.
    void offer(int step, int of, const at::Tensor& x0);

private:
    /// What is on its way from the card.
    struct Pending {
        int step;
        at::Tensor logits;  ///< on the card; kept until it was copied
        at::Tensor onHost;
        c10::Event done;
    };
    void queue(int step, const at::Tensor& x0);

    std::shared_ptr<const SparseStructureDecoder> m_decoder;
    std::int64_t m_grid;
    c10::Device m_device;
    PreviewBuilder& m_previews;
    ForwardContext m_context;
    std::optional<c10::Stream> m_stream;
    std::optional<Pending> m_pending;
};

}  // namespace espalier
