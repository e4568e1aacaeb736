// A choice among branches by an integer scalar.
//
// With a batched index every branch is evaluated and the results are selected; the transpose of
// those selects makes cotangents strong, so a branch that was not taken leaks no NaN into a
// gradient.
#pragma once

#include "wengert/ops/control/flow.hpp"

namespace wengert::ops {

/// cond[branches] index operands: the outputs of branches[index](operands); the index, an i32
/// scalar, is held between the first and the last branch.
struct Cond : ControlFlow {
  static constexpr Name name = "cond";
  static constexpr int arity = at_least(1);
  static constexpr Form form = Form::branch;

  static Attributes attributes(Functions branches);

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes& attributes);
  static std::vector<Tensor> eval(std::span<const Tensor> operands, const Attributes& attributes,
                                  std::span<const Type> results);
  static std::vector<Maybe> jvp(const Application& application, std::span<const Maybe> tangents);
  static std::vector<Maybe> transpose(const Application& application,
                                      std::span<const Maybe> cotangents,
                                      const std::vector<bool>& linear);
  static Batched batch(const Application& application, const std::vector<bool>& batched,
                       std::int64_t size);
  static Split split(std::span<const Type> operands, const Attributes& attributes,
                     const std::vector<bool>& unknown);
  static Pruned prune(const Attributes& attributes, const std::vector<bool>& needed);
};

}  // namespace wengert::ops

#if WENGERT_BODIES
#include <algorithm>
#include <string>
#include <unordered_map>

