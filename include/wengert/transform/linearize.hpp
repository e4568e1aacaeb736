// The derivative at a point as a Function linear in the tangents.
//
// The rules of jvp are replayed with f's own values as inputs, so a trace that has computed f once
// need not compute it again: it passes those of its values that are listed in `needs`. What the
// rules compute from them (a cosine, a mask) stays in the Function, ahead of what is linear.
#pragma once

#include "wengert/ir/transforms.hpp"

#if WENGERT_BODIES
#include <algorithm>

#include "wengert/ir/builder.hpp"
#include "wengert/ir/rewrite.hpp"
#include "wengert/ir/verify.hpp"
#include "wengert/transform/jvp.hpp"

namespace wengert {

namespace differentiation {

class Linearizing {
 public:
  Linearizing(const Function& f, const std::vector<bool>& active_inputs)
      : f_(f), primal_(f.types.size(), no_value), tangent_(f.types.size()) {
    for (Value v = 0; v < f.inputs; ++v) {
      if (!active_inputs[v]) continue;
      require_tangent(f.types[v], v);
      tangent_[v] = builder_.input(f.types[v]);
      ++active_count_;
    }
    for (const Literal& l : f.literals) primal_[l.value] = builder_.literal(l.constant);
    for (const Node& n : f.nodes) node(n);
  }

  Linearization finish() {
    std::vector<Value> outputs;
    for (Value v : f_.outputs)
      outputs.push_back(tangent_[v] ? *tangent_[v] : zeros(builder_, f_.types[v]));
    const Function whole = builder_.finish(std::move(outputs));
    const std::vector<bool> live = live_values(whole, whole.outputs);
    Linearization derivative;
    std::vector<Value> inputs;
    for (std::size_t k = 0; k < needs_.size(); ++k) {
      const auto parameter = Value(active_count_ + k);
      if (!live[parameter]) continue;
      inputs.push_back(parameter);
      derivative.needs.push_back(needs_[k]);
    }
    for (Value v = 0; v < active_count_; ++v) inputs.push_back(v);
    // Control flow computes primals and tangents together.
    derivative.linear = separate(rearrange(whole, inputs, whole.outputs), derivative.needs.size());
    return derivative;
  }

 private:
  void node(const Node& n) {
    std::vector<Maybe> tangents;
    for (Value v : f_.operands(n)) tangents.push_back(tangent_[v]);
    if (!any(tangents)) return;
    std::vector<Value> operands, results;
    for (Value v : f_.operands(n)) operands.push_back(primal(v));
    for (Value k = 0; k < n.result_count; ++k) results.push_back(primal(n.first_result + k));
    const std::vector<Maybe> out = push_forward(builder_, f_, n, operands, results, tangents);
    for (Value k = 0; k < n.result_count; ++k) tangent_[n.first_result + k] = out[k];
  }

  // f's own value v, as an input of the linear Function.
  Value primal(Value v) {
    if (primal_[v] == no_value) {
      primal_[v] = builder_.input(f_.types[v]);
      needs_.push_back(v);
    }
    return primal_[v];
  }

  const Function& f_;
  Builder builder_;
  std::vector<Value> primal_;
  std::vector<Maybe> tangent_;
  std::vector<Value> needs_;  // values of f, in the order in which they became inputs
  std::size_t active_count_ = 0;
};

}  // namespace differentiation

WENGERT_API Linearization linearize(const Function& f, const std::vector<bool>& active_inputs) {
  return differentiation::Linearizing(f, active_inputs).finish();
}

}  // namespace wengert
#endif
