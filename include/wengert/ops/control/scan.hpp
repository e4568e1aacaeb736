// A loop of known length that carries values along, consumes slices and produces slices.
//
// The loop that reverse mode works through: what its steps must remember is stacked along the
// leading axis, what does not change between steps is kept once, and the transposed loop runs the
// other way.
#pragma once

#include "wengert/ops/control/flow.hpp"

namespace wengert::ops {

/// scan[body length reverse consts carry] consts carry xs: the last carry, then stacked ys, of
/// steps body(consts, carry, x) -> (carry, y), where x is a slice of xs along the leading axis.
struct Scan : ControlFlow {
  static constexpr Name name = "scan";
  static constexpr Form form = Form::scan;

  static Attributes attributes(FunctionRef body, std::int64_t length, bool reverse,
                               std::size_t consts, std::size_t carry);

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

WENGERT_API Attributes Scan::attributes(FunctionRef body, std::int64_t length, bool reverse,
                                        std::size_t consts, std::size_t carry) {
  return {{"body", std::move(body)},
          {"length", length},
          {"reverse", std::int64_t(reverse)},
          {"consts", std::int64_t(consts)},
          {"carry", std::int64_t(carry)}};
}

namespace control {

/// A scan's attributes, and the parts of a list of its operands or results.
struct ScanParts {
  const FunctionRef& body;
  std::int64_t length;
  bool reverse;
  std::size_t consts, carry;

  explicit ScanParts(const Attributes& attributes)
      : body(attributes.function("body")),
        length(attributes.integer("length")),
        reverse(attributes.integer("reverse") != 0),
        consts(attributes.count("consts")),
        carry(attributes.count("carry")) {}

