// Packing: an operand that lanes read with a stride, and an outer loop reads again and again, is
// first copied to where the lanes find it side by side.
#pragma once

#include <memory>

#include "wengert/lower/program.hpp"

namespace wengert::lower {

/// Redirects the strided loads of `kernel` that repay it to a new temporary, and gives the kernel
/// that fills it; null where there are none. The kernel's lanes must be chosen.
std::shared_ptr<Kernel> pack_strided_loads(Kernel& kernel, Program& program);

}  // namespace wengert::lower

#if WENGERT_BODIES
#include <map>
#include <tuple>

#include "wengert/lower/lanes.hpp"

namespace wengert::lower {

WENGERT_API std::shared_ptr<Kernel> pack_strided_loads(Kernel& kernel, Program& program) {
  constexpr std::int64_t repays = 16;  // times that each element is read
  const auto lane = std::find(kernel.variables.begin(), kernel.variables.end(), kernel.lane);
  if (lane == kernel.variables.end()) return nullptr;
  const std::int64_t extent = kernel.domain[lane - kernel.variables.begin()];
  if (extent == 0 || kernel.domain.elements() / extent < repays) return nullptr;

  using Stream =
      std::tuple<std::int64_t, std::int64_t, std::int64_t, Dtype>;  // buffer, stride, first element
  std::map<Stream, std::vector<CellId>> streams;
  for (CellId id = 0; id < kernel.cells.size(); ++id) {
    const CellNode& c = kernel.cells[id];
    if (c.kind != CellKind::load) continue;
    const auto stride = coefficient(kernel.pool, c.index, kernel.lane);
    const IndexNode& range = kernel.pool.at(c.index);
    // Nothing but the lane may move the address: then its range is that of stride * lane + first.
    if (!stride || *stride < 2 || range.high - range.low != *stride * (extent - 1)) continue;
    streams[{c.number, *stride, range.low, c.dtype}].push_back(id);
  }
  if (streams.empty()) return nullptr;

  auto packing = std::make_shared<Kernel>();
  const Index from = packing->open_domain(extent);
  packing->lane = packing->variables[0];
  std::map<Dtype, std::int64_t> buffers, lengths;
  for (const auto& [stream, loads] : streams) ++lengths[std::get<3>(stream)];
  for (const auto& [dtype, count] : lengths) {
    program.buffers.push_back(
        {Role::temporary, 0, std::size_t(count * extent * size_of(dtype)), 0});
    buffers[dtype] = std::int64_t(program.buffers.size()) - 1;
  }
  std::map<Dtype, std::int64_t> next;
  for (const auto& [stream, loads] : streams) {
    const auto& [buffer, stride, first, dtype] = stream;
    const std::int64_t start = next[dtype]++ * extent;
    CellNode load;
    load.kind = CellKind::load;
    load.dtype = dtype;
    load.number = buffer;
    load.index = (from * stride + first).id;
    packing->stores.push_back(
        {packing->current, buffers[dtype], (from + start).id, packing->add(std::move(load))});
    const Index to = kernel.pool.variable(kernel.lane, extent) + start;
    for (CellId id : loads) {
      kernel.cells[id].number = buffers[dtype];
      kernel.cells[id].index = to.id;
    }
  }
  packing->work = double(streams.size()) * double(extent) / 4;
  return packing;
}

}  // namespace wengert::lower
#endif
