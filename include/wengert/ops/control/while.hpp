// A loop that runs until its condition fails.
//
// Forward mode carries tangents along; reverse mode undoes the steps, see reversal.hpp. Under vmap
// with a condition that differs between examples the loop runs until the last one is done, and
// finished examples stay as they are.
#pragma once

#include "wengert/ops/control/reversal.hpp"

namespace wengert::ops {

struct ReduceOr;

/// while[cond body cond_consts body_consts] cond_consts body_consts carry: the carry for which
/// cond(cond_consts, carry), a boolean scalar, first is false; body(body_consts, carry) is the next
/// one.
struct While : ControlFlow {
  static constexpr Name name = "while";
  static constexpr Form form = Form::loop;

  static Attributes attributes(FunctionRef cond, FunctionRef body, std::size_t cond_consts,
                               std::size_t body_consts);

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
namespace wengert::ops {

WENGERT_API Attributes While::attributes(FunctionRef cond, FunctionRef body,
                                         std::size_t cond_consts, std::size_t body_consts) {
  return {{"cond", std::move(cond)},
          {"body", std::move(body)},
          {"cond_consts", std::int64_t(cond_consts)},
          {"body_consts", std::int64_t(body_consts)}};
}

namespace control {

/// A while's attributes, and its operands by their part in the loop.
struct WhileParts {
  const FunctionRef &cond, &body;
  std::size_t cond_consts, body_consts;

  explicit WhileParts(const Attributes& attributes)
      : cond(attributes.function("cond")),
        body(attributes.function("body")),
        cond_consts(attributes.count("cond_consts")),
        body_consts(attributes.count("body_consts")) {}

  std::size_t consts() const { return cond_consts + body_consts; }
  auto of_cond(const auto& all) const { return part(all, 0, cond_consts); }
  auto of_body(const auto& all) const { return part(all, cond_consts, body_consts); }
  auto carry(const auto& all) const { return part(all, consts(), all.size() - consts()); }
};

}  // namespace control

WENGERT_API std::vector<Type> While::infer(std::span<const Type> operands,
                                           const Attributes& attributes) {
  const control::WhileParts loop(attributes);
  if (loop.consts() > operands.size())
    throw ShapeError(
        cat("while: ", loop.consts(), " constants, but ", operands.size(), " operands"));
  const std::vector<Type> carry = loop.carry(operands);
  control::check_types(name, "arguments of the condition",
                       control::joined(loop.of_cond(operands), carry), loop.cond->input_types());
  control::check_types(name, "arguments of the body",
                       control::joined(loop.of_body(operands), carry), loop.body->input_types());
  control::check_types(name, "the condition's result", loop.cond->output_types(),
                       std::vector<Type>{Type{Dtype::bool_, {}}});
  control::check_types(name, "the body's results, which are the next carry",
                       loop.body->output_types(), carry);
  return carry;
}

WENGERT_API std::vector<Tensor> While::eval(std::span<const Tensor> operands,
                                            const Attributes& attributes, std::span<const Type>) {
  const control::WhileParts loop(attributes);
  std::vector<Tensor> cond = control::joined(loop.of_cond(operands), loop.carry(operands));
  std::vector<Tensor> body = control::joined(loop.of_body(operands), loop.carry(operands));
  while (*wengert::eval(*loop.cond, cond)[0].data<bool>()) {
    std::vector<Tensor> next = wengert::eval(*loop.body, body);
    for (std::size_t k = 0; k < next.size(); ++k) {
      cond[loop.cond_consts + k] = next[k];
      body[loop.body_consts + k] = std::move(next[k]);
    }
  }
  return control::part(body, loop.body_consts, body.size() - loop.body_consts);
}

WENGERT_API std::vector<Maybe> While::jvp(const Application& application,
                                          std::span<const Maybe> tangents) {
  using namespace control;
  const WhileParts loop(application.attributes);
  const Values carry = loop.carry(application.operands);
  const Flags active_consts = loop.of_body(present(tangents));
  // A carry has a tangent where its start has one, or where the body gives it one.
  Flags active = loop.carry(present(tangents));
  Jvp step;
  do {
    if (!step.active_outputs.empty()) active = step.active_outputs;
    step = wengert::jvp(*loop.body, joined(active_consts, active), active);
  } while (step.active_outputs != active);

  // body: consts, carry, tangents of consts, of carry -> consts, tangents of consts, carry, of
  // carry
  const std::size_t n = loop.body->inputs, dconsts = count(active_consts), dcarry = count(active);
  const Function body = with_inputs(
      step.function, joined(value_range(0, loop.body_consts), value_range(Value(n), dconsts),
                            value_range(Value(loop.body_consts), carry.size()),
                            value_range(Value(n + dconsts), dcarry)));
  Builder test(loop.cond->input_types());
  for (const Type& t : chosen(loop.cond->input_types().subspan(loop.cond_consts), active))
    test.input(t);
  const Function cond =
      body_of(test, test.inline_function(*loop.cond, value_range(0, loop.cond->inputs)));

  Values operands = joined(loop.of_cond(application.operands), loop.of_body(application.operands),
                           values_of(loop.of_body(tangents)), carry);
  for (std::size_t k = 0; k < carry.size(); ++k)
    if (active[k])
      operands.push_back(value_or_zeros(application.builder, tangents[loop.consts() + k],
                                        application.builder.type(carry[k])));
  const Values out =
      append(application.builder, primitive<While>(),
             attributes(cond, body, loop.cond_consts, loop.body_consts + dconsts), operands);
  return dual_results(part(out, 0, carry.size()), part(out, carry.size(), dcarry), active);
}

namespace control {

/// Which of the carry is unknown, from the operands that are: what starts unknown or becomes so.
/// And the body, taken apart accordingly.
struct SplitStep {
  Flags carried;
  Split body;

