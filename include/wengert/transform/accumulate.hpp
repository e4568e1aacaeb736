// Sums of cotangents.
//
// What reads a part of an array has as its transpose an update of zeros. Added to a cotangent that
// lies in memory, the update is made there instead: then a loop that reads one element in each
// iteration is differentiated in time proportional to its iterations, not to these times the array.
#pragma once

#include "wengert/ops/symbol.hpp"

namespace wengert {

/// ct + more, up to the sign of zeros.
ops::Symbol accumulate(ops::Symbol ct, ops::Symbol more);

}  // namespace wengert

#if WENGERT_BODIES
#include <algorithm>
#include <vector>

#include "wengert/ir/primitive.hpp"

namespace wengert {

namespace accumulation {

/// The node that makes a value; null for parameters and literals.
inline const Node* producer(ops::Symbol x) {
  const std::vector<Node>& nodes = x.builder->function().nodes;
  const auto after = std::ranges::upper_bound(nodes, x.value, {}, &Node::first_result);
  if (after == nodes.begin()) return nullptr;
  const Node& n = *std::prev(after);
  return x.value < n.first_result + n.result_count ? &n : nullptr;
}

inline bool is(const Node& n, const Primitive& op) { return n.op->id == op.id; }
inline bool is_update(const Node& n) {
  return is(n, primitive<ops::Scatter>()) || is(n, primitive<ops::DynamicUpdateSlice>());
}

/// A parameter, or what updates have made of one.
inline bool lies_in_memory(ops::Symbol x) {
  const Function& f = x.builder->function();
  for (const Node* n = producer(x); n; n = producer(x)) {
    if (!is_update(*n)) return false;
    x.value = f.operands(*n)[0];
  }
  return std::ranges::none_of(f.literals, [&](const Literal& l) { return l.value == x.value; });
}

inline bool is_zeros(ops::Symbol x) {
  const Function& f = x.builder->function();
  const Node* n = producer(x);
  if (!n || !is(*n, primitive<ops::BroadcastInDim>())) return false;
  const Value scalar = f.operands(*n)[0];
  return std::ranges::any_of(f.literals, [&](const Literal& l) {
    return l.value == scalar && l.constant == Constant(l.constant.dtype, 0);
  });
}

/// `onto` with the update that makes `more` of zeros; nothing where that is no such update.
inline Maybe updated(ops::Symbol onto, ops::Symbol more) {
  const Node* made = producer(more);
  if (!made || !is_update(*made)) return {};
  const Node n = *made;  // the Builder's own moves as nodes are appended
  std::vector<ops::Symbol> operands;
  for (Value v : more.builder->function().operands(n)) operands.push_back({more.builder, v});
  if (!is_zeros(operands[0]) || !lies_in_memory(onto)) return {};
  operands[0] = onto;
  if (is(n, primitive<ops::Scatter>())) {
    if (n.attributes.text("kind") != "add") return {};
  } else {
    std::vector<ops::Symbol> place(operands);
    place.erase(place.begin() + 1);
    operands[1] =
        ops::apply(primitive<ops::DynamicSlice>(), {{"sizes", operands[1].shape()}}, place) +
        operands[1];
  }
  return ops::apply(*n.op, n.attributes, operands).value;
}

}  // namespace accumulation

WENGERT_API ops::Symbol accumulate(ops::Symbol ct, ops::Symbol more) {
  if (const Maybe sum = accumulation::updated(ct, more)) return {ct.builder, *sum};
  if (const Maybe sum = accumulation::updated(more, ct)) return {ct.builder, *sum};
  return ct + more;
}

}  // namespace wengert
#endif