namespace wengert::ops {

WENGERT_API Attributes Cond::attributes(Functions branches) {
  return {{"branches", std::move(branches)}};
}

WENGERT_API std::vector<Type> Cond::infer(std::span<const Type> operands,
                                          const Attributes& attributes) {
  const Functions& branches = attributes.functions("branches");
  if (branches.empty()) throw ValueError("cond: there are no branches to choose from");
  if (operands[0] != Type{Dtype::i32, {}})
    throw DtypeError(cat("cond: the index has type ", operands[0], "; it must be i32[]"));
  for (std::size_t k = 0; k < branches.size(); ++k) {
    control::check_types(name, cat("arguments of branch ", k), operands.subspan(1),
                         branches[k]->input_types());
    control::check_types(name, cat("results of branch ", k, ", beside branch 0"),
                         branches[k]->output_types(), branches[0]->output_types());
  }
  return branches[0]->output_types();
}

WENGERT_API std::vector<Tensor> Cond::eval(std::span<const Tensor> operands,
                                           const Attributes& attributes, std::span<const Type>) {
  const Functions& branches = attributes.functions("branches");
  const auto last = std::int32_t(branches.size()) - 1;
  const std::int32_t index = std::clamp(*operands[0].data<std::int32_t>(), 0, last);
  return wengert::eval(*branches[std::size_t(index)], operands.subspan(1));
}

WENGERT_API std::vector<Maybe> Cond::jvp(const Application& application,
                                         std::span<const Maybe> tangents) {
  using namespace control;
  const Functions& branches = application.attributes.functions("branches");
  const Flags active = present(tangents.subspan(1));
  Flags active_results(application.results.size());
  for (const FunctionRef& f : branches) {
    const Flags found = wengert::jvp(*f, active).active_outputs;
    for (std::size_t k = 0; k < found.size(); ++k)
      active_results[k] = active_results[k] || found[k];
  }
  Functions derivatives;
  for (const FunctionRef& f : branches)
    derivatives.emplace_back(wengert::jvp(*f, active, active_results).function);
  const Values operands = joined(application.operands, values_of(tangents));
  const Values out =
      append(application.builder, primitive<Cond>(), attributes(std::move(derivatives)), operands);
  const std::size_t n = application.results.size();
  return dual_results(std::span(out).first(n), std::span(out).subspan(n), active_results);
}

WENGERT_API std::vector<Maybe> Cond::transpose(const Application& application,
                                               std::span<const Maybe> cotangents,
                                               const std::vector<bool>& linear) {
  using namespace control;
  const Flags linear_inputs = part(linear, 1, linear.size() - 1);
  Functions back;
  for (const FunctionRef& f : application.attributes.functions("branches")) {
    const Function reached = with_outputs(*f, chosen(f->outputs, present(cotangents)));
    back.emplace_back(wengert::transpose(reached, linear_inputs, products_of(application)));
  }
  const Values operands =
      joined(chosen(application.operands, linear, false), values_of(cotangents));
  return spread(
      append(application.builder, primitive<Cond>(), attributes(std::move(back)), operands),
      linear);
}

namespace control {

// Every branch on the whole batch, and from each example the results of its own branch.
inline Batched select_branches(const Application& application, const Flags& batched,
                               std::int64_t size) {
  Builder& builder = application.builder;
  const Functions& branches = application.attributes.functions("branches");
  const Symbol index{&builder, application.operands[0]};
  const Flags all(application.result_types.size(), true);
  std::vector<Values> results;
  for (const FunctionRef& f : branches) {
    const Function many =
        wengert::batch(*f, part(batched, 1, batched.size() - 1), size, all).function;
    results.push_back(builder.inline_function(many, application.operands.subspan(1)));
  }
  Values out = results.back();
  for (std::size_t b = branches.size() - 1; b-- > 0;) {
    const Symbol here = index <= like(index, double(b));
    for (std::size_t k = 0; k < out.size(); ++k) {
      const Symbol mine{&builder, results[b][k]}, others{&builder, out[k]};
      out[k] = select(broadcast_in_dim(here, mine.shape(), {0}), mine, others).value;
    }
  }
  return {out, all};
}

}  // namespace control

WENGERT_API Batched Cond::batch(const Application& application, const std::vector<bool>& batched,
                                std::int64_t size) {
  using namespace control;
  if (batched[0]) return select_branches(application, batched, size);
  const Functions& branches = application.attributes.functions("branches");
  const Flags inputs = part(batched, 1, batched.size() - 1);
  Flags outputs(application.result_types.size());
  for (const FunctionRef& f : branches) {
    const Flags found = wengert::batch(*f, inputs, size).batched_outputs;
    for (std::size_t k = 0; k < found.size(); ++k) outputs[k] = outputs[k] || found[k];
  }
  Functions many;
  for (const FunctionRef& f : branches)
    many.emplace_back(wengert::batch(*f, inputs, size, outputs).function);
  return {append(application.builder, primitive<Cond>(), attributes(std::move(many)),
                 application.operands),
          outputs};
}

namespace control {

// Branches taken apart alike. Their residuals share slots: one per type and occurrence, filled with
// zeros by branches that have fewer. Known operands that some branch hands on are handed on once,
// outside.
class SplitBranches {
 public:
  SplitBranches(const Functions& branches, std::span<const Type> inputs, const Flags& unknown)
      : inputs_(inputs), unknown_(unknown) {
    for (const FunctionRef& f : branches) {
      const Flags found = wengert::split(*f, unknown).unknown_results;
      unknown_results_.resize(found.size());
      for (std::size_t k = 0; k < found.size(); ++k)
        unknown_results_[k] = unknown_results_[k] || found[k];
    }
    known_results_ = count(unknown_results_, false);
    handed_on_.resize(count(unknown, false));
    for (const FunctionRef& f : branches) {
      parts_.push_back(wengert::split(*f, unknown, unknown_results_));
      assign_slots(*parts_.back().known);
    }
  }

  Split finish() {
    Functions known, unknown;
    for (std::size_t b = 0; b < parts_.size(); ++b) {
      known.emplace_back(known_branch(b));
      unknown.emplace_back(unknown_branch(b));
    }
    // known: (index, known operands) -> (known results, slots, what is handed on, the index)
    std::vector<Type> known_types = chosen(inputs_, unknown_, false);
    known_types.insert(known_types.begin(), Type{Dtype::i32, {}});
    Builder early(known_types);
    Values outputs;
    if (known_results_ + slots_.size())
      outputs = append(early, primitive<Cond>(), Cond::attributes(known),
                       value_range(0, known_types.size()));
    for (std::size_t k = 0; k < handed_on_.size(); ++k)
      if (handed_on_[k]) outputs.push_back(Value(1 + k));
    outputs.push_back(0);
    // unknown: (slots, what is handed on, index, unknown operands) -> unknown results
    Builder late;
    Values operands;
    for (const Type& t : late_types()) operands.push_back(late.input(t));
    operands.insert(operands.begin(), late.input(Type{Dtype::i32, {}}));
    for (const Type& t : chosen(inputs_, unknown_)) operands.push_back(late.input(t));
    return {early.finish(outputs),
            late.finish(append(late, primitive<Cond>(), Cond::attributes(unknown), operands)),
            unknown_results_};
  }