  SplitStep(const WhileParts& loop, const Flags& unknown) : carried(loop.carry(unknown)) {
    for (bool stable = false; !stable;) {
      body = wengert::split(*loop.body, joined(loop.of_body(unknown), carried), carried);
      stable = body.unknown_results == carried;
      carried = body.unknown_results;
    }
  }
};

}  // namespace control

// The carry that is not linear is the state whose steps are undone; the residuals of a step are
// computed again from it.
WENGERT_API std::vector<Maybe> While::transpose(const Application& application,
                                                std::span<const Maybe> cotangents,
                                                const std::vector<bool>& linear) {
  using namespace control;
  Builder& builder = application.builder;
  const WhileParts loop(application.attributes);
  const SplitStep step(loop, linear);
  const Split test = wengert::split(*loop.cond, joined(loop.of_cond(linear), step.carried));
  const Function& late = *step.body.unknown;
  const Flags linear_consts = loop.of_body(linear);
  const std::size_t sums = count(linear_consts), carry = count(step.carried);
  const Products products =
      application.strong || has_masks(late) ? Products::strong : Products::ieee;
  const Flags residuals(late.inputs - sums - carry, false);
  const Reversal reversal{
      *test.known, *step.body.known,
      wengert::transpose(late, joined(residuals, Flags(sums + carry, true)), products)};

  const auto zeros_of = [&](std::size_t k) { return zeros(builder, application.operand_types[k]); };
  Values zero_sums, cts;
  for (std::size_t k = 0; k < loop.body_consts; ++k)
    if (linear_consts[k]) zero_sums.push_back(zeros_of(loop.cond_consts + k));
  for (std::size_t k = 0; k < step.carried.size(); ++k)
    if (step.carried[k])
      cts.push_back(cotangents[k] ? *cotangents[k] : zeros_of(loop.consts() + k));
  const Values out = reversal.append(
      builder, chosen(loop.of_cond(application.operands), loop.of_cond(linear), false),
      chosen(loop.of_body(application.operands), linear_consts, false),
      chosen(loop.carry(application.operands), step.carried, false), zero_sums, cts);
  std::vector<Maybe> found =
      spread(out, joined(Flags(loop.cond_consts, false), linear_consts, step.carried));
  for (std::size_t k = 0; k < found.size(); ++k)
    if (!linear[k]) found[k].reset();
  return found;
}

namespace control {

// With a condition per example: whether each example is still running is carried first, and an
// example that is done keeps its carry.
inline Batched batch_lanes(const Application& application, const Flags& batched,
                           std::int64_t size) {
  Builder& outer = application.builder;
  const WhileParts loop(application.attributes);
  const Flags all(application.result_types.size(), true);
  const Function cond =
      wengert::batch(*loop.cond, joined(loop.of_cond(batched), all), size, {true}).function;
  const Function body =
      wengert::batch(*loop.body, joined(loop.of_body(batched), all), size, all).function;
  const Type lanes{Dtype::bool_, {size}};

  // body: cond_consts, body_consts, running, carry -> running, carry
  Builder step(
      joined(part(cond.types, 0, loop.cond_consts), part(body.types, 0, loop.body_consts)));
  const Symbol running{&step, step.input(lanes)};
  Values carry;
  for (std::size_t k = 0; k < all.size(); ++k)
    carry.push_back(step.input(body.types[loop.body_consts + k]));
  Values next = step.inline_function(
      body, joined(value_range(Value(loop.cond_consts), loop.body_consts), carry));
  for (std::size_t k = 0; k < carry.size(); ++k) {
    const Symbol after{&step, next[k]}, before{&step, carry[k]};
    next[k] = select(broadcast_in_dim(running, after.shape(), {0}), after, before).value;
  }
  const Symbol more{&step,
                    step.inline_function(cond, joined(value_range(0, loop.cond_consts), next))[0]};
  next.insert(next.begin(), (running & more).value);

  Builder test;
  const Symbol any{&test, test.input(lanes)};
  for (std::size_t k = 0; k < all.size(); ++k) test.input(body.types[loop.body_consts + k]);
  const Value some = apply<ReduceOr>({{"axes", Shape{0}}}, any).value;

  Values start = loop.carry(application.operands);
  for (std::size_t k = 0; k < start.size(); ++k)
    start[k] = with_batch_axis({&outer, start[k]}, batched[loop.consts() + k], size).value;
  const Values consts = part(application.operands, 0, loop.consts());
  const Values first =
      outer.inline_function(cond, joined(loop.of_cond(application.operands), start));
  const Values out =
      append(outer, primitive<While>(),
             While::attributes(body_of(test, {some}), body_of(step, next), 0, loop.consts()),
             joined(consts, first, start));
  return {part(out, 1, all.size()), all};
}

}  // namespace control

WENGERT_API Batched While::batch(const Application& application, const std::vector<bool>& batched,
                                 std::int64_t size) {
  using namespace control;
  const WhileParts loop(application.attributes);
  Flags carried = loop.carry(batched);
  BatchedFunction body;
  do {
    if (!body.batched_outputs.empty()) carried = body.batched_outputs;
    if (wengert::batch(*loop.cond, joined(loop.of_cond(batched), carried), size).batched_outputs[0])
      return batch_lanes(application, batched, size);
    body = wengert::batch(*loop.body, joined(loop.of_body(batched), carried), size, carried);
  } while (body.batched_outputs != carried);
  const Function cond =
      wengert::batch(*loop.cond, joined(loop.of_cond(batched), carried), size).function;
  Values operands = joined(application.operands);
  for (std::size_t k = 0; k < carried.size(); ++k) {
    const std::size_t at = loop.consts() + k;
    if (carried[k])
      operands[at] = with_batch_axis({&application.builder, operands[at]}, batched[at], size).value;
  }
  return {append(application.builder, primitive<While>(),
                 attributes(cond, body.function, loop.cond_consts, loop.body_consts), operands),
          carried};
}

// What is known of the carry is computed now; the unknown part runs the whole loop again, because
// only the loop itself knows how many steps it takes.
WENGERT_API Split While::split(std::span<const Type> operands, const Attributes& attributes,
                               const std::vector<bool>& unknown) {
  using namespace control;
  const WhileParts loop(attributes);
  const auto& [carried, body] = SplitStep(loop, unknown);
  const Split cond = wengert::split(*loop.cond, joined(loop.of_cond(unknown), carried));
  if (cond.unknown_results[0] || !count(carried, false))
    return all_unknown(primitive<While>(), attributes, operands, unknown);

  const Flags known_operands = joined(loop.of_cond(unknown), loop.of_body(unknown), carried);
  const std::vector<Type> known_types = chosen(operands, unknown, false);
  Builder early(known_types);
  Values loop_operands;
  for (std::size_t k = 0, next = 0; k < unknown.size(); ++k) {
    if (!known_operands[k]) loop_operands.push_back(Value(next));
    next += !unknown[k];
  }
  const std::size_t known_carry = count(carried, false);
  const Function step = with_outputs(*body.known, part(body.known->outputs, 0, known_carry));
  Values outputs = append(early, primitive<While>(),
                          While::attributes(cond.known, step, count(loop.of_cond(unknown), false),
                                            count(loop.of_body(unknown), false)),
                          loop_operands);
  outputs = joined(outputs, value_range(0, known_types.size()));
  const Function whole = applied(primitive<While>(), attributes, operands);
  const Values all = value_range(0, operands.size());
  return {early.finish(outputs),
          rearrange(whole, joined(chosen(all, unknown, false), chosen(all, unknown)),
                    chosen(whole.outputs, carried)),
          carried};
}

// A carry stays where it is needed at the end, by the condition, or by what stays in the next step.
WENGERT_API Pruned While::prune(const Attributes& attributes, const std::vector<bool>& needed) {
  using namespace control;
  const WhileParts loop(attributes);
  const Flags tested = live_inputs(*loop.cond, loop.cond->outputs);
  Flags carried = needed, body;
  for (std::size_t k = 0; k < carried.size(); ++k)
    carried[k] = carried[k] || tested[loop.cond_consts + k];
  for (bool stable = false; !stable;) {
    body = live_inputs(*loop.body, chosen(loop.body->outputs, carried));
    stable = true;
    for (std::size_t k = 0; k < carried.size(); ++k) {
      if (body[loop.body_consts + k] && !carried[k]) stable = false;
      carried[k] = body[loop.body_consts + k] = carried[k] || body[loop.body_consts + k];
    }
  }
  const Flags cond_consts = part(tested, 0, loop.cond_consts);
  const Flags body_consts = part(body, 0, loop.body_consts);
  const Flags operands = joined(cond_consts, body_consts, carried);
  if (!count(operands, false)) return {attributes, operands, carried};
  return {While::attributes(pruned(*loop.cond, joined(cond_consts, carried), loop.cond->outputs),
                            pruned(*loop.body, body, chosen(loop.body->outputs, carried)),
                            count(cond_consts), count(body_consts)),
          operands, carried};
}

}  // namespace wengert::ops
#endif
