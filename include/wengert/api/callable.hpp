// What a callable takes and returns, learnt from its C++ type.
//
// A parameter declared `Array`, or a pytree with Arrays inside, is traced; any other parameter is
// static. Where types are open (a generic lambda) they are those of the arguments, and numbers and
// expressions become Arrays. The callables that transforms return carry the parameters of the
// callable they wrap, so nesting transforms loses nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <tuple>
#include <type_traits>
#include <utility>

#include "wengert/api/pytree.hpp"

namespace wengert {

/// Stands in for a parameter list that only a call can tell.
struct OpenParameters {};

namespace callables {

template <class T>
struct ParametersOf {
  using type = OpenParameters;
};
template <class R, class... A>
struct ParametersOf<R (*)(A...)> {
  using type = std::tuple<A...>;
};
template <class R, class... A>
struct ParametersOf<R (*)(A...) noexcept> {
  using type = std::tuple<A...>;
};

template <class T>
struct MethodParameters;
template <class C, class R, class... A>
struct MethodParameters<R (C::*)(A...)> {
  using type = std::tuple<A...>;
};
template <class C, class R, class... A>
struct MethodParameters<R (C::*)(A...) const> {
  using type = std::tuple<A...>;
};
template <class C, class R, class... A>
struct MethodParameters<R (C::*)(A...) noexcept> {
  using type = std::tuple<A...>;
};
template <class C, class R, class... A>
struct MethodParameters<R (C::*)(A...) const noexcept> {
  using type = std::tuple<A...>;
};

template <class F>
requires requires { typename F::wrapped_parameters; }
struct ParametersOf<F> {
  using type = typename F::wrapped_parameters;
};
template <class F>
requires(
    !requires { typename F::wrapped_parameters; } &&
    requires { &F::operator(); }) struct ParametersOf<F> {
  using type = typename MethodParameters<decltype(&F::operator())>::type;
};

// An argument as it is kept during a call: by reference where it has the type already.
template <class Wanted, class Given>
using Held =
    std::conditional_t<std::is_same_v<Wanted, std::remove_cvref_t<Given>>, Given&&, Wanted>;

template <class Given>
using Open = std::conditional_t<ArrayLike<Given>, Array, std::decay_t<Given>>;

// Parameters may be open in part, `[](auto x, int n)`: numbers become Arrays where the callable
// takes Arrays, later ones staying numbers first. `mask` says which.
template <class F, std::uint32_t mask, class Indices, class... Given>
struct Choice;
template <class F, std::uint32_t mask, std::size_t... K, class... Given>
struct Choice<F, mask, std::index_sequence<K...>, Given...> {
  template <std::size_t k, class G>
  using Chosen = std::conditional_t<Scalar<std::remove_cvref_t<G>> && !(mask >> k & 1),
                                    std::decay_t<G>, Open<G>>;
  using type = std::tuple<Chosen<K, Given>...>;
  static constexpr bool works = std::is_invocable_v<F&, Chosen<K, Given>&...>;
};
template <class F, std::uint32_t mask, class... Given>
constexpr auto choose() {
  using This = Choice<F, mask, std::index_sequence_for<Given...>, Given...>;
  if constexpr (This::works || mask == 0)
    return std::type_identity<typename This::type>();
  else
    return choose<F, mask - 1, Given...>();
}

template <class F, class Parameters, class... Given>
struct Resolve {
  static constexpr std::uint32_t all = (1u << (sizeof...(Given) < 6 ? sizeof...(Given) : 6)) - 1;
  using type = typename decltype(choose<F, all, Given...>())::type;
};
template <class F, class... P, class... Given>
struct Resolve<F, std::tuple<P...>, Given...> {
  static_assert(sizeof...(P) == sizeof...(Given), "the callable takes another number of arguments");
  using type = std::tuple<std::decay_t<P>...>;
};

template <class Wanted, class... Given>
struct HeldArguments;
template <class... Wanted, class... Given>
struct HeldArguments<std::tuple<Wanted...>, Given...> {
  using type = std::tuple<Held<Wanted, Given>...>;
};

}  // namespace callables

/// std::tuple of parameter types, or OpenParameters.
template <class F>
using Parameters = typename callables::ParametersOf<std::decay_t<F>>::type;

/// std::tuple of the (decayed) types that F's parameters have when it is given arguments of these
/// types.
template <class F, class... Given>
using Arguments = typename callables::Resolve<std::decay_t<F>, Parameters<F>, Given...>::type;

/// What calling F with Arguments gives, with expressions made Arrays.
template <class F, class Tuple>
struct ResultOf;
template <class F, class... A>
struct ResultOf<F, std::tuple<A...>> {
  using type = Materialized<std::invoke_result_t<F&, A&...>>;
};
template <class F, class... Given>
using Result = typename ResultOf<F, Arguments<F, Given...>>::type;

/// The arguments of a call in F's own types, referring to those that need no conversion.
template <class F, class... Given>
auto hold_arguments(Given&&... given) {
  return typename callables::HeldArguments<Arguments<F, Given...>, Given...>::type(
      std::forward<Given>(given)...);
}

/// The arguments of a call in F's own types, by value.
template <class F, class... Given>
auto convert_arguments(Given&&... given) {
  return Arguments<F, Given...>(std::forward<Given>(given)...);
}

/// Calls f; expressions among the result become Arrays.
template <class F, class... A>
auto call(F& f, A&... arguments) {
  return materialize(std::invoke(f, arguments...));
}

/// The base of callables that wrap one: lets a call write arguments in braces,
/// `grad(f)({1.0, 2.0})`, where the wrapped parameters are known. Derived has a template
/// `operator()`.
template <class Derived, class Wrapped>
struct TakesBraces {
  void operator()() const requires(false);
};
template <class Derived, class... P>
struct TakesBraces<Derived, std::tuple<P...>> {
  decltype(auto) operator()(const std::decay_t<P>&... arguments) const {
    return static_cast<const Derived&>(*this).template operator()<const std::decay_t<P>&...>(
        arguments...);
  }
};

}  // namespace wengert
