// Sums of cotangents.
//
// What reads a part of an array has as its transpose an update of zeros. Added to a cotangent that
// lies in memory, the update is made there instead: then a loop that reads one element in each
// iteration is differentiated in time proportional to its iterations, not to these times the array.
#pragma once

#include <unordered_set>

#include "wengert/ops/symbol.hpp"

namespace wengert {

/// Adds cotangents within one Builder.
class Accumulator {
 public:
  explicit Accumulator(Builder& builder) : builder_(builder) {}

  /// ct + more, up to the sign of zeros.
  Value add(Value ct, Value more);

 private:
  Maybe updated(Value onto, Value more);
  bool is_zeros(Value v) const;
  bool lies_in_memory(Value v) const;

  Builder& builder_;
  std::unordered_set<Value> sums_in_memory_;
};

}  // namespace wengert

#if WENGERT_BODIES
#include <vector>

#include "wengert/ir/primitive.hpp"

namespace wengert {

namespace accumulation {

inline bool is(const Node* n, const Primitive& op) { return n && n->op->id == op.id; }
inline bool is_update(const Node* n) {
  return is(n, primitive<ops::Scatter>()) || is(n, primitive<ops::DynamicUpdateSlice>());
}

}  // namespace accumulation

/// A parameter, or what updates have made of one.
WENGERT_API bool Accumulator::lies_in_memory(Value v) const {
  for (const Node* n = builder_.producer(v); n; n = builder_.producer(v)) {
    if (sums_in_memory_.contains(v)) return true;
    if (!accumulation::is_update(n)) return false;
    v = builder_.function().operands(*n)[0];
  }
  return !builder_.constant(v);
}

WENGERT_API bool Accumulator::is_zeros(Value v) const {
  const Node* n = builder_.producer(v);
  if (!accumulation::is(n, primitive<ops::BroadcastInDim>())) return false;
  const Constant* c = builder_.constant(builder_.function().operands(*n)[0]);
  return c && *c == Constant(c->dtype, 0);
}

// `onto` with the update that makes `more` of zeros; nothing where that is no such update.
WENGERT_API Maybe Accumulator::updated(Value onto, Value more) {
  const Node* made = builder_.producer(more);
  if (!accumulation::is_update(made)) return {};
  const Node n = *made;  // the Builder's own moves as nodes are appended
  std::vector<ops::Symbol> operands;
  for (Value v : builder_.function().operands(n)) operands.push_back({&builder_, v});
  if (!is_zeros(operands[0].value) || !lies_in_memory(onto)) return {};
  operands[0].value = onto;
  if (accumulation::is(&n, primitive<ops::Scatter>())) {
    if (n.attributes.text("kind") != "add") return {};
  } else {
    std::vector<ops::Symbol> place(operands);
    place.erase(place.begin() + 1);
    operands[1] =
        ops::apply(primitive<ops::DynamicSlice>(), {{"sizes", operands[1].shape()}}, place) +
        operands[1];
  }
  const Value sum = ops::apply(*n.op, n.attributes, operands).value;
  sums_in_memory_.insert(sum);
  return sum;
}

WENGERT_API Value Accumulator::add(Value ct, Value more) {
  if (const Maybe sum = updated(ct, more)) return *sum;
  if (const Maybe sum = updated(more, ct)) return *sum;
  return (ops::Symbol{&builder_, ct} + ops::Symbol{&builder_, more}).value;
}

}  // namespace wengert
#endif
