#include "inference/pipeline/structure_previews.h"

#include <c10/core/StreamGuard.h>
#include <c10/core/impl/VirtualGuardImpl.h>

namespace espalier {

StructurePreviews::StructurePreviews(std::shared_ptr<const SparseStructureDecoder> decoder, std::int64_t grid,
                                     c10::Device device, PreviewBuilder& previews, ForwardContext context)
    : m_decoder(std::move(decoder)),
      m_grid(grid),
      m_device(device),
      m_previews(previews),
      m_context(std::move(context)) {}

void StructurePreviews::offer(int step, int of, const at::Tensor& x0) {
    if (m_device.is_cpu()) {
        m_previews.offer(Stage::Structure, step, of, [&] {
            return voxelCloud(occupiedCoords(m_decoder->forward(x0, m_context), m_grid), int(m_grid));
        });
        return;
    }
    if (!m_previews.isWanted()) return;
    if (m_pending && m_pending->done.query()) {
        m_previews.offer(Stage::Structure, m_pending->step, of,
                         [&] { return voxelCloud(occupiedCoords(m_pending->onHost, m_grid), int(m_grid)); });
        m_pending.reset();
    }
    if (!m_pending && step < of) queue(step, x0);
}

void StructurePreviews::queue(int step, const at::Tensor& x0) {
    const c10::impl::VirtualGuardImpl card(m_device.type());
    if (!m_stream) m_stream = card.getStreamFromGlobalPool(m_device, /*isHighPriority=*/false);
    c10::Event ready(m_device.type());
    ready.record(card.getStream(m_device));
    ready.block(*m_stream);

    const c10::StreamGuard guard(*m_stream);
    x0.record_stream(*m_stream);
    const at::Tensor logits = m_decoder->forward(x0, m_context);
    at::Tensor onHost = at::empty(logits.sizes(), logits.options().device(at::kCPU).pinned_memory(true));
    onHost.copy_(logits, /*non_blocking=*/true);
    m_pending.emplace(Pending{step, logits, onHost, c10::Event(m_device.type())});
    m_pending->done.record(*m_stream);
}

}  // namespace espalier
