// Roots of equations by callables of the user's, differentiated as roots.
#pragma once

#include "wengert/api/jvp.hpp"
#include "wengert/api/linear_solve.hpp"

namespace wengert {

namespace rooting {

/// What was recorded for an equation: how a root is found, from a guess; the residual, of x; and
/// the solution of a linear system with its derivative, of (x, right-hand side).
struct Equation {
  custom::Recorded value, residual, slope;
};
std::vector<Handle> bind(Equation equation, std::span<const Handle> guess);

}  // namespace rooting

/// x with f(x) = 0, or some other constant, as solve(f, guess) finds it. x and f(x) are Arrays or
/// pytrees of the guess's types. The derivatives in what f captures are those of the root, of every
/// order, by the implicit function theorem: each solves a linear system with the derivative of f at
/// x, by tangent_solve(linear map, right-hand side), in reverse mode with the transposed map. The
/// guess, and what solve alone captures, have none. Throws DtypeError or ShapeError where f(x) or x
/// does not have the guess's types.
///   custom_root([&](Array x) { return x * x - a; }, a, newton,
///               [](const auto& slope, Array y) { return y / slope(ones_like(y)); })
template <class F, Pytree X, class Solve, class TangentSolve>
X custom_root(F f, const X& guess, Solve solve, TangentSolve tangent_solve) {
  constexpr const char* name = "custom_root";
  const auto residual = [&](X x) { return X(call(f, x)); };
  auto equation = record(name, residual, std::tuple{guess});
  carries::require_same(name, equation.result, guess);
  const std::vector<Handle> handles = trees::handles_of(guess);
  if (!linear_solving::any_traced(handles, equation.captures)) return X(solve(residual, guess));

  auto value = record(name, [&](X x) { return X(solve(residual, x)); }, std::tuple{guess});
  carries::require_same(name, value.result, guess);
  const auto slope = [&](X x, X y) {
    const auto along = [&](X v) { return jvp(residual, std::tuple{x}, std::tuple{v}).second; };
    return custom_linear_solve(along, y, tangent_solve);
  };
  auto solved = record(name, slope, std::tuple{guess, guess});
  return trees::with_handles(X(guess), rooting::bind({custom::recorded(std::move(value)),
                                                      custom::recorded(std::move(equation)),
                                                      custom::recorded(std::move(solved))},
                                                     handles));
}

}  // namespace wengert

#if WENGERT_BODIES
namespace wengert::rooting {

// f(x, c) = 0, so f' dx = -df/dc dc. Where the root appears in this it is the operation once more,
// so that derivatives of the rule are right; its rule is a copy of this one.
struct RootRule : CustomRule {
  Equation equation;
  Function value;  // of all operands
  std::vector<Value> of_residual, of_slope;

  FunctionRef derive() override {
    const std::size_t operands = value.inputs, n = value.outputs.size();
    std::vector<Type> types;  // of the operands, then of their tangents
    for (std::size_t k = 0; k < 2 * operands; ++k) types.push_back(value.types[k % operands]);
    Builder builder(types);
    const Results root =
        builder.append(primitive<ops::CustomJvp>(),
                       ops::CustomJvp::attributes(value, std::make_shared<RootRule>(*this)),
                       value_range(0, operands));
    const std::vector<Value> x = value_range(root.first, root.count);
    std::vector<bool> moving(n, false);
    std::vector<Value> tangents;
    for (const Value v : of_residual) {
      moving.push_back(is_inexact(types[v].dtype));
      if (moving.back()) tangents.push_back(Value(operands) + v);
    }
    const Jvp derivative = wengert::jvp(equation.residual.function, moving);
    const std::vector<Value> moved = builder.inline_function(
        derivative.function, custom::both(custom::both(x, of_residual), tangents));
    std::vector<Value> side;
    std::size_t next = n;
    for (std::size_t k = 0; k < n; ++k) {
      const Type type = builder.type(x[k]);
      side.push_back(derivative.active_outputs[k] ? (-ops::Symbol{&builder, moved[next++]}).value
                                                  : ops::full(builder, type, 0).value);
    }
    const std::vector<Value> dx = builder.inline_function(
        equation.slope.function, custom::both(custom::both(x, side), of_slope));
    return builder.finish(custom::both(x, dx));
  }
};

WENGERT_API std::vector<Handle> bind(Equation equation, std::span<const Handle> guess) {
  custom::Layout layout;
  const std::vector<Value> x = layout.add(guess), of_value = layout.add(equation.value.captures);
  const auto rule = std::make_shared<RootRule>();
  rule->of_residual = layout.add(equation.residual.captures);
  rule->of_slope = layout.add(equation.slope.captures);
  rule->value = custom::on(layout.types(), equation.value.function, custom::both(x, of_value));
  rule->equation = std::move(equation);
  return wengert::bind(primitive<ops::CustomJvp>(), ops::CustomJvp::attributes(rule->value, rule),
                       layout.handles());
}

}  // namespace wengert::rooting
#endif
