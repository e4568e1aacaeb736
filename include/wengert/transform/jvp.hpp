// Forward mode: beside every value its tangent, the directional derivative, where that is not zero.
//
// Nodes are replayed in order; the rule of a node is called only where a tangent reaches it.
// Reference: Wengert 1964, "A simple automatic derivative evaluation program".
#pragma once

#include "wengert/ir/transforms.hpp"

#if WENGERT_BODIES
#include <algorithm>

#include "wengert/ir/builder.hpp"
#include "wengert/ir/rewrite.hpp"
#include "wengert/ir/verify.hpp"
#include "wengert/ops/symbol.hpp"

namespace wengert {

namespace differentiation {

inline bool any(std::span<const Maybe> tangents) {
  return std::ranges::any_of(tangents, [](const Maybe& t) { return t.has_value(); });
}

/// A zero tangent or cotangent, written out.
inline Value zeros(Builder& builder, const Type& type) { return ops::full(builder, type, 0).value; }

/// The tangents of n's results, by its rule; none where no tangent reaches n, or n gives integers.
/// The rule of control flow may append the results' primals.
inline std::vector<Maybe> push_forward(Builder& builder, const Function& f, const Node& n,
                                       std::span<const Value> operands,
                                       std::span<const Value> results,
                                       std::span<const Maybe> tangents) {
  const auto is_smooth = [](const Type& t) { return is_inexact(t.dtype); };
  if (!any(tangents) || std::ranges::none_of(f.result_types(n), is_smooth))
    return std::vector<Maybe>(n.result_count);
  if (!n.op->jvp)
    throw RuleError(
        cat(n.op->name,
            ": has no derivative rule; derive the primitive from Smooth and give it a "
            "jvp, or from Flat if its derivative is zero, or cut the path with stop_gradient"));
  const std::vector<Type> operand_types = f.operand_types(n);
  std::vector<Maybe> out =
      n.op->jvp({builder, *n.op, n.attributes, operands, results, operand_types, f.result_types(n)},
                tangents);
  for (Value k = 0; k < n.result_count; ++k)
    if (!is_inexact(f.types[n.first_result + k].dtype)) out[k].reset();
  return out;
}

inline void require_tangent(const Type& type, std::size_t input) {
  if (!is_inexact(type.dtype))
    throw InternalError(
        cat("jvp: input ", input, " of type ", type, " has no tangent and cannot be active"));
}

}  // namespace differentiation

WENGERT_API Jvp jvp(const Function& f, const std::vector<bool>& active_inputs,
                    const std::vector<bool>& active_outputs) {
  using namespace differentiation;
  Builder builder(f.input_types());
  std::vector<Value> primal(f.types.size(), no_value);
  std::vector<Maybe> tangent(f.types.size());
  for (Value v = 0; v < f.inputs; ++v) primal[v] = v;
  for (Value v = 0; v < f.inputs; ++v) {
    if (!active_inputs[v]) continue;
    require_tangent(f.types[v], v);
    tangent[v] = builder.input(f.types[v]);
  }
  for (const Literal& l : f.literals) primal[l.value] = builder.literal(l.constant);

  std::vector<Value> operands, results;
  std::vector<Maybe> tangents;
  for (const Node& n : f.nodes) {
    operands.clear(), results.clear(), tangents.clear();
    for (Value v : f.operands(n)) {
      operands.push_back(primal[v]);
      tangents.push_back(tangent[v]);
    }
    const Results appended = builder.append(*n.op, n.attributes, operands);
    for (Value k = 0; k < n.result_count; ++k) results.push_back(appended[k]);
    const std::vector<Maybe> out = push_forward(builder, f, n, operands, results, tangents);
    for (Value k = 0; k < n.result_count; ++k) {
      tangent[n.first_result + k] = out[k];
      const bool anew = out.size() > n.result_count;
      primal[n.first_result + k] = anew ? *out[n.result_count + k] : results[k];
    }
  }

  Jvp derivative;
  std::vector<Value> outputs;
  for (Value v : f.outputs) outputs.push_back(primal[v]);
  for (std::size_t k = 0; k < f.outputs.size(); ++k) {
    const Value v = f.outputs[k];
    const bool wanted =
        k < active_outputs.size() && active_outputs[k] && is_inexact(f.types[v].dtype);
    derivative.active_outputs.push_back(tangent[v] || wanted);
    if (tangent[v])
      outputs.push_back(*tangent[v]);
    else if (wanted)
      outputs.push_back(zeros(builder, f.types[v]));
  }
  const Function whole = builder.finish(std::move(outputs));
  derivative.function = verified(rearrange(whole, value_range(0, whole.inputs), whole.outputs));
  return derivative;
}

}  // namespace wengert
#endif
