// Reverse mode's second half: a linear Function turned round, from cotangents of its outputs to
// cotangents of its inputs.
//
// What is not linear runs first, forward; then the linear nodes in reverse order, each by its
// transpose rule, cotangents of a value used more than once being added. Below a select cotangents
// are strong: where an operand was not chosen its cotangent is an exact zero and stays zero against
// inf and NaN.
#pragma once

#include "wengert/ir/transforms.hpp"

#if WENGERT_BODIES
#include <algorithm>

#include "wengert/ir/builder.hpp"
#include "wengert/ir/rewrite.hpp"
#include "wengert/ir/verify.hpp"
#include "wengert/transform/accumulate.hpp"
#include "wengert/transform/jvp.hpp"

namespace wengert {

namespace differentiation {

class Transposing {
 public:
  Transposing(const Function& f, const std::vector<bool>& linear_inputs, Products products)
      : f_(f),
        here_(f.types.size(), no_value),
        linear_(f.types.size()),
        strong_(f.types.size()),
        cotangent_(f.types.size()) {
    for (Value v = 0; v < f.inputs; ++v) {
      linear_[v] = linear_inputs[v];
      if (!linear_[v]) here_[v] = builder_.input(f.types[v]);
    }
    for (const Literal& l : f.literals) here_[l.value] = builder_.literal(l.constant);
    for (const Node& n : f.nodes) forward(n);
    for (Value v : f.outputs) {
      const Value ct = builder_.input(f.types[v]);
      if (linear_[v]) accumulate(v, ct, products == Products::strong);
    }
    for (std::size_t at = f.nodes.size(); at-- > 0;) backward(f.nodes[at]);
  }

  Function finish() {
    std::vector<Value> outputs;
    for (Value v = 0; v < f_.inputs; ++v)
      if (linear_[v])
        outputs.push_back(cotangent_[v] ? *cotangent_[v] : zeros(builder_, f_.types[v]));
    const Function whole = builder_.finish(std::move(outputs));
    return verified(rearrange(whole, value_range(0, whole.inputs), whole.outputs));
  }

 private:
  bool is_linear(const Node& n) const {
    return std::ranges::any_of(f_.operands(n), [&](Value v) { return linear_[v]; });
  }

  void forward(const Node& n) {
    const bool linear = is_linear(n);
    for (Value k = 0; k < n.result_count; ++k) linear_[n.first_result + k] = linear;
    if (linear) return;
    std::vector<Value> operands;
    for (Value v : f_.operands(n)) operands.push_back(here_[v]);
    const Results results = builder_.append(*n.op, n.attributes, operands);
    for (Value k = 0; k < n.result_count; ++k) here_[n.first_result + k] = results[k];
  }

  void backward(const Node& n) {
    std::vector<Maybe> cotangents;
    bool strong = false;
    for (Value v = n.first_result; v < n.first_result + n.result_count; ++v) {
      cotangents.push_back(cotangent_[v]);
      strong = strong || strong_[v];
    }
    if (!any(cotangents)) return;
    if (!n.op->transpose)
      throw RuleError(
          cat(n.op->name,
              ": has no transpose rule, which reverse mode needs where a tangent passes "
              "through it; derive the primitive from Linear, or use forward mode (jvp, jacfwd)"));
    std::vector<Value> operands;
    std::vector<bool> linear;
    for (Value v : f_.operands(n)) {
      operands.push_back(here_[v]);
      linear.push_back(linear_[v]);
    }
    const std::vector<Type> operand_types = f_.operand_types(n);
    const std::vector<Maybe> out = n.op->transpose(
        {builder_, *n.op, n.attributes, operands, {}, operand_types, f_.result_types(n), strong},
        cotangents, linear);
    for (std::size_t k = 0; k < operands.size(); ++k)
      if (linear[k] && out[k]) accumulate(f_.operands(n)[k], *out[k], strong || n.op->masks);
  }

  void accumulate(Value v, Value ct, bool strong) {
    if (cotangent_[v]) ct = sums_.add(*cotangent_[v], ct);
    cotangent_[v] = ct;
    strong_[v] = strong_[v] || strong;
  }

  const Function& f_;
  Builder builder_;
  Accumulator sums_{builder_};
  std::vector<Value> here_;  // of values that are not linear
  std::vector<bool> linear_, strong_;
  std::vector<Maybe> cotangent_;
};

}  // namespace differentiation

WENGERT_API Function transpose(const Function& f, const std::vector<bool>& linear_inputs,
                               Products products) {
  return differentiation::Transposing(f, linear_inputs, products).finish();
}

}  // namespace wengert
#endif