  std::size_t xs() const { return body->inputs - consts - carry; }
  std::size_t ys() const { return body->outputs.size() - carry; }
  auto consts_of(const auto& operands) const { return part(operands, 0, consts); }
  auto carry_of(const auto& operands) const { return part(operands, consts, carry); }
  auto xs_of(const auto& operands) const { return part(operands, consts + carry, xs()); }
  auto carry_results(const auto& results) const { return part(results, 0, carry); }
  auto ys_results(const auto& results) const { return part(results, carry, ys()); }
};

inline Type stacked(Type type, std::int64_t length) {
  type.shape.insert(0, length);
  return type;
}

/// Slice `at` along the leading axis: where it begins, and its type.
inline std::byte* slice_begin(const Tensor& t, const Type& slice, std::int64_t at) {
  return t.bytes() + std::size_t(at) * slice.bytes();
}

}  // namespace control

WENGERT_API std::vector<Type> Scan::infer(std::span<const Type> operands,
                                          const Attributes& attributes) {
  const control::ScanParts loop(attributes);
  if (operands.size() != loop.body->inputs || loop.consts + loop.carry > operands.size())
    throw ShapeError(
        cat("scan: ", operands.size(), " operands, but the body takes ", loop.body->inputs));
  std::vector<Type> arguments(operands.begin(), operands.end());
  for (std::size_t k = loop.consts + loop.carry; k < arguments.size(); ++k) {
    Shape& shape = arguments[k].shape;
    if (shape.empty() || shape[0] != loop.length)
      throw ShapeError(cat("scan: a sequence of type ", operands[k], " beside a loop of ",
                           loop.length, " steps; the leading extents must be equal"));
    shape.erase(0);
  }
  control::check_types(name, "arguments of the body", arguments, loop.body->input_types());
  const std::vector<Type> results = loop.body->output_types();
  if (results.size() < loop.carry)
    throw ShapeError(cat("scan: the body gives ", results.size(),
                         " values, fewer than its carry of ", loop.carry));
  control::check_types(name, "the body's first results, which are the next carry",
                       loop.carry_results(results), loop.carry_of(operands));
  std::vector<Type> types = loop.carry_results(results);
  for (const Type& t : loop.ys_results(results)) types.push_back(control::stacked(t, loop.length));
  return types;
}

WENGERT_API std::vector<Tensor> Scan::eval(std::span<const Tensor> operands,
                                           const Attributes& attributes,
                                           std::span<const Type> results) {
  const control::ScanParts loop(attributes);
  std::vector<Tensor> arguments(operands.begin(), operands.end());
  std::vector<Tensor> out = loop.carry_of(operands);
  for (std::size_t k = loop.carry; k < results.size(); ++k) out.emplace_back(results[k]);
  for (std::int64_t step = 0; step < loop.length; ++step) {
    const std::int64_t at = loop.reverse ? loop.length - 1 - step : step;
    for (std::size_t k = loop.consts + loop.carry; k < arguments.size(); ++k) {
      arguments[k] = Tensor(loop.body->types[k]);
      std::memcpy(arguments[k].bytes(), control::slice_begin(operands[k], arguments[k].type, at),
                  arguments[k].type.bytes());
    }
    std::vector<Tensor> next = wengert::eval(*loop.body, arguments);
    for (std::size_t k = 0; k < loop.carry; ++k) arguments[loop.consts + k] = std::move(next[k]);
    for (std::size_t k = loop.carry; k < next.size(); ++k)
      std::memcpy(control::slice_begin(out[k], next[k].type, at), next[k].bytes(),
                  next[k].type.bytes());
  }
  for (std::size_t k = 0; k < loop.carry; ++k) out[k] = arguments[loop.consts + k];
  return out;
}

WENGERT_API std::vector<Maybe> Scan::jvp(const Application& application,
                                         std::span<const Maybe> tangents) {
  using namespace control;
  Builder& builder = application.builder;
  const ScanParts loop(application.attributes);
  // A carry has a tangent where its start has one, or where the body gives it one.
  Flags active = present(tangents);
  Jvp step;
  for (bool stable = false; !stable;) {
    const Flags carried = loop.carry_of(active);
    step = wengert::jvp(*loop.body, active, carried);
    stable = loop.carry_results(step.active_outputs) == carried;
    std::copy_n(step.active_outputs.begin(), loop.carry,
                active.begin() + std::ptrdiff_t(loop.consts));
  }
  // Beside each part of the operands, and of the results, its tangents.
  const std::size_t dconsts = count(loop.consts_of(active)), dcarry = count(loop.carry_of(active));
  const auto beside = [](const Values& all, std::span<const std::size_t> sizes, const Values& d,
                         std::span<const std::size_t> dsizes) {
    Values out;
    for (std::size_t k = 0, at = 0, dat = 0; k < sizes.size();
         at += sizes[k], dat += dsizes[k], ++k)
      out = joined(out, part(all, at, sizes[k]), part(d, dat, dsizes[k]));
    return out;
  };
  const std::size_t sizes[] = {loop.consts, loop.carry, loop.xs()};
  const std::size_t dsizes[] = {dconsts, dcarry, count(loop.xs_of(active))};
  const std::size_t result_sizes[] = {loop.carry, loop.ys()};
  const std::size_t dresult_sizes[] = {dcarry, count(loop.ys_results(step.active_outputs))};

  const Function& f = step.function;
  const Values inputs =
      beside(value_range(0, loop.body->inputs), sizes,
             value_range(loop.body->inputs, f.inputs - loop.body->inputs), dsizes);
  const std::size_t results = loop.carry + loop.ys();
  const Function body =
      rearrange(f, inputs,
                beside(part(f.outputs, 0, results), result_sizes,
                       part(f.outputs, results, f.outputs.size() - results), dresult_sizes));
  Values dx;
  for (std::size_t k = 0; k < active.size(); ++k)
    if (active[k])
      dx.push_back(value_or_zeros(builder, tangents[k], builder.type(application.operands[k])));
  const Values out = append(
      builder, primitive<Scan>(),
      attributes(body, loop.length, loop.reverse, loop.consts + dconsts, loop.carry + dcarry),
      beside(joined(application.operands), sizes, dx, dsizes));
  const std::size_t ys_at = loop.carry + dcarry;
  const Values primals = joined(part(out, 0, loop.carry), part(out, ys_at, loop.ys()));
  const Values douts =
      joined(part(out, loop.carry, dcarry), part(out, ys_at + loop.ys(), dresult_sizes[1]));
  return dual_results(primals, douts, step.active_outputs);
}

namespace control {

/// Which carries are unknown, from the operands that are: those that start unknown or become so.
/// And the body, taken apart accordingly.
struct SplitBody {
  Flags unknown;  // of the body's inputs
  Split parts;

