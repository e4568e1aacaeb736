// The mathematics of derivatives, as base classes of primitives.
//
//   Smooth          demands jvp:  jvp(x, dx)                 of one operand
//                                 jvp(Arg<k>, x, y, dx)      the part of operand k, one rule per
//                                 operand jvp(x, y, dx, dy)          all operands at once
//   Linear          jointly linear in all inexact operands; demands transpose(ct), or for several
//                   operands transpose(Arg<k>, ct)
//   LinearIn<k...>  jointly linear in those; demands transpose(Arg<k>, ct, the other operands...)
//   Bilinear        linear in each of two; demands transpose(Arg<0>, ct, y) and transpose(Arg<1>,
//   ct, x) Flat            the derivative is zero
//
// A jvp may take the result as one more argument, y with y = eval(x). Any rule may end in the
// operation's parameter or, where it has none, `const Attributes&`; a transpose also in the
// operand's Type before it. Rules run with V = Symbol. What these forms cannot express is written
// in full:
//   static std::vector<Maybe> jvp(const Application&, std::span<const Maybe> tangents)
//   static std::vector<Maybe> transpose(const Application&, Symbol ct, const std::vector<bool>&
//   linear)
#pragma once

#include <concepts>
#include <tuple>
#include <utility>

#include "wengert/ops/symbol.hpp"

