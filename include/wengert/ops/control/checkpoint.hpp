// Functions whose reverse mode computes again what it would otherwise have kept: rematerialisation.
//
// Splitting a checkpoint hands over its operands and the values that its policy admits; all else
// that the unknown part needs is computed a second time there, inside `recompute`. Lowering keeps
// the two apart: the operands of a recomputation wait for the tangents or cotangents that it
// serves, so it is neither merged with the first computation nor done ahead of time, and within it
// everything fuses as usual.
// Reference: Griewank and Walther 2008, "Evaluating Derivatives", chapter 12.
#pragma once

#include "wengert/ops/control/call.hpp"

namespace wengert::ops {

/// checkpoint[f policy] operands: f's outputs. The policy is one of
///   "nothing_saveable"  "everything_saveable"  "dots_saveable"  "dots_with_no_batch_dims_saveable"
///   "save_only_these_names a,b"  "save_anything_except_these_names a,b"
/// where names are those of checkpoint_name. Calls within f are seen through; loops and branches
/// within it are single operations to the policy.
struct Checkpoint : FunctionApplication {
  static constexpr Name name = "checkpoint";
  static constexpr Form form = Form::call;

  static Attributes attributes(FunctionRef f, std::string policy);

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes& attributes);
  static Split split(std::span<const Type> operands, const Attributes& attributes,
                     const std::vector<bool>& unknown);
  static Pruned prune(const Attributes& attributes, const std::vector<bool>& needed) {
    return prune_f(attributes, needed);
  }
};

/// recompute[f late] operands: f's outputs, computed once the operands marked 1 in `late` are
/// there. It is not taken apart: what does not depend on these waits with the rest.
struct Recompute : FunctionApplication {
  static constexpr Name name = "recompute";
  static constexpr Form form = Form::recompute;

  static Attributes attributes(FunctionRef f, const std::vector<bool>& late);

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes& attributes);
  static std::vector<Maybe> jvp(const Application& application, std::span<const Maybe> tangents);
  static std::vector<Maybe> transpose(const Application& application,
                                      std::span<const Maybe> cotangents,
                                      const std::vector<bool>& linear);
  static Pruned prune(const Attributes& attributes, const std::vector<bool>& needed);
};

}  // namespace wengert::ops

#if WENGERT_BODIES
#include <algorithm>
#include <string>
#include <string_view>

namespace wengert::ops {

WENGERT_API Attributes Checkpoint::attributes(FunctionRef f, std::string policy) {
  return {{"f", std::move(f)}, {"policy", std::move(policy)}};
}

WENGERT_API Attributes Recompute::attributes(FunctionRef f, const std::vector<bool>& late) {
  return {{"f", std::move(f)}, {"late", flag_list(late)}};
}

struct CheckpointName;
struct DotGeneral;

namespace control {

/// A policy's answers for the values of one Function.
class Saveable {
 public:
  Saveable(const std::string& policy, const Function& f) : named_(f.types.size()) {
    const std::size_t space = policy.find(' ');
    kind_ = kind_of(std::string_view(policy).substr(0, space));
    if (space == std::string::npos) return;
    const std::string names = policy.substr(space + 1);
    for (const Node& n : f.nodes)
      if (n.op->id == primitive<CheckpointName>().id && lists(names, n.attributes.text("name")))
        named_[n.first_result] = named_[f.operands(n)[0]] = true;
  }

  bool operator()(const Node& n, Value v) const {
    const bool is_dot = n.op->id == primitive<DotGeneral>().id;
    switch (kind_) {
      case Kind::everything:
        return true;
      case Kind::dots:
        return is_dot;
      case Kind::dots_without_batch:
        return is_dot && n.attributes.shape("lhs_batch").empty();
      case Kind::only_named:
        return named_[v] && n.op->id == primitive<CheckpointName>().id;
      case Kind::except_named:
        return !named_[v];
      default:
        return false;
    }
  }

  /// Throws ValueError where a policy is none of those that there are.
  static void check(const std::string& policy) { kind_of(policy.substr(0, policy.find(' '))); }

 private:
  enum class Kind : std::uint8_t {
    nothing,
    everything,
    dots,
    dots_without_batch,
    only_named,
    except_named
  };

