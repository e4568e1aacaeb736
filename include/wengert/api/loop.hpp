// Loops that stay loops in a compiled program: fori_loop and while_loop.
//
// The state is any pytree. The body is traced once, whatever the number of iterations, and may use
// values from outside. C++ loops work as well, but are unrolled.
#pragma once

#include <concepts>
#include <tuple>
#include <utility>

#include "wengert/api/carry.hpp"
#include "wengert/ops/control.hpp"

namespace wengert {

namespace loops {

/// A bound whose number is known. Throws DtypeError or ShapeError where it is not one integer.
std::optional<std::int64_t> known_bound(const Array& bound);
/// The first value of a counter: of the default integer type where that holds both bounds.
Handle counter(std::int64_t first, std::int64_t last);
/// The same for bounds that are traced, in the integer type both fit in.
Handle counter(const Array& first, const Array& last);
/// i + 1.
Handle successor(const Handle& i);

/// (captures..., counter, state...) → (counter + 1, next state...), with what it captured.
template <class Body, class State>
Recording<std::tuple<Array, State>> record_step(Body& body, const Array& i, const State& init) {
  const auto step = [&](const Array& count, const State& state) {
    return std::tuple{Array(successor(count.handle())),
                      carries::next_state(init, call(body, count, state))};
  };
  auto recorded = record("fori_loop", step, std::tuple{i, init});
  carries::require_same("fori_loop", std::get<1>(recorded.result), init);
  recorded.function = carries::captures_first(recorded.function, recorded.captures.size());
  return recorded;
}

/// Runs a step `count` times: a scan.
std::vector<Handle> repeat(const Function& step, std::span<const Handle> captures,
                           std::span<const Handle> carry, std::int64_t count);
/// Runs a step until its counter, the first of `carry`, is `last`.
std::vector<Handle> repeat_until(const Function& step, std::span<const Handle> captures,
                                 std::span<const Handle> carry, const Handle& last);
/// Throws DtypeError or ShapeError unless the type is that of one truth value.
void require_condition(const char* transform, const Type& type);

}  // namespace loops

/// state = body(i, state) for i = first, …, last - 1, as one loop of the compiled program. Reverse
/// mode saves what each iteration's derivative needs where the bounds are known when it is traced;
/// elsewhere it is that of while_loop. Throws DtypeError or ShapeError where the body changes the type of the
/// state.
///   fori_loop(0, 10, [&](Array i, Array v) { return (v + x / v) / 2.0; }, x)
template <class Body, class Init>
auto fori_loop(const Array& first, const Array& last, Body body, Init&& init) {
  const auto state = carries::state_of<Body, 1>(std::forward<Init>(init));
  const auto from = loops::known_bound(first), to = loops::known_bound(last);
  const Handle i = from && to ? loops::counter(*from, *to) : loops::counter(first, last);
  const auto step = loops::record_step(body, Array(i), state);
  const std::vector<Handle> carry = trees::handles_of(Array(i), state);
  std::vector<Handle> results =
      from && to ? loops::repeat(step.function, step.captures, carry, *to - *from)
                 : loops::repeat_until(step.function, step.captures, carry, last.handle());
  return trees::with_handles(state, std::span<const Handle>(results).subspan(1));
}

/// state = body(state) while condition(state). Reverse mode keeps a bounded number of states (a
/// mebibyte of them, or 32 if those are more) and computes the others again, each a few times: at
/// most r times for C(states + r, r) iterations. Throws DtypeError or ShapeError where the body changes the type of the state, or the condition is not
/// one truth value.
template <class Condition, class Body, class Init>
auto while_loop(Condition condition, Body body, Init&& init) {
  const auto state = carries::state_of<Body, 0>(std::forward<Init>(init));
  const auto arguments = std::make_tuple(state);
  const auto test = [&](const auto& s) { return std::make_tuple(Array(call(condition, s))); };
  const auto step = [&](const auto& s) {
    return std::make_tuple(carries::next_state(state, call(body, s)));
  };
  const auto tested = record("while_loop", test, arguments);
  const auto stepped = record("while_loop", step, arguments);
  loops::require_condition("while_loop", std::get<0>(tested.result).type());
  carries::require_same("while_loop", std::get<0>(stepped.result), state);
  const std::vector<Handle> results = wengert::bind(
      primitive<ops::While>(),
      ops::While::attributes(carries::captures_first(tested.function, tested.captures.size()),
                             carries::captures_first(stepped.function, stepped.captures.size()),
                             tested.captures.size(), stepped.captures.size()),
      carries::joined(tested.captures, stepped.captures, trees::handles_of(state)));
  return trees::with_handles(state, results);
}

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/ir/rewrite.hpp"
#include "wengert/ops/manifest.hpp"

namespace wengert::loops {

inline Handle converted_to(const Handle& x, Dtype d) {
  if (x.type().dtype == d) return x;
  return bind(primitive<ops::ConvertElementType>(), {{"new_dtype", d}}, {&x, 1})[0];
}

WENGERT_API std::optional<std::int64_t> known_bound(const Array& bound) {
  if (!is_integer(bound.dtype()))
    throw DtypeError(cat("fori_loop: a bound has type ", bound.type(), "; bounds are integers"));
  if (!bound.shape().empty())
    throw ShapeError(cat("fori_loop: a bound has type ", bound.type(), "; bounds are scalars"));
  if (!is_concrete(bound.handle())) return std::nullopt;
  return concrete(bound.handle(), "fori_loop").scalar().as<std::int64_t>();
}

WENGERT_API Handle counter(std::int64_t first, std::int64_t last) {
  const auto fits = [](std::int64_t i) { return i == std::int32_t(i); };
  const Dtype d = fits(first) && fits(last) ? default_int() : Dtype::i64;
  return Handle(Tensor(Constant(d, first)));
}

WENGERT_API Handle counter(const Array& first, const Array& last) {
  return converted_to(first.handle(), promote(first.dtype(), last.dtype()));
}

WENGERT_API Handle successor(const Handle& i) {
  const Handle operands[] = {i, Handle(Tensor(Constant(i.type().dtype, 1)))};
  return bind(primitive<ops::Add>(), {}, operands)[0];
}

WENGERT_API std::vector<Handle> repeat(const Function& step, std::span<const Handle> captures,
                                       std::span<const Handle> carry, std::int64_t count) {
  const std::int64_t length = std::max<std::int64_t>(count, 0);
  return wengert::bind(primitive<ops::Scan>(),
                       ops::Scan::attributes(step, length, false, captures.size(), carry.size()),
                       carries::joined({captures.begin(), captures.end()}, carry));
}

WENGERT_API std::vector<Handle> repeat_until(const Function& step, std::span<const Handle> captures,
                                             std::span<const Handle> carry, const Handle& last) {
  std::vector<Type> types = {carry[0].type()};
  for (const Handle& h : carry) types.push_back(h.type());
  Builder test(types);
  const Value operands[] = {1, 0};
  const Results below = test.append(primitive<ops::Lt>(), {}, operands);
  return wengert::bind(
      primitive<ops::While>(),
      ops::While::attributes(test.finish({below[0]}), step, 1, captures.size()),
      carries::joined({converted_to(last, carry[0].type().dtype)}, captures, carry));
}

WENGERT_API void require_condition(const char* transform, const Type& type) {
  if (type.dtype != Dtype::bool_)
    throw DtypeError(cat(transform, ": the condition has type ", type,
                         "; it must be bool[], compare explicitly"));
  if (!type.shape.empty())
    throw ShapeError(cat(transform, ": the condition has type ", type,
                         "; it must be one truth value, use all or any"));
}

}  // namespace wengert::loops
#endif