  SplitBody(const ScanParts& loop, Flags operands) : unknown(std::move(operands)) {
    for (bool stable = false; !stable;) {
      const Flags carried = loop.carry_of(unknown);
      parts = wengert::split(*loop.body, unknown, carried);
      stable = loop.carry_results(parts.unknown_results) == carried;
      std::copy_n(parts.unknown_results.begin(), loop.carry,
                  unknown.begin() + std::ptrdiff_t(loop.consts));
    }
  }
};

// A linear scan whose carry is linear throughout. Cotangents of the carry, and sums of those of
// linear constants, are carried the other way; what is not linear are constants and sequences as
// before.
inline std::vector<Maybe> transpose_linear(const Application& application,
                                           std::span<const Maybe> cotangents, const Flags& linear,
                                           const Flags& linear_inputs) {
  Builder& builder = application.builder;
  const ScanParts loop(application.attributes);
  const Flags has_ct = present(cotangents.subspan(loop.carry));
  const std::size_t ct_ys = count(has_ct), sums = count(loop.consts_of(linear));
  const std::size_t fixed = loop.consts - sums, fixed_xs = count(loop.xs_of(linear), false);
  const Function reached =
      with_outputs(*loop.body, joined(loop.carry_results(loop.body->outputs),
                                      chosen(loop.ys_results(loop.body->outputs), has_ct)));
  const Products products =
      application.strong || has_masks(reached) ? Products::strong : Products::ieee;
  const Function back = wengert::transpose(reached, linear_inputs, products);

  // back: fixed consts, fixed xs, cts of carry, cts of ys -> cts of consts, of carry, of xs
  Builder step(part(back.types, 0, fixed));
  Values before, arguments = value_range(0, fixed);
  for (std::size_t k = 0; k < sums; ++k) before.push_back(step.input(back.types[back.outputs[k]]));
  const Value carried = Value(fixed + sums), sequences = carried + Value(loop.carry);
  for (const Type& t : loop.carry_results(loop.body->output_types())) step.input(t);
  for (std::size_t k = 0; k < fixed_xs; ++k) step.input(back.types[fixed + k]);
  for (std::size_t k = 0; k < ct_ys; ++k) step.input(back.types[fixed + fixed_xs + loop.carry + k]);
  arguments = joined(arguments, value_range(sequences, fixed_xs), value_range(carried, loop.carry),
                     value_range(sequences + Value(fixed_xs), ct_ys));
  Values next = step.inline_function(back, arguments);
  for (std::size_t k = 0; k < sums; ++k)
    next[k] = (Symbol{&step, before[k]} + Symbol{&step, next[k]}).value;

  const auto type_of = [&](std::size_t k) { return application.operand_types[k]; };
  Values operands = chosen(loop.consts_of(application.operands), loop.consts_of(linear), false);
  for (std::size_t k = 0; k < loop.consts; ++k)
    if (linear[k]) operands.push_back(zeros(builder, type_of(k)));
  for (std::size_t k = 0; k < loop.carry; ++k)
    operands.push_back(value_or_zeros(builder, cotangents[k], type_of(loop.consts + k)));
  operands = joined(operands, chosen(loop.xs_of(application.operands), loop.xs_of(linear), false),
                    values_of(cotangents.subspan(loop.carry)));
  const Values out = append(
      builder, primitive<Scan>(),
      Scan::attributes(body_of(step, next), loop.length, !loop.reverse, fixed, sums + loop.carry),
      operands);
  std::vector<Maybe> cts = spread(out, linear_inputs);
  for (std::size_t k = 0; k < cts.size(); ++k)
    if (!linear[k]) cts[k].reset();
  return cts;
}

}  // namespace control

WENGERT_API std::vector<Maybe> Scan::transpose(const Application& application,
                                               std::span<const Maybe> cotangents,
                                               const std::vector<bool>& linear) {
  using namespace control;
  const ScanParts loop(application.attributes);
  const SplitBody body(loop, linear);
  // A carry that becomes linear has a start of zero, whether or not that is written as a linear
  // operand.
  if (!count(loop.carry_of(body.unknown), false))
    return transpose_linear(application, cotangents, linear, body.unknown);
  // Otherwise part of the carry is not linear at all: that part of the loop runs first.
  Builder& builder = application.builder;
  const Split parts = split(application.operand_types, application.attributes, linear);
  const Values early =
      builder.inline_function(*parts.known, chosen(application.operands, linear, false));
  const std::size_t residuals = parts.known->outputs.size() - count(parts.unknown_results, false);
  Flags late_linear(residuals);
  late_linear.resize(parts.unknown->inputs, true);
  std::vector<Maybe> cts =
      chosen(std::vector<Maybe>(cotangents.begin(), cotangents.end()), parts.unknown_results);
  const Function late = with_outputs(*parts.unknown, chosen(parts.unknown->outputs, present(cts)));
  const Function back = wengert::transpose(late, late_linear, products_of(application));
  const Values arguments = joined(part(early, early.size() - residuals, residuals), values_of(cts));
  return spread(builder.inline_function(back, arguments), linear);
}

WENGERT_API Batched Scan::batch(const Application& application, const std::vector<bool>& batched,
                                std::int64_t size) {
  using namespace control;
  Builder& builder = application.builder;
  const ScanParts loop(application.attributes);
  Flags flags = batched;
  BatchedFunction body;
  for (bool stable = false; !stable;) {
    const Flags carried = loop.carry_of(flags);
    body = wengert::batch(*loop.body, flags, size, carried);
    stable = loop.carry_results(body.batched_outputs) == carried;
    std::copy_n(body.batched_outputs.begin(), loop.carry,
                flags.begin() + std::ptrdiff_t(loop.consts));
  }
  // Steps stay the leading axis of sequences; the batch comes second.
  Values operands;
  for (std::size_t k = 0; k < flags.size(); ++k) {
    Symbol x{&builder, application.operands[k]};
    if (flags[k] && !batched[k]) x = with_batch_axis(x, false, size);
    if (flags[k] && k >= loop.consts + loop.carry) x = swap_leading_axes(x);
    operands.push_back(x.value);
  }
  Values out = append(builder, primitive<Scan>(),
                      attributes(body.function, loop.length, loop.reverse, loop.consts, loop.carry),
                      operands);
  for (std::size_t k = loop.carry; k < out.size(); ++k)
    if (body.batched_outputs[k]) out[k] = swap_leading_axes({&builder, out[k]}).value;
  return {out, body.batched_outputs};
}

namespace control {

// A scan of which part is known. The known loop stacks the residuals of its steps; those that no
// step changes are computed before it and become constants of the unknown loop.
class SplitScan {
 public:
  SplitScan(std::span<const Type> operands, const Attributes& attributes, const Flags& unknown)
      : loop_(attributes), operands_(operands), unknown_(unknown), body_(loop_, unknown) {
    const Flags known = flipped(body_.unknown);
    known_consts_ = count(loop_.consts_of(known));
    known_carry_ = count(loop_.carry_of(known));
    known_results_ = count(body_.parts.unknown_results, false);
    Flags varying(body_.parts.known->inputs, true);
    std::fill_n(varying.begin(), known_consts_, false);
    hoisted_ = hoist(*body_.parts.known, varying, known_results_);
  }

