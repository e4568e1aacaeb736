// Branches that stay branches in a compiled program: cond and switch_.
#pragma once

#include <array>
#include <tuple>
#include <utility>

#include "wengert/api/carry.hpp"
#include "wengert/ops/control.hpp"

namespace wengert {

namespace branches {

struct Branch {
  Function function;  // (operands..., captures...) → results
  std::vector<Handle> captures;
};

/// A predicate as the index of a branch: 1 where it is true. Throws ShapeError unless it is a
/// scalar.
Handle index_of(const Array& predicate);
/// An index as an i32. Throws DtypeError or ShapeError unless it is one integer.
Handle index_among(const Array& index);
/// The results of the branch that the index chooses.
std::vector<Handle> choose(const char* transform, const Handle& index,
                           std::span<const Branch> branches, std::span<const Handle> operands);

// What the first branch returns is what all must return; a number becomes an Array.
template <class F, class Tuple>
struct Returned;
template <class F, class... A>
struct Returned<F, std::tuple<A...>> {
  using type = callables::Open<Materialized<std::invoke_result_t<F&, A&...>>>;
};

template <class R, class F, class Tuple>
Recording<std::tuple<R>> record_branch(const char* transform, F& f, const Tuple& operands) {
  const auto branch = [&](auto&... x) { return std::make_tuple(R(call(f, x...))); };
  return record(transform, branch, operands);
}

template <class F, class... Rest, class... Given>
auto choose_among(const char* transform, const Handle& index, std::tuple<F, Rest...> functions,
                  const Given&... given) {
  using R = typename Returned<F, Arguments<F, const Given&...>>::type;
  const auto operands = convert_arguments<F>(given...);
  auto recorded = std::apply(
      [&](auto&... f) {
        return std::array{
            record_branch<R>(transform, f, convert_arguments<decltype(f)>(given...))...};
      },
      functions);
  std::vector<Branch> all;
  for (auto& r : recorded) {
    carries::require_same(transform, std::get<0>(r.result), std::get<0>(recorded[0].result));
    all.push_back({std::move(r.function), std::move(r.captures)});
  }
  const std::vector<Handle> handles =
      std::apply([](const auto&... x) { return trees::handles_of(x...); }, operands);
  return trees::with_handles(std::get<0>(recorded[0].result),
                             choose(transform, index, all, handles));
}

// The leading arguments that are neither trees nor numbers are the branches.
template <class T>
inline constexpr bool is_branch = !Pytree<T> && !ArrayLike<T>;

template <std::size_t N, class... A>
constexpr std::size_t leading_branches() {
  constexpr bool flags[] = {is_branch<A>..., false};
  std::size_t n = 0;
  while (flags[n]) ++n;
  return n;
}

}  // namespace branches

/// if_true(operands...) where the predicate is true, else if_false(operands...). Both are traced,
/// one is run, also in a compiled program; under vmap with a predicate per example both are
/// computed and selected. Branches return one tree of one type. Throws DtypeError or ShapeError
/// where they do not.
///   cond(x > 0, [](Array x) { return sqrt(x); }, [](Array x) { return 0 * x; }, x)
template <class T, class F, class... Operands>
auto cond(const Array& predicate, T if_true, F if_false, const Operands&... operands) {
  return branches::choose_among("cond", branches::index_of(predicate),
                                std::tuple<F, T>(std::move(if_false), std::move(if_true)),
                                operands...);
}

/// branch number `index` of the branches, applied to the operands; an index out of range takes the
/// nearest.
///   switch_(i, f, g, h, x)
template <class... Arguments>
auto switch_(const Array& index, const Arguments&... arguments) {
  constexpr std::size_t n = branches::leading_branches<0, Arguments...>();
  static_assert(n > 0, "switch_: callables must follow the index, and then their operands");
  const auto operands = std::tie(arguments...);
  return [&]<std::size_t... B, std::size_t... K>(std::index_sequence<B...>,
                                                 std::index_sequence<K...>) {
    return branches::choose_among("switch_", branches::index_among(index),
                                  std::tuple{std::get<B>(operands)...}, std::get<n + K>(operands)...);
  }
  (std::make_index_sequence<n>{}, std::make_index_sequence<sizeof...(Arguments) - n>{});
}

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/ops/manifest.hpp"

namespace wengert::branches {

inline Handle as_index(const Handle& x) {
  if (x.type().dtype == Dtype::i32) return x;
  return bind(primitive<ops::ConvertElementType>(), {{"new_dtype", Dtype::i32}}, {&x, 1})[0];
}

WENGERT_API Handle index_of(const Array& predicate) {
  if (!predicate.shape().empty())
    throw ShapeError(
        cat("cond: the predicate is ", predicate.type(),
            "; it must be a scalar, choose elementwise with where, or reduce with all or any"));
  Handle truth = predicate.handle();
  if (truth.type().dtype != Dtype::bool_)
    truth =
        bind(primitive<ops::ConvertElementType>(), {{"new_dtype", Dtype::bool_}}, {&truth, 1})[0];
  return as_index(truth);
}

WENGERT_API Handle index_among(const Array& index) {
  if (!is_integer(index.dtype()))
    throw DtypeError(cat("switch_: the index is ", index.type(),
                         "; it must be an integer, use cond for a bool"));
  if (!index.shape().empty())
    throw ShapeError(cat("switch_: the index is ", index.type(), "; it must be a scalar"));
  return as_index(index.handle());
}

WENGERT_API std::vector<Handle> choose(const char*, const Handle& index,
                                       std::span<const Branch> branches,
                                       std::span<const Handle> operands) {
  std::vector<Handle> all = {index};
  all.insert(all.end(), operands.begin(), operands.end());
  for (const Branch& b : branches) all.insert(all.end(), b.captures.begin(), b.captures.end());
  std::vector<Type> types;
  for (std::size_t k = 1; k < all.size(); ++k) types.push_back(all[k].type());

  Functions closed;  // every branch takes the captures of all
  auto first_capture = Value(operands.size());
  for (const Branch& b : branches) {
    Builder builder(types);
    std::vector<Value> arguments;
    for (Value v = 0; v < operands.size(); ++v) arguments.push_back(v);
    for (std::size_t k = 0; k < b.captures.size(); ++k) arguments.push_back(first_capture++);
    closed.emplace_back(builder.finish(builder.inline_function(b.function, arguments)));
  }
  return wengert::bind(primitive<ops::Cond>(), ops::Cond::attributes(std::move(closed)), all);
}

}  // namespace wengert::branches
#endif
