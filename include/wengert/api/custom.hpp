// Derivatives that the user states: custom_jvp, custom_vjp, and stop_gradient.
//
// Rules are ordinary callables, traced together with the function they belong to. What function and
// rules capture becomes an operand; its derivative through the rule is zero.
#pragma once

#include <tuple>
#include <utility>

#include "wengert/api/carry.hpp"
#include "wengert/ops/control.hpp"

namespace wengert {

namespace custom {

struct Recorded {
  Function function;
  std::vector<Handle> captures;
};

/// custom_jvp of f and its rule (operands, tangents) → (results, tangents).
std::vector<Handle> bind_jvp(const Recorded& f, const Recorded& rule,
                             std::span<const Handle> operands);
/// custom_vjp of f, forward (operands) → (results, residuals) and backward (residuals, cotangents)
/// → cotangents.
std::vector<Handle> bind_vjp(const Recorded& f, const Recorded& forward, const Recorded& backward,
                             std::span<const Handle> operands);
bool any_traced(std::span<const Handle> handles);
/// x by an operation of zero derivative.
Handle without_derivative(const Handle& x);

template <class R>
Recorded recorded(Recording<R> r) {
  return {std::move(r.function), std::move(r.captures)};
}

/// The pytrees among some arguments: what has tangents.
template <class... A>
auto variables(const std::tuple<A...>& arguments) {
  const auto one = []<class T>(const T& x) {
    if constexpr (Pytree<T>)
      return std::make_tuple(x);
    else
      return std::tuple();
  };
  return std::apply([&](const auto&... x) { return std::tuple_cat(one(x)...); }, arguments);
}

}  // namespace custom

/// What custom_jvp gives: callable as F is.
template <class F, class Rule>
class CustomForward : public TakesBraces<CustomForward<F, Rule>, Parameters<F>> {
 public:
  using wrapped_parameters = Parameters<F>;
  using TakesBraces<CustomForward, wrapped_parameters>::operator();

  CustomForward(F f, Rule rule) : f_(std::move(f)), rule_(std::move(rule)) {}

  template <class... Given>
  auto operator()(Given&&... given) const {
    auto arguments = convert_arguments<F>(std::forward<Given>(given)...);
    using R = Result<F, Given...>;
    const std::vector<Handle> operands =
        std::apply([](auto&... a) { return trees::handles_of(a...); }, arguments);
    if (!custom::any_traced(operands))
      return std::apply([&](auto&... a) { return R(call(f_, a...)); }, arguments);
    const auto rule = [&](auto&... primals_and_tangents) {
      auto both = call(rule_, primals_and_tangents...);
      static_assert(trees::is_pair<decltype(both)>,
                    "custom_jvp: the rule must return std::pair{result, its tangent}");
      return std::pair<R, R>(std::move(both.first), std::move(both.second));
    };
    auto value = record("custom_jvp", f_, arguments);
    auto derivative =
        record("custom_jvp", rule, std::tuple_cat(arguments, custom::variables(arguments)));
    carries::require_same("custom_jvp", derivative.result.first, value.result);
    carries::require_same("custom_jvp", derivative.result.second, value.result);
    R result = std::move(value.result);
    return trees::with_handles(std::move(result),
                               custom::bind_jvp(custom::recorded(std::move(value)),
                                                custom::recorded(std::move(derivative)), operands));
  }

 private:
  mutable F f_;
  mutable Rule rule_;
};

/// f with a forward derivative of the user's: rule(arguments..., tangents...) returns pair{result,
/// tangent of the result}, where tangents are those of the Array and pytree arguments. Reverse mode
/// transposes the rule, so it must be linear in the tangents.
///   custom_jvp([](Array x) { return log(1 + exp(x)); },
///              [](Array x, Array t) { return std::pair{Array(log(1 + exp(x))), Array(t / (1 +
///              exp(-x)))}; })
template <class F, class Rule>
auto custom_jvp(F f, Rule rule) {
  return CustomForward<F, Rule>(std::move(f), std::move(rule));
}

/// What custom_vjp gives: callable as F is.
template <class F, class Forward, class Backward>
class CustomReverse : public TakesBraces<CustomReverse<F, Forward, Backward>, Parameters<F>> {
 public:
  using wrapped_parameters = Parameters<F>;
  using TakesBraces<CustomReverse, wrapped_parameters>::operator();

  CustomReverse(F f, Forward forward, Backward backward)
      : f_(std::move(f)), forward_(std::move(forward)), backward_(std::move(backward)) {}

  template <class... Given>
  auto operator()(Given&&... given) const {
    auto arguments = convert_arguments<F>(std::forward<Given>(given)...);
    using R = Result<F, Given...>;
    const std::vector<Handle> operands =
        std::apply([](auto&... a) { return trees::handles_of(a...); }, arguments);
    if (!custom::any_traced(operands))
      return std::apply([&](auto&... a) { return R(call(f_, a...)); }, arguments);
    auto value = record("custom_vjp", f_, arguments);
    auto forward = record("custom_vjp", forward_, arguments);
    static_assert(trees::is_pair<decltype(forward.result)>,
                  "custom_vjp: the forward rule must return std::pair{result, residuals}");
    auto backward =
        record_backward(custom::variables(arguments), forward.result.second, value.result);
    R result = std::move(value.result);
    return trees::with_handles(
        std::move(result),
        custom::bind_vjp(custom::recorded(std::move(value)), custom::recorded(std::move(forward)),
                         custom::recorded(std::move(backward)), operands));
  }