  Split finish() {
    Function known = known_part();
    return {std::move(known), unknown_part(), body_.parts.unknown_results};
  }

 private:
  static Flags flipped(Flags flags) {
    flags.flip();
    return flags;
  }

  // known operands -> known results; residuals: constants, then sequences, then known starts of
  // unknown carries
  Function known_part() {
    Builder builder(chosen(operands_, unknown_, false));
    Values consts, starts, carry, xs;
    for (std::size_t k = 0, next = 0; k < unknown_.size(); ++k) {
      if (unknown_[k]) continue;
      const bool is_carry = k >= loop_.consts && k < loop_.consts + loop_.carry;
      (k < loop_.consts   ? consts
       : !is_carry        ? xs
       : body_.unknown[k] ? starts
                          : carry)
          .push_back(Value(next++));
    }
    const Values before = builder.inline_function(*hoisted_.before, consts);
    const std::size_t invariants = count(hoisted_.invariant);
    const Values needs = part(before, invariants, before.size() - invariants);
    const Values looped = known_loop(builder, needs, carry, xs);

    Values outputs = joined(part(looped, 0, known_results_), part(before, 0, invariants));
    outputs = joined(outputs, part(looped, known_results_, looped.size() - known_results_), starts);
    return builder.finish(outputs);
  }