  static Kind kind_of(std::string_view policy) {
    constexpr std::pair<std::string_view, Kind> kinds[] = {
        {"nothing_saveable", Kind::nothing},
        {"everything_saveable", Kind::everything},
        {"dots_saveable", Kind::dots},
        {"dots_with_no_batch_dims_saveable", Kind::dots_without_batch},
        {"save_only_these_names", Kind::only_named},
        {"save_anything_except_these_names", Kind::except_named}};
    for (const auto& [text, kind] : kinds)
      if (policy == text) return kind;
    throw ValueError(cat("checkpoint: '", policy,
                         "' is no policy; take nothing_saveable, "
                         "dots_saveable or another of those in namespace wengert"));
  }
  // Whether a list with commas between its items has this one.
  static bool lists(const std::string& all, const std::string& item) {
    return ("," + all + ",").find("," + item + ",") != std::string::npos;
  }

  Kind kind_ = Kind::nothing;
  Flags named_;
};

/// f with calls inlined, so that a policy sees what is inside.
inline Function without_calls(const Function& f) {
  const auto is_call = [](const Node& n) { return n.op->id == primitive<Call>().id; };
  if (std::none_of(f.nodes.begin(), f.nodes.end(), is_call)) return f;
  Builder builder(f.input_types());
  Values here(f.types.size(), no_value);
  for (Value v = 0; v < f.inputs; ++v) here[v] = v;
  for (const Literal& l : f.literals) here[l.value] = builder.literal(l.constant);
  for (const Node& n : f.nodes) {
    Values operands;
    for (Value v : f.operands(n)) operands.push_back(here[v]);
    const Values results =
        is_call(n) ? builder.inline_function(without_calls(*n.attributes.function("f")), operands)
                   : append(builder, *n.op, n.attributes, operands);
    std::copy(results.begin(), results.end(), here.begin() + n.first_result);
  }
  Values outputs;
  for (Value v : f.outputs) outputs.push_back(here[v]);
  return builder.finish(outputs);
}

/// What computing some values of `known` again starts from, and the nodes that do it.
struct Recomputation {
  Values saved;   // results that the policy admits
  Values inputs;  // of `known`
  Flags nodes;

  Recomputation(const Function& known, std::span<const Value> wanted, const Saveable& saveable)
      : nodes(known.nodes.size()) {
    constexpr auto none = ~std::size_t(0);
    std::vector<std::size_t> producer(known.types.size(), none);
    for (std::size_t at = 0; at < known.nodes.size(); ++at)
      for (Value k = 0; k < known.nodes[at].result_count; ++k)
        producer[known.nodes[at].first_result + k] = at;
    Flags seen(known.types.size());
    Values pending(wanted.begin(), wanted.end());
    while (!pending.empty()) {
      const Value v = pending.back();
      pending.pop_back();
      if (seen[v]) continue;
      seen[v] = true;
      if (v < known.inputs) inputs.push_back(v);
      if (producer[v] == none) continue;
      const Node& n = known.nodes[producer[v]];
      if (saveable(n, v)) {
        saved.push_back(v);
        continue;
      }
      nodes[producer[v]] = true;
      for (Value operand : known.operands(n)) pending.push_back(operand);
    }
    std::sort(saved.begin(), saved.end());
    std::sort(inputs.begin(), inputs.end());
  }

  bool nothing() const { return !count(nodes); }

