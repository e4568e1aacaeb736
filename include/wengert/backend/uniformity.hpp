// Uniformity analysis: which cells of a kernel differ between the lanes of a vector. The others are
// computed once, as scalars.
#pragma once

#include <vector>

#include "wengert/base/config.hpp"
#include "wengert/lower/cells.hpp"

namespace wengert::backend {

/// For each cell, whether it varies along the kernel's lane variable. In a kernel with lanes across
/// its domain every carried value counts as varying, and so does what a branch gives.
std::vector<bool> varying_cells(const lower::Kernel& kernel);

}  // namespace wengert::backend

#if WENGERT_BODIES
#include <algorithm>
#include <unordered_map>

namespace wengert::backend {

class UniformityAnalysis {
 public:
  explicit UniformityAnalysis(const lower::Kernel& kernel)
      : kernel_(kernel),
        domain_lanes_(std::find(kernel.variables.begin(), kernel.variables.end(), kernel.lane) !=
                      kernel.variables.end()) {}

  std::vector<bool> run() {
    for (const lower::CellNode& c : kernel_.cells) varying_.push_back(varies(c));
    return std::move(varying_);
  }

 private:
  bool varies(const lower::CellNode& c) {
    using lower::CellKind;
    switch (c.kind) {
      case CellKind::load:
      case CellKind::position:
      case CellKind::condition:
        return index_varies(c.index);
      case CellKind::parameter:
      case CellKind::loop:
      case CellKind::branch:
        return domain_lanes_;
      case CellKind::reduce: {
        const lower::Reduction& r = kernel_.reductions[std::size_t(c.number)];
        return r.variable != kernel_.lane && varying_[r.body];
      }
      default:
        return std::any_of(c.args.begin(), c.args.end(),
                           [&](lower::CellId a) { return varying_[a]; });
    }
  }

  bool index_varies(std::uint32_t index) {
    const auto found = indices_.find(index);
    if (found != indices_.end()) return found->second;
    const IndexNode& n = kernel_.pool.at(index);
    bool v = false;
    switch (n.kind) {
      case IndexKind::variable:
        v = n.value == kernel_.lane;
        break;
      case IndexKind::cell:
        v = varying_[std::size_t(n.value)];
        break;
      default:
        v = any_operand(n, [&](std::uint32_t operand) { return index_varies(operand); });
    }
    return indices_[index] = v;
  }

  const lower::Kernel& kernel_;
  const bool domain_lanes_;
  std::vector<bool> varying_;
  std::unordered_map<std::uint32_t, bool> indices_;
};

WENGERT_API std::vector<bool> varying_cells(const lower::Kernel& kernel) {
  return UniformityAnalysis(kernel).run();
}

}  // namespace wengert::backend
#endif
