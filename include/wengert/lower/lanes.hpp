// Which loop of a kernel runs across vector lanes, and what the kernel costs.
#pragma once

#include <optional>

#include "wengert/lower/cells.hpp"

namespace wengert::lower {

/// The change of an index when a variable grows by one, where that is a constant.
std::optional<std::int64_t> coefficient(const IndexPool& pool, std::uint32_t index,
                                        std::int64_t variable);
/// Whether every access is contiguous or constant along a variable.
bool accesses_run_along(const Kernel& kernel, std::int64_t variable);
/// Sets the kernel's lane variable and its work. `reductions`: its reduction may run across lanes.
void choose_lanes(Kernel& kernel, bool reductions);

}  // namespace wengert::lower

#if WENGERT_BODIES
#include <algorithm>

namespace wengert::lower {

WENGERT_API std::optional<std::int64_t> coefficient(const IndexPool& pool, std::uint32_t index,
                                                    std::int64_t variable) {
  const IndexNode& n = pool.at(index);
  switch (n.kind) {
    case IndexKind::constant:
      return 0;
    case IndexKind::variable:
      return n.value == variable ? 1 : 0;
    case IndexKind::cell:
      return std::nullopt;
    case IndexKind::add: {
      const auto x = coefficient(pool, n.x, variable), y = coefficient(pool, n.y, variable);
      return x && y ? std::optional(*x + *y) : std::nullopt;
    }
    case IndexKind::multiply: {
      const auto x = coefficient(pool, n.x, variable);
      return x ? std::optional(*x * n.value) : std::nullopt;
    }
    default: {
      const auto changes = [&](std::uint32_t operand) {
        return coefficient(pool, operand, variable) != 0;
      };
      return any_operand(n, changes) ? std::nullopt : std::optional<std::int64_t>(0);
    }
  }
}

WENGERT_API bool accesses_run_along(const Kernel& kernel, std::int64_t variable) {
  const auto runs = [&](std::uint32_t index) {
    const auto c = coefficient(kernel.pool, index, variable);
    return c && (*c == 0 || *c == 1);
  };
  for (const CellNode& c : kernel.cells)
    if (c.kind == CellKind::load && !runs(c.index)) return false;
  for (const Store& s : kernel.stores)
    if (!runs(s.index)) return false;
  return true;
}

namespace lane_choice {

// Accesses that vectors make cheap less those that they scatter, for lanes along a variable.
inline double score(const Kernel& kernel, std::int64_t variable) {
  double total = 0;
  const auto count = [&](std::uint32_t index, double weight) {
    const auto c = coefficient(kernel.pool, index, variable);
    if (c && *c == 0) return;
    total += c && *c == 1 ? weight : -2 * weight;
  };
  for (const CellNode& c : kernel.cells)
    if (c.kind == CellKind::load) count(c.index, 1);
  for (const Store& s : kernel.stores) count(s.index, 0.5);
  return total;
}

inline double cost_of(const CellNode& c) {
  switch (c.kind) {
    case CellKind::apply:
      return c.op->cost;
    case CellKind::block:
      return double(c.args.size()) * double(c.args.size()) / 2 + 4;
    case CellKind::load:
      return 1.5;
    default:
      return 0.5;
  }
}

// Iterations of a block in one run of the kernel.
inline double repetitions(const Kernel& kernel, BlockId block) {
  double times = 1;
  for (BlockId b = block; b != 0; b = kernel.blocks[b].parent) {
    for (std::size_t d = 0; d < kernel.domain_blocks.size(); ++d)
      if (kernel.domain_blocks[d] == b) times *= double(kernel.domain[d]);
    for (const Reduction& r : kernel.reductions)
      if (r.block == b) times *= double(r.extent);
    for (const CarriedLoop& l : kernel.loops)
      if (l.block == b) times *= l.trips >= 0 ? double(l.trips) : 32;
  }
  return times;
}

}  // namespace lane_choice

WENGERT_API void choose_lanes(Kernel& kernel, bool reductions) {
  constexpr std::int64_t short_axis = 4;
  std::int64_t best = -1;
  double best_score = -1e30;
  if (!kernel.variables.empty()) {
    best = kernel.variables.back();
    best_score = lane_choice::score(kernel, best) - (kernel.domain.back() < short_axis ? 4 : 0);
  }
  if (reductions)
    for (const Reduction& r : kernel.reductions) {
      if (r.extent < short_axis) continue;
      const double s =
          lane_choice::score(kernel, r.variable) - 0.25;  // joining lanes costs something
      if (best < 0 || s > best_score) {
        best = r.variable;
        best_score = s;
      }
    }
  kernel.lane = best;
  double work = 0;
  std::vector<double> times(kernel.blocks.size(), -1);
  for (const CellNode& c : kernel.cells) {
    double& t = times[c.block];
    if (t < 0) t = lane_choice::repetitions(kernel, c.block);
    work += t * lane_choice::cost_of(c);
  }
  kernel.work = best >= 0 ? work / 8 : work;
}

}  // namespace wengert::lower
#endif