  // The known results, then the residuals that vary. A residual that is a slice of a known sequence
  // needs no stacking: it is that sequence.
  Values known_loop(Builder& builder, const Values& needs, const Values& carry, const Values& xs) {
    const Function& inside = *hoisted_.inside;
    const std::size_t first_x = needs.size() + carry.size();
    const auto is_slice = [&](std::size_t k) {
      return k >= known_results_ && inside.outputs[k] >= first_x &&
             inside.outputs[k] < inside.inputs;
    };
    Values computed;
    for (std::size_t k = 0; k < inside.outputs.size(); ++k)
      if (!is_slice(k)) computed.push_back(inside.outputs[k]);
    Values results;
    if (!computed.empty())
      results = append(builder, primitive<Scan>(),
                       Scan::attributes(with_outputs(inside, computed), loop_.length, loop_.reverse,
                                        needs.size(), carry.size()),
                       joined(needs, carry, xs));
    Values all;
    for (std::size_t k = 0, next = 0; k < inside.outputs.size(); ++k)
      all.push_back(is_slice(k) ? xs[inside.outputs[k] - first_x] : results[next++]);
    return all;
  }

  // residuals, unknown operands -> unknown results
  Function unknown_part() {
    const Function& body = *body_.parts.unknown;
    const std::size_t residuals = hoisted_.invariant.size(), invariants = count(hoisted_.invariant);
    const std::size_t consts = count(loop_.consts_of(body_.unknown)),
                      carry = count(loop_.carry_of(body_.unknown));
    const std::size_t xs = body.inputs - residuals - consts - carry;
    const Values residual = value_range(0, residuals);
    const Function step =
        with_inputs(body, joined(chosen(residual, hoisted_.invariant),
                                 value_range(Value(residuals), consts + carry),
                                 chosen(residual, hoisted_.invariant, false),
                                 value_range(Value(residuals + consts + carry), xs)));

    Builder builder;
    Values fixed, moving, starts, late_consts, late_carry, late_xs;
    for (std::size_t k = 0; k < residuals; ++k)
      if (hoisted_.invariant[k]) fixed.push_back(builder.input(body.types[k]));
    for (std::size_t k = 0; k < residuals; ++k)
      if (!hoisted_.invariant[k])
        moving.push_back(builder.input(stacked(body.types[k], loop_.length)));
    for (std::size_t k = loop_.consts; k < loop_.consts + loop_.carry; ++k)
      if (body_.unknown[k] && !unknown_[k]) starts.push_back(builder.input(operands_[k]));
    for (std::size_t k = 0, start = 0; k < unknown_.size(); ++k) {
      const bool is_carry = k >= loop_.consts && k < loop_.consts + loop_.carry;
      if (is_carry && body_.unknown[k] && !unknown_[k]) late_carry.push_back(starts[start++]);
      if (!unknown_[k]) continue;
      (k < loop_.consts ? late_consts
       : is_carry       ? late_carry
                        : late_xs)
          .push_back(builder.input(operands_[k]));
    }
    return builder.finish(
        append(builder, primitive<Scan>(),
               Scan::attributes(step, loop_.length, loop_.reverse, invariants + consts, carry),
               joined(fixed, late_consts, late_carry, moving, late_xs)));
  }

  ScanParts loop_;
  std::span<const Type> operands_;
  const Flags& unknown_;
  SplitBody body_;
  Hoisted hoisted_;
  std::size_t known_consts_ = 0, known_carry_ = 0, known_results_ = 0;
};

}  // namespace control

WENGERT_API Split Scan::split(std::span<const Type> operands, const Attributes& attributes,
                              const std::vector<bool>& unknown) {
  return control::SplitScan(operands, attributes, unknown).finish();
}

// A carry stays where it is needed at the end, or by what stays in the next step.
WENGERT_API Pruned Scan::prune(const Attributes& attributes, const std::vector<bool>& needed) {
  using namespace control;
  const ScanParts loop(attributes);
  Flags results = needed, operands;
  for (bool stable = false; !stable;) {
    operands = live_inputs(*loop.body, chosen(loop.body->outputs, results));
    stable = true;
    for (std::size_t k = 0; k < loop.carry; ++k) {
      if (operands[loop.consts + k] && !results[k]) stable = false;
      results[k] = operands[loop.consts + k] = results[k] || operands[loop.consts + k];
    }
  }
  if (!count(operands, false) && !count(results, false)) return {attributes, operands, results};
  return {Scan::attributes(pruned(*loop.body, operands, chosen(loop.body->outputs, results)),
                           loop.length, loop.reverse, count(loop.consts_of(operands)),
                           count(loop.carry_of(operands))),
          operands, results};
}

}  // namespace wengert::ops
#endif
