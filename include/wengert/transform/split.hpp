// Partial evaluation: the part of a Function that can run before the unknown inputs arrive, the
// part that cannot, and the residuals that the first hands to the second.
//
// A node with an unknown operand waits, unless its row can take it apart (control flow). Constants
// that are only moved (broadcast zeros, iota) are cheaper to make twice than to hand over.
#pragma once

#include "wengert/ir/transforms.hpp"

#if WENGERT_BODIES
#include <algorithm>
#include <unordered_map>

#include "wengert/ir/builder.hpp"
#include "wengert/ir/rewrite.hpp"
#include "wengert/ir/verify.hpp"

namespace wengert {

namespace partial {

class Splitting {
 public:
  Splitting(const Function& f, const std::vector<bool>& unknown_inputs)
      : f_(f),
        early_(f.types.size(), no_value),
        late_(f.types.size(), no_value),
        constant_(f.types.size()) {
    for (Value v = 0; v < f.inputs; ++v) {
      if (unknown_inputs[v])
        late_[v] = unknown_.input(f.types[v]);
      else
        early_[v] = known_.input(f.types[v]);
    }
    unknown_inputs_ = std::size_t(std::ranges::count(unknown_inputs, true));
    known_inputs_ = f.inputs - unknown_inputs_;
    for (const Literal& l : f.literals) {
      early_[l.value] = known_.literal(l.constant);
      late_[l.value] = unknown_.literal(l.constant);
      constant_[l.value] = true;
    }
    for (const Node& n : f.nodes) node(n);
  }

  Split finish(const std::vector<bool>& unknown_outputs) {
    Split parts;
    std::vector<Value> early, late;
    for (std::size_t k = 0; k < f_.outputs.size(); ++k) {
      const Value v = f_.outputs[k];
      const bool forced = k < unknown_outputs.size() && unknown_outputs[k];
      parts.unknown_results.push_back(forced || is_unknown(v));
      if (parts.unknown_results.back())
        late.push_back(late_value(v));
      else
        early.push_back(early_[v]);
    }
    const Function unknown = unknown_.finish(late);
    const std::vector<bool> live = live_values(unknown, unknown.outputs);
    std::vector<Value> inputs;
    for (std::size_t r = 0; r < residuals_.size(); ++r) {
      const auto parameter = Value(unknown_inputs_ + r);
      if (!live[parameter]) continue;
      inputs.push_back(parameter);
      early.push_back(residuals_[r]);
    }
    for (Value v = 0; v < unknown_inputs_; ++v) inputs.push_back(v);
    const Function known = known_.finish(early);
    parts.known = verified(rearrange(known, value_range(0, known_inputs_), known.outputs));
    parts.unknown = verified(rearrange(unknown, inputs, unknown.outputs));
    return parts;
  }

 private:
  bool is_unknown(Value v) const { return early_[v] == no_value; }

  void node(const Node& n) {
    std::vector<bool> unknown;
    bool is_constant = n.op->form == Form::movement;
    for (Value v : f_.operands(n)) {
      unknown.push_back(is_unknown(v));
      is_constant = is_constant && constant_[v];
    }
    const bool some_unknown = std::ranges::count(unknown, true) > 0;
    const bool some_known = std::ranges::count(unknown, false) > 0;
    if (some_unknown && some_known && n.op->split) return take_apart(n, unknown);
    if (!some_unknown) replay(n, known_, early_);
    if (some_unknown || is_constant) replay(n, unknown_, late_);
    for (Value k = 0; k < n.result_count; ++k) constant_[n.first_result + k] = is_constant;
  }

  void replay(const Node& n, Builder& builder, std::vector<Value>& values) {
    std::vector<Value> operands;
    for (Value v : f_.operands(n))
      operands.push_back(&builder == &known_ ? early_[v] : late_value(v));
    const Results results = builder.append(*n.op, n.attributes, operands);
    for (Value k = 0; k < n.result_count; ++k) values[n.first_result + k] = results[k];
  }

  void take_apart(const Node& n, const std::vector<bool>& unknown) {
    const Split parts = n.op->split(f_.operand_types(n), n.attributes, unknown);
    std::vector<Value> known_operands, early_operands, late_operands;
    for (std::size_t k = 0; k < unknown.size(); ++k) {
      if (unknown[k]) continue;
      known_operands.push_back(f_.operands(n)[k]);
      early_operands.push_back(early_[known_operands.back()]);
    }
    const std::vector<Value> early = known_.inline_function(*parts.known, early_operands);
    std::size_t next = std::size_t(std::ranges::count(parts.unknown_results, false));
    for (; next < early.size(); ++next) {
      const Value output = parts.known->outputs[next];
      // An operand handed on as it is: perhaps the unknown part has it already.
      const bool forwarded = output < parts.known->inputs;
      late_operands.push_back(forwarded ? late_value(known_operands[output])
                                        : residual(early[next]));
    }
    for (std::size_t k = 0; k < unknown.size(); ++k)
      if (unknown[k]) late_operands.push_back(late_[f_.operands(n)[k]]);
    const std::vector<Value> late = unknown_.inline_function(*parts.unknown, late_operands);
    std::size_t at_early = 0, at_late = 0;
    for (Value k = 0; k < n.result_count; ++k) {
      if (parts.unknown_results[k])
        late_[n.first_result + k] = late[at_late++];
      else
        early_[n.first_result + k] = early[at_early++];
    }
  }

  // What stands for v in the unknown part: a residual, where v is known.
  Value late_value(Value v) {
    if (late_[v] == no_value) late_[v] = residual(early_[v]);
    return late_[v];
  }
  Value residual(Value early) {
    const auto [known, fresh] = parameter_of_.try_emplace(early, no_value);
    if (fresh) {
      known->second = unknown_.input(known_.type(early));
      residuals_.push_back(early);
    }
    return known->second;
  }

  const Function& f_;
  Builder known_, unknown_;
  std::size_t known_inputs_ = 0, unknown_inputs_ = 0;
  std::vector<Value> early_, late_;  // each value of f in the known and in the unknown part
  std::vector<bool> constant_;       // moved literals, present in both
  std::vector<Value> residuals_;     // values of the known part
  std::unordered_map<Value, Value> parameter_of_;
};

}  // namespace partial

WENGERT_API Split split(const Function& f, const std::vector<bool>& unknown_inputs,
                        const std::vector<bool>& unknown_outputs) {
  return partial::Splitting(f, unknown_inputs).finish(unknown_outputs);
}

WENGERT_API Function separate(const Function& f, std::size_t known) {
  if (std::ranges::none_of(f.nodes, [](const Node& n) { return n.op->split != nullptr; }))
    return verified(f);
  std::vector<bool> unknown(f.inputs);
  std::fill(unknown.begin() + std::ptrdiff_t(known), unknown.end(), true);
  const Split parts = split(f, unknown, std::vector<bool>(f.outputs.size(), true));
  Builder builder(f.input_types());
  std::vector<Value> arguments = builder.inline_function(*parts.known, value_range(0, known));
  for (Value v = Value(known); v < f.inputs; ++v) arguments.push_back(v);
  return verified(builder.finish(builder.inline_function(*parts.unknown, arguments)));
}

}  // namespace wengert
#endif
