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
#include <unordered_map>

namespace wengert::lower {

namespace lane_choice {

// Expressions share their parts, as chains of reshapes do: each part is looked at once.
class Coefficients {
 public:
  Coefficients(const IndexPool& pool, std::int64_t variable) : pool_(pool), variable_(variable) {}

  std::optional<std::int64_t> of(std::uint32_t index) {
    const IndexNode& n = pool_.at(index);
    switch (n.kind) {
      case IndexKind::constant:
        return 0;
      case IndexKind::variable:
        return n.value == variable_ ? 1 : 0;
      case IndexKind::cell:
        return std::nullopt;
      default:
        break;
    }
    const auto found = known_.find(index);
    if (found != known_.end()) return found->second;
    const auto c = of_operation(n);
    known_.emplace(index, c);
    return c;
  }

 private:
  std::optional<std::int64_t> of_operation(const IndexNode& n) {
    if (n.kind == IndexKind::add) {
      const auto x = of(n.x), y = of(n.y);
      return x && y ? std::optional(*x + *y) : std::nullopt;
    }
    if (n.kind == IndexKind::multiply) {
      const auto x = of(n.x);
      return x ? std::optional(*x * n.value) : std::nullopt;
    }
    const bool changes = any_operand(n, [&](std::uint32_t operand) { return of(operand) != 0; });
    return changes ? std::nullopt : std::optional<std::int64_t>(0);
  }

  const IndexPool& pool_;
  const std::int64_t variable_;
  std::unordered_map<std::uint32_t, std::optional<std::int64_t>> known_;
};

}  // namespace lane_choice

WENGERT_API std::optional<std::int64_t> coefficient(const IndexPool& pool, std::uint32_t index,
                                                    std::int64_t variable) {
  return lane_choice::Coefficients(pool, variable).of(index);
}

WENGERT_API bool accesses_run_along(const Kernel& kernel, std::int64_t variable) {
  lane_choice::Coefficients coefficients(kernel.pool, variable);
  const auto runs = [&](std::uint32_t index) {
    const auto c = coefficients.of(index);
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
  Coefficients coefficients(kernel.pool, variable);
  const auto count = [&](std::uint32_t index, double weight) {
    const auto c = coefficients.of(index);
    if (c && *c == 0) return;
    total += c && *c == 1 ? weight : -2 * weight;
  };
  for (const CellNode& c : kernel.cells)
    if (c.kind == CellKind::load) count(c.index, 1);
  for (const Store& s : kernel.stores) count(s.index, 0.5);
  return total;
}

// The bound of a loop is one number, the same in every lane.
inline bool moves_bounds(const Kernel& kernel, std::int64_t variable) {
  Coefficients coefficients(kernel.pool, variable);
  return std::ranges::any_of(kernel.reductions,
                             [&](const Reduction& r) { return coefficients.of(r.bound) != 0; });
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
  if (!kernel.variables.empty() &&
      kernel.domain.back() > 1 &&  // the index of one element is no variable
      !lane_choice::moves_bounds(kernel, kernel.variables.back())) {
    best = kernel.variables.back();
    best_score = lane_choice::score(kernel, best) - (kernel.domain.back() < short_axis ? 4 : 0);
  }
  if (reductions)
    for (const Reduction& r : kernel.reductions) {
      if (r.extent < short_axis || lane_choice::moves_bounds(kernel, r.variable)) continue;
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