  /// Values of `known` in a Builder that holds those of `here` already.
  Values replay(Builder& builder, const Function& known, Values here,
                std::span<const Value> wanted) const {
    for (const Literal& l : known.literals) here[l.value] = builder.literal(l.constant);
    for (std::size_t at = 0; at < nodes.size(); ++at) {
      if (!nodes[at]) continue;
      const Node& n = known.nodes[at];
      Values operands;
      for (Value v : known.operands(n)) operands.push_back(here[v]);
      const Values results = append(builder, *n.op, n.attributes, operands);
      for (Value k = 0; k < n.result_count; ++k)
        if (here[n.first_result + k] == no_value) here[n.first_result + k] = results[k];
    }
    Values found;
    for (Value v : wanted) found.push_back(here[v]);
    return found;
  }
};

}  // namespace control

// ---- checkpoint ------------------------------------------------------------------------------

WENGERT_API std::vector<Type> Checkpoint::infer(std::span<const Type> operands,
                                                const Attributes& attributes) {
  control::Saveable::check(attributes.text("policy"));
  return infer_as(name, operands, attributes);
}

WENGERT_API Split Checkpoint::split(std::span<const Type> operands, const Attributes& attributes,
                                    const std::vector<bool>& unknown) {
  using namespace control;
  const Split parts = wengert::split(without_calls(*attributes.function("f")), unknown);
  const Function& known = *parts.known;
  const std::size_t results = count(parts.unknown_results, false);
  const Values residuals = part(known.outputs, results, known.outputs.size() - results);
  const Recomputation again(known, residuals, Saveable(attributes.text("policy"), known));

  // known operands -> known results; residuals: what the policy admits, then operands as they are
  Builder early(known.input_types());
  Values computed = part(known.outputs, 0, results);
  computed = joined(computed, again.saved);
  Values outputs;
  if (!computed.empty()) {
    const Function once = wengert::dce(with_outputs(known, computed));
    outputs = append(early, primitive<Checkpoint>(), attributes.with("f", FunctionRef(once)),
                     value_range(0, known.inputs));
  }
  outputs = joined(outputs, again.inputs);

  // residuals, unknown operands -> unknown results
  Builder late;
  Values here(known.types.size(), no_value);
  for (Value v : joined(again.saved, again.inputs)) here[v] = late.input(known.types[v]);
  Values arguments = again.replay(late, known, here, residuals);
  for (const Type& t : chosen(operands, unknown)) arguments.push_back(late.input(t));
  const std::size_t kept = again.saved.size() + again.inputs.size();
  Function rest = body_of(late, late.inline_function(*parts.unknown, arguments));
  if (!again.nothing()) {
    Flags waits(kept, false);
    waits.resize(rest.inputs, true);
    const std::vector<Type> types = joined(rest.input_types());
    rest = applied(primitive<Recompute>(), Recompute::attributes(std::move(rest), waits), types);
  }
  return {early.finish(outputs), std::move(rest), parts.unknown_results};
}

// ---- recompute -------------------------------------------------------------------------------

namespace control {

/// recompute[f], without the operands that f does not need.
inline Values append_recompute(Builder& builder, const Function& f, const Flags& late,
                               const Values& operands) {
  const Flags live = live_inputs(f, f.outputs);
  return append(builder, primitive<Recompute>(),
                Recompute::attributes(pruned(f, live, f.outputs), chosen(late, live)),
                chosen(operands, live));
}

}  // namespace control

WENGERT_API std::vector<Type> Recompute::infer(std::span<const Type> operands,
                                               const Attributes& attributes) {
  if (attributes.shape("late").size() != operands.size())
    throw ShapeError(cat(name, ": ", operands.size(), " operands, but flags for ",
                         attributes.shape("late").size()));
  return infer_as(name, operands, attributes);
}

// Tangents alone, and all of the way to them once more: the results stay where they are.
WENGERT_API std::vector<Maybe> Recompute::jvp(const Application& application,
                                              std::span<const Maybe> tangents) {
  using namespace control;
  const Flags active = present(tangents);
  const Jvp derivative = wengert::jvp(*application.attributes.function("f"), active);
  const std::size_t n = application.results.size();
  const Function& both = derivative.function;
  const Function forward = wengert::separate(with_outputs(both, std::span(both.outputs).subspan(n)),
                                             application.operands.size());
  if (forward.outputs.empty()) return std::vector<Maybe>(n);
  return spread(
      append_recompute(application.builder, forward,
                       joined(application.attributes.flags("late"), Flags(count(active), true)),
                       joined(application.operands, values_of(tangents))),
      derivative.active_outputs);
}

WENGERT_API std::vector<Maybe> Recompute::transpose(const Application& application,
                                                    std::span<const Maybe> cotangents,
                                                    const std::vector<bool>& linear) {
  using namespace control;
  const Function& f = *application.attributes.function("f");
  const Function reached = with_outputs(f, chosen(f.outputs, present(cotangents)));
  const Function back = wengert::transpose(reached, linear, products_of(application));
  const Values cts = values_of(cotangents);
  const Flags late =
      joined(chosen(application.attributes.flags("late"), linear, false), Flags(cts.size(), true));
  return spread(append_recompute(application.builder, back, late,
                                 joined(chosen(application.operands, linear, false), cts)),
                linear);
}

WENGERT_API Pruned Recompute::prune(const Attributes& attributes, const std::vector<bool>& needed) {
  using namespace control;
  Pruned fewer = prune_f(attributes, needed);
  if (count(fewer.operands, false))
    fewer.attributes = Recompute::attributes(fewer.attributes.function("f"),
                                             chosen(attributes.flags("late"), fewer.operands));
  return fewer;
}

}  // namespace wengert::ops
#endif
