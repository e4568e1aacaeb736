// Dead code elimination: what no output needs is dropped, and values are numbered canonically.
//
// Nodes of control flow lose the results that nobody needs, and with them that part of their
// bodies.
#pragma once

#include "wengert/ir/transforms.hpp"

#if WENGERT_BODIES
#include <algorithm>
#include <unordered_map>

#include "wengert/ir/rewrite.hpp"
#include "wengert/ir/verify.hpp"

namespace wengert {

namespace elimination {

class Eliminating {
 public:
  explicit Eliminating(const Function& f) : f_(f), live_(f.types.size()) {
    for (Value v : f.outputs) live_[v] = true;
    for (std::size_t at = f.nodes.size(); at-- > 0;) reach(at);
  }

  Function finish() const {
    rewriting::Renumbering renumbering(f_);
    for (Value v = 0; v < f_.inputs; ++v) renumbering.define(v);
    renumbering.function().inputs = f_.inputs;
    for (std::size_t at = 0; at < f_.nodes.size(); ++at) {
      const Node& n = f_.nodes[at];
      const auto pruned = pruned_.find(at);
      if (pruned == pruned_.end()) {
        if (n.result_count && live_[n.first_result]) renumbering.append(n);
        continue;
      }
      const std::vector<Value> results = value_range(n.first_result, n.result_count);
      renumbering.append(*n.op, pruned->second.attributes,
                         kept(f_.operands(n), pruned->second.operands),
                         kept(results, pruned->second.results));
    }
    for (Value v : f_.outputs) {
      const Value output = renumbering.use(v);
      renumbering.function().outputs.push_back(output);
    }
    return std::move(renumbering.function());
  }

 private:
  static std::vector<Value> kept(std::span<const Value> all, const std::vector<bool>& flags) {
    std::vector<Value> some;
    for (std::size_t k = 0; k < all.size(); ++k)
      if (flags[k]) some.push_back(all[k]);
    return some;
  }

  // Marks what the node at that place needs, if anything needs the node.
  void reach(std::size_t at) {
    const Node& n = f_.nodes[at];
    std::vector<bool> needed;
    for (Value k = 0; k < n.result_count; ++k) needed.push_back(live_[n.first_result + k]);
    if (std::ranges::count(needed, true) == 0) return;
    std::vector<bool> operands(n.operand_count, true);
    std::vector<bool> results(n.result_count, true);
    if (n.op->prune) {
      Pruned pruned = n.op->prune(n.attributes, needed);
      operands = pruned.operands;
      results = pruned.results;
      pruned_.emplace(at, std::move(pruned));
    }
    for (Value v : kept(f_.operands(n), operands)) live_[v] = true;
    for (Value k = 0; k < n.result_count; ++k) live_[n.first_result + k] = results[k];
  }

  const Function& f_;
  std::vector<bool> live_;
  std::unordered_map<std::size_t, Pruned> pruned_;
};

}  // namespace elimination

WENGERT_API Function dce(const Function& f) {
  return verified(elimination::Eliminating(f).finish());
}

}  // namespace wengert
#endif