 private:
  // The types of slots and of what is handed on.
  std::vector<Type> late_types() const {
    return joined(slots_, chosen(chosen(inputs_, unknown_, false), handed_on_));
  }

  void assign_slots(const Function& known) {
    std::unordered_map<std::string, std::size_t> taken;
    std::vector<std::size_t>& slots = slots_of_.emplace_back();
    for (std::size_t k = known_results_; k < known.outputs.size(); ++k) {
      const Value v = known.outputs[k];
      if (v < known.inputs) {
        handed_on_[v] = true;
        slots.push_back(no_slot);
        continue;
      }
      std::vector<std::size_t>& same = slots_by_type_[known.types[v].str()];
      const std::size_t nth = taken[known.types[v].str()]++;
      if (nth == same.size()) {
        same.push_back(slots_.size());
        slots_.push_back(known.types[v]);
      }
      slots.push_back(same[nth]);
    }
  }

  Function known_branch(std::size_t b) const {
    const Function& known = *parts_[b].known;
    Builder builder(known.input_types());
    const Values results = builder.inline_function(known, value_range(0, known.inputs));
    Values outputs = part(results, 0, known_results_);
    std::vector<Maybe> filled(slots_.size());
    for (std::size_t k = 0; k < slots_of_[b].size(); ++k)
      if (slots_of_[b][k] != no_slot) filled[slots_of_[b][k]] = results[known_results_ + k];
    for (std::size_t s = 0; s < slots_.size(); ++s)
      outputs.push_back(value_or_zeros(builder, filled[s], slots_[s]));
    return body_of(builder, outputs);
  }

  Function unknown_branch(std::size_t b) const {
    const Function& known = *parts_[b].known;
    Builder builder(joined(late_types(), chosen(inputs_, unknown_)));
    Values arguments;
    for (std::size_t k = 0; k < slots_of_[b].size(); ++k) {
      const Value output = known.outputs[known_results_ + k];
      const std::size_t before = std::size_t(
          std::count(handed_on_.begin(),
                     handed_on_.begin() + (slots_of_[b][k] == no_slot ? output : 0), true));
      arguments.push_back(
          Value(slots_of_[b][k] != no_slot ? slots_of_[b][k] : slots_.size() + before));
    }
    const std::size_t first_unknown = late_types().size();
    arguments = joined(arguments, value_range(Value(first_unknown), count(unknown_)));
    return body_of(builder, builder.inline_function(*parts_[b].unknown, arguments));
  }

  static constexpr std::size_t no_slot = ~std::size_t(0);
  std::span<const Type> inputs_;
  const Flags& unknown_;
  Flags unknown_results_, handed_on_;
  std::size_t known_results_ = 0;
  std::vector<Split> parts_;
  std::vector<Type> slots_;
  std::unordered_map<std::string, std::vector<std::size_t>> slots_by_type_;
  std::vector<std::vector<std::size_t>> slots_of_;  // of each branch's residuals
};

}  // namespace control

WENGERT_API Split Cond::split(std::span<const Type> operands, const Attributes& attributes,
                              const std::vector<bool>& unknown) {
  using namespace control;
  const Functions& branches = attributes.functions("branches");
  if (unknown[0]) return all_unknown(primitive<Cond>(), attributes, operands, unknown);
  const Flags inputs = part(unknown, 1, unknown.size() - 1);
  return SplitBranches(branches, operands.subspan(1), inputs).finish();
}

WENGERT_API Pruned Cond::prune(const Attributes& attributes, const std::vector<bool>& needed) {
  using namespace control;
  const Functions& branches = attributes.functions("branches");
  Flags inputs(branches[0]->inputs);
  for (const FunctionRef& f : branches) {
    const Flags live = live_inputs(*f, chosen(f->outputs, needed));
    for (std::size_t k = 0; k < live.size(); ++k) inputs[k] = inputs[k] || live[k];
  }
  const Flags operands = joined(Flags{true}, inputs);
  if (!count(inputs, false) && !count(needed, false)) return {attributes, operands, needed};
  Functions fewer;
  for (const FunctionRef& f : branches)
    fewer.emplace_back(pruned(*f, inputs, chosen(f->outputs, needed)));
  return {Cond::attributes(std::move(fewer)), operands, needed};
}

}  // namespace wengert::ops
#endif
