// Surgery on whole Functions: what is live, and the same computation under other parameter lists.
//
// Numbering is canonical afterwards: a literal is numbered just before its first use. Two Functions
// that compute the same steps in the same order are then equal, and parse_ir reads back exactly
// what is printed.
#pragma once

#include <span>
#include <vector>

#include "wengert/ir/compare.hpp"
#include "wengert/ir/function.hpp"
#include "wengert/ir/primitive.hpp"

namespace wengert {

/// Which values of f are needed to compute `outputs`; the results of a node are needed together.
std::vector<bool> live_values(const Function& f, std::span<const Value> outputs);

/// The part of f that computes `outputs` from `inputs`, both given as values of f. Inputs of f that
/// are not listed must not be needed.
Function rearrange(const Function& f, std::span<const Value> inputs,
                   std::span<const Value> outputs);

/// The numbers `first`, … of `count` consecutive values.
inline std::vector<Value> value_range(Value first, std::size_t count) {
  std::vector<Value> values(count);
  for (std::size_t k = 0; k < count; ++k) values[k] = first + Value(k);
  return values;
}

}  // namespace wengert

#if WENGERT_BODIES
namespace wengert {

WENGERT_API std::vector<bool> live_values(const Function& f, std::span<const Value> outputs) {
  std::vector<bool> live(f.types.size());
  for (Value v : outputs) live[v] = true;
  for (std::size_t at = f.nodes.size(); at-- > 0;) {
    const Node& n = f.nodes[at];
    bool needed = false;
    for (Value k = 0; k < n.result_count; ++k) needed = needed || live[n.first_result + k];
    if (!needed) continue;
    for (Value k = 0; k < n.result_count; ++k) live[n.first_result + k] = true;
    for (Value v : f.operands(n)) live[v] = true;
  }
  return live;
}

namespace rewriting {

// Numbers values in the order in which the new Function meets them.
class Renumbering {
 public:
  explicit Renumbering(const Function& f) : from_(f), number_(f.types.size(), no_value) {
    literal_of_.resize(f.types.size(), no_literal);
    for (std::uint32_t k = 0; k < f.literals.size(); ++k) literal_of_[f.literals[k].value] = k;
  }

  Value define(Value old) {
    to_.types.push_back(from_.types[old]);
    return number_[old] = Value(to_.types.size() - 1);
  }
  Value use(Value old) {
    if (number_[old] == no_value) {
      if (literal_of_[old] == no_literal)
        throw InternalError(
            cat("rearrange: value ", old, " is needed, but is not among the inputs"));
      to_.literals.push_back({define(old), from_.literals[literal_of_[old]].constant});
    }
    return number_[old];
  }
  void append(const Node& n) {
    append(*n.op, n.attributes, from_.operands(n), value_range(n.first_result, n.result_count));
  }
  /// op applied to `operands`, giving `results`, all of them values of the old Function.
  void append(const Primitive& op, const Attributes& attributes, std::span<const Value> operands,
              std::span<const Value> results) {
    Node n{&op,
           attributes,
           std::uint32_t(to_.operand_list.size()),
           std::uint32_t(operands.size()),
           0,
           std::uint32_t(results.size())};
    for (Value v : operands) to_.operand_list.push_back(use(v));
    n.first_result = Value(to_.types.size());
    for (Value v : results) define(v);
    to_.nodes.push_back(std::move(n));
  }
  Function& function() { return to_; }

 private:
  static constexpr std::uint32_t no_literal = ~std::uint32_t(0);
  const Function& from_;
  Function to_;
  std::vector<Value> number_;
  std::vector<std::uint32_t> literal_of_;
};

}  // namespace rewriting

WENGERT_API Function rearrange(const Function& f, std::span<const Value> inputs,
                               std::span<const Value> outputs) {
  const std::vector<bool> live = live_values(f, outputs);
  rewriting::Renumbering renumbering(f);
  for (Value v : inputs) renumbering.define(v);
  renumbering.function().inputs = std::uint32_t(inputs.size());
  for (const Node& n : f.nodes)
    if (n.result_count && live[n.first_result]) renumbering.append(n);
  for (Value v : outputs) {
    const Value output = renumbering.use(v);
    renumbering.function().outputs.push_back(output);
  }
  return std::move(renumbering.function());
}

}  // namespace wengert
#endif
