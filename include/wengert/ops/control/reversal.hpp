// Reverse mode through a loop of unknown length, in bounded memory.
//
// Steps are undone last first, and each needs the state that it began with. A first run counts the
// steps; then states are computed again from the nearest one that is kept. Which ones to keep is
// binomial checkpointing: with s free places and each step run at most r times again, C(s + r, s)
// steps can be undone. Griewank and Walther, Algorithm 799: Revolve, ACM TOMS 26 (2000) 19-45.
#pragma once

#include "wengert/ops/control/flow.hpp"

namespace wengert::ops {

struct Cond;
struct While;

namespace control {

/// An i64 scalar: how far to go before the next state is kept, of `steps` >= 2 steps whose first
/// state is kept, with `places` >= 1 left.
Symbol stride(Symbol steps, Symbol places);

/// Applies `back` to the states of a loop, last first.
struct Reversal {
  /// (constants of the test, state) -> whether another step follows.
  Function test;
  /// (constants, state) -> (next state, residuals).
  Function step;
  /// (residuals, cotangents of the state after the step) -> (terms of sums, cotangents of the state
  /// before it).
  Function back;

  /// The sums, and the cotangents of the first state. `zeros` are where the sums begin.
  Values append(Builder& builder, const Values& test_constants, const Values& constants,
                const Values& start, const Values& zeros, const Values& cotangents) const;
};

}  // namespace control
}  // namespace wengert::ops