 private:
  template <class Variables, class Residuals, class R>
  auto record_backward(const Variables& variables, const Residuals& residuals,
                       const R& result) const {
    const auto rule = [&](auto& kept, auto& cotangent) {
      auto cotangents = call(backward_, kept, cotangent);
      if constexpr (std::is_convertible_v<decltype(cotangents), Variables>)
        return Variables(std::move(cotangents));
      else
        return Variables(std::tuple_element_t<0, Variables>(std::move(cotangents)));
    };
    auto backward = record("custom_vjp", rule, std::pair<Residuals, R>(residuals, result));
    carries::require_same("custom_vjp", backward.result, variables);
    return backward;
  }

  mutable F f_;
  mutable Forward forward_;
  mutable Backward backward_;
};

/// f with a reverse derivative of the user's: forward(arguments...) returns pair{result,
/// residuals}, any pytree; backward(residuals, cotangent of the result) returns the cotangents of
/// the Array and pytree arguments, as a tuple or, where there is one, alone.
template <class F, class Forward, class Backward>
auto custom_vjp(F f, Forward forward, Backward backward) {
  return CustomReverse<F, Forward, Backward>(std::move(f), std::move(forward), std::move(backward));
}

/// A pytree whose Arrays have zero derivative.
template <Pytree T>
requires(!AnyExpression<T>) T stop_gradient(const T& tree) {
  return trees::with_arrays(tree,
                            [](const Array& a) { return custom::without_derivative(a.handle()); });
}

}  // namespace wengert

#if WENGERT_BODIES
#include <algorithm>

#include "wengert/ir/rewrite.hpp"
#include "wengert/ops/manifest.hpp"

namespace wengert::custom {

// A rule that is already traced.
struct TracedRule : CustomRule {
  explicit TracedRule(Function f) : function(std::move(f)) {}
  FunctionRef derive() override { return function; }
  FunctionRef function;
};

inline RuleRef rule_of(Function f) { return std::make_shared<TracedRule>(std::move(f)); }

/// The operands of f and all captures, in lists that follow one another.
class Layout {
 public:
  std::vector<Value> add(std::span<const Handle> handles) {
    const auto first = Value(handles_.size());
    handles_.insert(handles_.end(), handles.begin(), handles.end());
    return value_range(first, handles.size());
  }
  const std::vector<Handle>& handles() const { return handles_; }
  std::vector<Type> types() const {
    std::vector<Type> all;
    for (const Handle& h : handles_) all.push_back(h.type());
    return all;
  }

 private:
  std::vector<Handle> handles_;
};

inline std::vector<Value> both(std::vector<Value> first, const std::vector<Value>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

/// f on some of the inputs of these types.
inline Function on(const std::vector<Type>& types, const Function& f,
                   const std::vector<Value>& arguments) {
  Builder builder(types);
  return builder.finish(builder.inline_function(f, arguments));
}

WENGERT_API bool any_traced(std::span<const Handle> handles) {
  return std::ranges::any_of(handles, [](const Handle& h) { return h.traced(); });
}

WENGERT_API Handle without_derivative(const Handle& x) {
  return bind(primitive<ops::StopGradient>(), {}, {&x, 1})[0];
}

WENGERT_API std::vector<Handle> bind_jvp(const Recorded& f, const Recorded& rule,
                                         std::span<const Handle> operands) {
  Layout layout;
  const std::vector<Value> x = layout.add(operands), of_f = layout.add(f.captures),
                           of_rule = layout.add(rule.captures);
  const std::vector<Type> types = layout.types();
  std::vector<Type> twice = types;  // operands, then their tangents
  twice.insert(twice.end(), types.begin(), types.end());
  const std::vector<Value> dx = value_range(Value(types.size()), operands.size());
  return wengert::bind(
      primitive<ops::CustomJvp>(),
      ops::CustomJvp::attributes(on(types, f.function, both(x, of_f)),
                                 rule_of(on(twice, rule.function, both(both(x, dx), of_rule)))),
      layout.handles());
}

WENGERT_API std::vector<Handle> bind_vjp(const Recorded& f, const Recorded& forward,
                                         const Recorded& backward,
                                         std::span<const Handle> operands) {
  Layout layout;
  const std::vector<Value> x = layout.add(operands), of_f = layout.add(f.captures),
                           of_forward = layout.add(forward.captures),
                           of_backward = layout.add(backward.captures);
  const std::vector<Type> types = layout.types();

  // What backward captured goes with the residuals.
  Builder first(types);
  std::vector<Value> kept =
      both(first.inline_function(forward.function, both(x, of_forward)), of_backward);
  const Function augmented = first.finish(std::move(kept));

  const std::size_t results = f.function.outputs.size();
  const std::size_t residuals = forward.function.outputs.size() - results;
  std::vector<Type> inputs = augmented.output_types();
  std::rotate(inputs.begin(), inputs.begin() + std::ptrdiff_t(results), inputs.end());
  Builder second(inputs);
  const auto after = Value(residuals + backward.captures.size());
  const std::vector<Value> arguments =
      both(both(value_range(0, residuals), value_range(after, results)),
           value_range(Value(residuals), backward.captures.size()));
  std::vector<Value> cotangents = second.inline_function(backward.function, arguments);
  for (std::size_t k = operands.size(); k < types.size(); ++k)
    cotangents.push_back(ops::full(second, types[k], 0).value);
  return wengert::bind(
      primitive<ops::CustomVjp>(),
      ops::CustomVjp::attributes(on(types, f.function, both(x, of_f)), rule_of(augmented),
                                 rule_of(second.finish(std::move(cotangents)))),
      layout.handles());
}

}  // namespace wengert::custom
#endif