namespace wengert::ops {

/// Names an operand in a rule.
template <int k> struct Arg {};

struct Linear {};
template <int... operands> struct LinearIn {
  static constexpr bool linear_in(int k) { return ((k == operands) || ...); }
};
struct Bilinear {};

template <class Op>
concept LinearInSome = requires {
  Op::linear_in(0);
};
template <class Op> inline constexpr bool is_linear =
    std::derived_from<Op, Linear> || std::derived_from<Op, Bilinear> || LinearInSome<Op>;

// ---- calling a rule in whichever form it was written ------------------------------------------

/// What a rule may take of the attributes: the operation's parameter, where it names one.
template <class Op> decltype(auto) parameter_of(const Attributes& attributes) {
  if constexpr (requires { Op::parameter(attributes); })
    return Op::parameter(attributes);
  else
    return (attributes);
}
template <class Op> using Parameter = decltype(parameter_of<Op>(std::declval<const Attributes&>()));

template <class Op> struct JvpRule {
  template <class... A>
  requires requires(A... a) { Op::jvp(a...); }
  auto operator()(A... a) const { return Op::jvp(a...); }
};
template <class Op> struct TransposeRule {
  template <class... A>
  requires requires(A... a) { Op::transpose(a...); }
  auto operator()(A... a) const { return Op::transpose(a...); }
};

template <class Op, class... A>
concept HasJvp = std::invocable<JvpRule<Op>, A...> || std::invocable<JvpRule<Op>, A..., Symbol> ||
    std::invocable<JvpRule<Op>, A..., Parameter<Op>> ||
    std::invocable<JvpRule<Op>, A..., Symbol, Parameter<Op>>;
template <class Op, class... A>
concept HasTranspose = std::invocable<TransposeRule<Op>, A...> ||
    std::invocable<TransposeRule<Op>, A..., Parameter<Op>> ||
    std::invocable<TransposeRule<Op>, A..., Type, Parameter<Op>>;

template <class Op, class... A> Symbol call_jvp(Symbol result, Parameter<Op> p, A... a) {
  constexpr JvpRule<Op> rule;
  if constexpr (std::invocable<decltype(rule), A...>)
    return rule(a...);
  else if constexpr (std::invocable<decltype(rule), A..., Symbol>)
    return rule(a..., result);
  else if constexpr (std::invocable<decltype(rule), A..., Parameter<Op>>)
    return rule(a..., p);
  else
    return rule(a..., result, p);
}
template <class Op, class... A>
Symbol call_transpose(const Type& operand, Parameter<Op> p, A... a) {
  constexpr TransposeRule<Op> rule;
  if constexpr (std::invocable<decltype(rule), A...>)
    return rule(a...);
  else if constexpr (std::invocable<decltype(rule), A..., Parameter<Op>>)
    return rule(a..., p);
  else
    return rule(a..., operand, p);
}

template <int k> using SymbolAt = Symbol;

template <class Op>
concept WritesJvp = requires(const Application& application, std::span<const Maybe> tangents) {
  { Op::jvp(application, tangents) } -> std::same_as<std::vector<Maybe>>;
};
template <class Op>
concept WritesTranspose = requires(const Application& application,
                                   const std::vector<bool>& linear) {
  { Op::transpose(application, Symbol(), linear) } -> std::same_as<std::vector<Maybe>>;
};

// ---- forward ----------------------------------------------------------------------------------

inline bool all_absent(std::span<const Maybe> tangents) {
  return std::none_of(tangents.begin(), tangents.end(),
                      [](const Maybe& t) { return t.has_value(); });
}
inline Symbol operand_of(const Application& application, std::size_t k) {
  return {&application.builder, application.operands[k]};
}
/// The tangent of operand k; an absent one as zeros.
inline Symbol tangent_or_zero(const Application& application, std::span<const Maybe> tangents,
                              std::size_t k) {
  if (tangents[k]) return {&application.builder, *tangents[k]};
  const Type type = application.builder.type(application.operands[k]);
  if (application.op.form != Form::elementwise) return full(application.builder, type, 0);
  return {&application.builder, application.builder.literal(Constant(type.dtype, 0))};
}

/// The sum over operands of jvp(Arg<k>, operands..., tangent of k).
template <class Op, int... j> Maybe sum_of_partials(const Application& application,
                                                    std::span<const Maybe> tangents,
                                                    std::integer_sequence<int, j...>) {
  const Symbol y{&application.builder, application.results[0]};
  const Shape shape = y.shape();
  Maybe sum;
  const auto add = [&]<int k>(std::integral_constant<int, k>) {
    if (!tangents[k]) return;
    const Symbol dx{&application.builder, *tangents[k]};
    const Symbol part = expand(call_jvp<Op>(y, parameter_of<Op>(application.attributes), Arg<k>(),
                                            operand_of(application, j)..., dx),
                               shape);
    sum = sum ? (Symbol{&application.builder, *sum} + part).value : part.value;
  };
  (add(std::integral_constant<int, j>()), ...);
  return sum;
}

/// jvp(operands..., tangents...).
template <class Op, int... j> Maybe tangent_at_once(const Application& application,
                                                    std::span<const Maybe> tangents,
                                                    std::integer_sequence<int, j...>) {
  const Symbol y{&application.builder, application.results[0]};
  const Symbol dy =
      call_jvp<Op>(y, parameter_of<Op>(application.attributes), operand_of(application, j)...,
                   tangent_or_zero(application, tangents, j)...);
  return expand(dy, y.shape()).value;
}

template <class Op, int k, int... j> consteval bool has_partial(std::integer_sequence<int, j...>) {
  return HasJvp<Op, Arg<k>, SymbolAt<j>..., Symbol>;
}
template <class Op, int... k>
consteval int count_partials(std::integer_sequence<int, k...> operands) {
  return (int(has_partial<Op, k>(operands)) + ...);
}
template <class Op, int... j> consteval bool has_jvp_at_once(std::integer_sequence<int, j...>) {
  return HasJvp<Op, SymbolAt<j>..., SymbolAt<j>...>;
}

struct Smooth {
  template <class Op> static std::vector<Maybe> tangents(const Application& application,
                                                         std::span<const Maybe> tangents) {
    if (all_absent(tangents)) return std::vector<Maybe>(application.results.size());
    if constexpr (WritesJvp<Op>) {
      return Op::jvp(application, tangents);
    } else {
      using Operands = std::make_integer_sequence<int, Op::arity>;
      constexpr int partials = Op::arity > 1 ? count_partials<Op>(Operands()) : 0;
      if constexpr (partials > 0) {
        static_assert(
            partials == Op::arity,
            "wengert: a primitive is Smooth but has no jvp for one of its operands: write "
            "`template <class V> static V jvp(Arg<k>, V x, V y, V tangent)`");
        return {sum_of_partials<Op>(application, tangents, Operands())};
      } else {
        static_assert(has_jvp_at_once<Op>(Operands()),
                      "wengert: a primitive is Smooth but has no jvp: write "
                      "`template <class V> static V jvp(V x, V dx)`, or for several operands one "
                      "`template <class V> static V jvp(Arg<0>, V x, V y, V dx)` each");
        return {tangent_at_once<Op>(application, tangents, Operands())};
      }
    }
  }
};

struct Flat {
  template <class Op>
  static std::vector<Maybe> tangents(const Application& application, std::span<const Maybe>) {
    return std::vector<Maybe>(application.results.size());
  }
};

/// The operation applied to tangents; operands it is not linear in stay as they are.
inline Maybe apply_to_tangents(const Application& application, std::span<const Maybe> tangents,
                               bool (*linear_in)(int)) {
  std::vector<Symbol> operands;
  for (std::size_t k = 0; k < tangents.size(); ++k) {
    const Symbol x = operand_of(application, k);
    const bool linear = (!linear_in || linear_in(int(k))) && is_inexact(x.dtype());
    operands.push_back(linear ? tangent_or_zero(application, tangents, k) : x);
  }
  const Symbol dy = apply(application.op, application.attributes, operands);
  return expand(dy, application.builder.type(application.results[0]).shape).value;
}

template <class Op> std::vector<Maybe> linear_tangents(const Application& application,
                                                       std::span<const Maybe> tangents) {
  if (all_absent(tangents) || !is_inexact(application.builder.type(application.results[0]).dtype))
    return {std::nullopt};
  if constexpr (WritesJvp<Op>) {
    return Op::jvp(application, tangents);
  } else if constexpr (std::derived_from<Op, Bilinear>) {
    Maybe sum;
    for (int k : {0, 1}) {
      if (!tangents[std::size_t(k)]) continue;
      std::array<Symbol, 2> operands{operand_of(application, 0), operand_of(application, 1)};
      operands[std::size_t(k)].value = *tangents[std::size_t(k)];
      const Symbol part = expand(apply(application.op, application.attributes, operands),
                                 application.builder.type(application.results[0]).shape);
      sum = sum ? (Symbol{&application.builder, *sum} + part).value : part.value;
    }
    return {sum};
  } else if constexpr (requires { &Op::template jvp<Symbol>; }) {
    return Smooth::tangents<Op>(application, tangents);
  } else if constexpr (LinearInSome<Op>) {
    return {apply_to_tangents(application, tangents, &Op::linear_in)};
  } else {
    return {apply_to_tangents(application, tangents, nullptr)};
  }
}

// ---- backward ---------------------------------------------------------------------------------

template <class Op, int k, int... j>
Maybe cotangent_of(const Application& application, Symbol ct, std::integer_sequence<int, j...>) {
  const Type& type = application.operand_types[k];
  const auto call = [&](auto... a) {
    return sum_to(call_transpose<Op>(type, parameter_of<Op>(application.attributes), a...),
                  type.shape);
  };
  // The operands that the operation is not linear in, or that another factor is.
  const auto others = [&]<int i>(std::integral_constant<int, i>) {
    if constexpr (i == k || std::derived_from<Op, Linear>)
      return std::tuple<>();
    else if constexpr (LinearInSome<Op>) {
      if constexpr (Op::linear_in(i))
        return std::tuple<>();
      else
        return std::tuple(operand_of(application, i));
    } else
      return std::tuple(operand_of(application, i));
  };
  const auto rest = std::tuple_cat(others(std::integral_constant<int, j>())...);
  return std::apply(
      [&](auto... other) -> Maybe {
        constexpr bool sole =
            std::derived_from<Op, Linear> && Op::arity == 1 && HasTranspose<Op, Symbol>;
        static_assert(sole || HasTranspose<Op, Arg<k>, Symbol, decltype(other)...>,
                      "wengert: a primitive is linear but has no transpose: write "
                      "`template <class V> static V transpose(V ct)`, or for several operands one "
                      "`template <class V> static V transpose(Arg<k>, V ct, V other)` each");
        if constexpr (sole)
          return call(ct).value;
        else
          return call(Arg<k>(), ct, other...).value;
      },
      rest);
}

template <class Op> std::vector<Maybe> linear_cotangents(const Application& application,
                                                         std::span<const Maybe> cotangents,
                                                         const std::vector<bool>& linear) {
  std::vector<Maybe> found(application.operands.size());
  if (!cotangents[0]) return found;
  const Symbol ct{&application.builder, *cotangents[0], application.strong};
  if constexpr (WritesTranspose<Op>) {
    return Op::transpose(application, ct, linear);
  } else {
    static_assert(Op::arity > 0,
                  "wengert: a primitive of any arity writes its transpose in full: "
                  "`static std::vector<Maybe> transpose(const Application&, Symbol ct, "
                  "const std::vector<bool>& linear)`");
    using Operands = std::make_integer_sequence<int, Op::arity>;
    [&]<int... k>(std::integer_sequence<int, k...>) {
      const auto pull = [&]<int i>(std::integral_constant<int, i>) {
        if constexpr (LinearInSome<Op>) {
          if constexpr (!Op::linear_in(i))
            return;
          else if (linear[i])
            found[i] = cotangent_of<Op, i>(application, ct, Operands());
        } else if (linear[i]) {
          found[i] = cotangent_of<Op, i>(application, ct, Operands());
        }
      };
      (pull(std::integral_constant<int, k>()), ...);
    }
    (Operands());
    return found;
  }
}

}  // namespace wengert::ops