#if WENGERT_BODIES
namespace wengert::ops::control {

/// A while loop over values of `outer`; `condition(builder, constants, state)` and `step(…)`, which
/// gives the next state, are written over those of its bodies.
Values repeat_while(Builder& outer, const Values& constants, const Values& start,
                    const auto& condition, const auto& step) {
  std::vector<Type> types;
  for (const Value v : joined(constants, start)) types.push_back(outer.type(v));
  const Values fixed = value_range(0, constants.size());
  const Values state = value_range(Value(constants.size()), start.size());
  Builder test(types), body(types);
  const Symbol more = condition(test, fixed, state);
  const Values next = step(body, fixed, state);
  const Attributes attributes{{"cond", FunctionRef(body_of(test, {more.value}))},
                              {"body", FunctionRef(body_of(body, next))},
                              {"cond_consts", std::int64_t(constants.size())},
                              {"body_consts", std::int64_t(constants.size())}};
  return control::append(outer, primitive<While>(), attributes,
                         joined(constants, constants, start));
}

inline Symbol integer(Builder& builder, std::int64_t i) {
  return {&builder, builder.literal(Constant(Dtype::i64, i))};
}

/// Entry `at` of a stack of values.
inline Symbol entry(Symbol stack, Symbol at) {
  Shape sizes = stack.shape();
  sizes[0] = 1;
  std::vector<Symbol> operands{stack, at};
  operands.resize(1 + sizes.size(), integer(*stack.builder, 0));
  const Symbol slice = apply(primitive<DynamicSlice>(), {{"sizes", sizes}}, operands);
  sizes.erase(0);
  return reshape(slice, sizes);
}

/// The stack with x as entry `at`.
inline Symbol with_entry(Symbol stack, Symbol at, Symbol x) {
  Shape sizes = stack.shape();
  sizes[0] = 1;
  std::vector<Symbol> operands{stack, reshape(x, sizes), at};
  operands.resize(2 + sizes.size(), integer(*stack.builder, 0));
  return apply(primitive<DynamicUpdateSlice>(), {}, operands);
}

// With C(s + r, s) >= steps for the least r, revolve's stride is the greater of C(s + r - 2, s) and
// steps - C(s + r - 1, s - 1).
WENGERT_API Symbol stride(Symbol steps, Symbol places) {
  Builder& outer = *steps.builder;
  const auto reached = [](Builder& b, const Values& fixed, const Values& at) {
    return Symbol{&b, at[1]} < Symbol{&b, fixed[0]};
  };
  const auto again = [](Builder& b, const Values& fixed, const Values& at) {
    const Symbol runs = Symbol{&b, at[0]} + 1;
    return Values{runs.value, (Symbol{&b, at[1]} * (Symbol{&b, fixed[1]} + runs) / runs).value};
  };
  const Values found =
      repeat_while(outer, {steps.value, places.value},
                   {integer(outer, 0).value, integer(outer, 1).value}, reached, again);
  const Symbol runs{&outer, found[0]}, reach{&outer, found[1]};
  const auto at_least = [](Symbol x, double c) { return apply<Max>(x, like(x, c)); };
  const Symbol sum = at_least(places + runs, 2);  // less only in lanes that are done
  const Symbol fewer_runs = reach * runs / sum * (runs - 1) / (sum - 1);
  const Symbol fewer_places = reach * places / sum;
  return at_least(apply<Max>(fewer_runs, steps - fewer_places), 1);
}

/// How many states are kept: a mebibyte of them, but no fewer than 32.
inline std::int64_t kept_states(std::span<const Type> state) {
  std::size_t bytes = sizeof(std::int64_t);
  for (const Type& t : state) bytes += t.bytes();
  return std::clamp<std::int64_t>((1 << 20) / std::int64_t(bytes), 32, 1024);
}

/// The state after as many steps as it takes for `more(builder, constants, steps taken, state)` to
/// fail, and before it their number.
Values run(Builder& outer, const Function& forward, const Values& test_constants,
           const Values& constants, const Values& start, const auto& more) {
  const std::size_t tested = test_constants.size();
  return repeat_while(
      outer, joined(test_constants, constants), joined(Values{integer(outer, 0).value}, start),
      [&](Builder& b, const Values& fixed, const Values& at) {
        return more(b, part(fixed, 0, tested), Symbol{&b, at[0]}, part(at, 1, start.size()));
      },
      [&](Builder& b, const Values& fixed, const Values& at) {
        return joined(Values{(Symbol{&b, at[0]} + 1).value},
                      b.inline_function(forward, joined(part(fixed, tested, constants.size()),
                                                        part(at, 1, start.size()))));
      });
}

WENGERT_API Values Reversal::append(Builder& outer, const Values& test_constants,
                                    const Values& constants, const Values& start,
                                    const Values& zeros, const Values& cotangents) const {
  const std::size_t n = start.size(), sums = zeros.size();
  const std::vector<Type> state_types = part(step.types, constants.size(), n);
  const Function forward = with_outputs(step, part(step.outputs, 0, n));
  const std::int64_t places = kept_states(state_types);

  const auto test_holds = [&](Builder& b, const Values& fixed, Symbol, const Values& state) {
    return Symbol{&b, b.inline_function(test, joined(fixed, state))[0]};
  };
  const Symbol steps{&outer, run(outer, forward, test_constants, constants, start, test_holds)[0]};

  // (constants, state, sums, cotangents) -> (sums, cotangents) before the step
  std::vector<Type> types = joined(part(step.types, 0, constants.size()), state_types);
  for (const Value v : joined(zeros, cotangents)) types.push_back(outer.type(v));
  const Values carried = value_range(Value(constants.size() + n), sums + cotangents.size());
  Builder undone(types), not_yet(types);
  const Values after = undone.inline_function(step, value_range(0, constants.size() + n));
  Values before = undone.inline_function(
      back, joined(part(after, n, after.size() - n), part(carried, sums, cotangents.size())));
  for (std::size_t k = 0; k < sums; ++k)
    before[k] = (Symbol{&undone, carried[k]} + Symbol{&undone, before[k]}).value;
  const Attributes branches{{"branches", Functions{FunctionRef(not_yet.finish(carried)),
                                                   FunctionRef(undone.finish(before))}}};

  // Carried along: the last step not undone; how many states are kept; stacks of their steps and of
  // the states; sums and cotangents. A state from which the last step is reached at once is put on
  // the stacks and taken off in one, hence a place more.
  Values stacks;
  const auto new_stack = [&](Type type, Value bottom) {
    type.shape.insert(0, places + 1);
    const Symbol stack{&outer, control::zeros(outer, type)};
    stacks.push_back(with_entry(stack, integer(outer, 0), {&outer, bottom}).value);
  };
  new_stack({Dtype::i64, {}}, integer(outer, 0).value);
  for (std::size_t k = 0; k < n; ++k) new_stack(state_types[k], start[k]);

  const auto advance = [&](Builder& b, const Values& own, const Values& at) {
    const Symbol last{&b, at[0]}, kept{&b, at[1]};
    Values top;
    for (std::size_t k = 0; k <= n; ++k) top.push_back(entry({&b, at[2 + k]}, kept - 1).value);
    const Symbol here{&b, top[0]}, left = last - here;
    const Symbol far = apply<Min>(stride(left + 1, double(places + 1) - kept), left);
    const auto nearer = [](Builder& c, const Values& fixed, Symbol taken, const Values&) {
      return taken < Symbol{&c, fixed[0]};
    };
    Values there = run(b, forward, {far.value}, own, part(top, 1, n), nearer);
    there[0] = (here + far).value;
    const Symbol arrived = convert(far == left, Dtype::i64);
    const Symbol moved = convert(far > integer(b, 0), Dtype::i64);
    Values next{(last - arrived).value, (kept + moved - arrived).value};
    for (std::size_t k = 0; k <= n; ++k)
      next.push_back(with_entry({&b, at[2 + k]}, kept, {&b, there[k]}).value);
    return joined(next,
                  control::append(b, primitive<Cond>(), branches,
                                  joined(Values{convert(arrived, Dtype::i32).value}, own,
                                         part(there, 1, n), part(at, 3 + n, carried.size()))));
  };
  const auto any_left = [](Builder& b, const Values&, const Values& at) {
    return Symbol{&b, at[0]} >= integer(b, 0);
  };
  const Values end = repeat_while(
      outer, constants,
      joined(Values{(steps - 1).value, integer(outer, 1).value}, stacks, zeros, cotangents),
      any_left, advance);
  return part(end, 3 + n, carried.size());
}

}  // namespace wengert::ops::control
#endif
