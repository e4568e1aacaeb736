// Solutions of linear systems by callables of the user's, differentiated as solutions.
#pragma once

#include "wengert/api/custom.hpp"
#include "wengert/api/linear_transpose.hpp"

namespace wengert {

namespace linear_solving {

/// What was recorded for a right-hand side b: how a solution is found, the linear map, and the
/// solutions that derivatives ask for, of the map and of its transpose.
struct System {
  custom::Recorded value, matvec, solve, transposed;
};
std::vector<Handle> bind(const System& system, std::span<const Handle> b);
bool any_traced(std::span<const Handle> b, std::span<const Handle> captures);

}  // namespace linear_solving

/// x with matvec(x) = b, as solve(matvec, b) finds it. b and x are Arrays or pytrees of the same
/// types; matvec must be linear, and solve and transpose_solve may do what they like: the
/// derivatives in b and in what matvec captures are those of the exact solution, of every order.
/// Forward mode solves one more system with matvec, reverse mode one with its transpose, by
/// transpose_solve(transposed map, b). What solve alone captures has no derivative. Throws
/// DtypeError or ShapeError where matvec(x) or x does not have b's types.
///   custom_linear_solve([&](Array v) { return matmul(a, v); }, b, iterate, iterate)
template <class Matvec, Pytree B, class Solve, class TransposeSolve>
B custom_linear_solve(Matvec matvec, const B& b, Solve solve, TransposeSolve transpose_solve) {
  constexpr const char* name = "custom_linear_solve";
  const auto map = [&](B x) { return B(call(matvec, x)); };
  auto product = record(name, map, std::tuple{b});
  carries::require_same(name, product.result, b);
  const std::vector<Handle> handles = trees::handles_of(b);
  if (!linear_solving::any_traced(handles, product.captures)) return B(solve(map, b));

  auto solution = record(name, [&](B v) { return B(solve(map, v)); }, std::tuple{b});
  carries::require_same(name, solution.result, b);
  const auto across = [&](B v) {
    const auto turned = linear_transpose(map, v);
    return B(transpose_solve([&](B w) { return std::get<0>(turned(w)); }, v));
  };
  auto transposed = record(name, across, std::tuple{b});
  carries::require_same(name, transposed.result, b);
  const custom::Recorded found = custom::recorded(std::move(solution));
  return trees::with_handles(
      B(b), linear_solving::bind({found, custom::recorded(std::move(product)), found,
                                  custom::recorded(std::move(transposed))},
                                 handles));
}
/// The transposed system by the same means.
template <class Matvec, Pytree B, class Solve>
B custom_linear_solve(Matvec matvec, const B& b, Solve solve) {
  return custom_linear_solve(std::move(matvec), b, solve, solve);
}

}  // namespace wengert

#if WENGERT_BODIES
namespace wengert::linear_solving {

WENGERT_API bool any_traced(std::span<const Handle> b, std::span<const Handle> captures) {
  return custom::any_traced(b) || custom::any_traced(captures);
}

WENGERT_API std::vector<Handle> bind(const System& system, std::span<const Handle> b) {
  custom::Layout layout;
  const custom::Recorded* const all[] = {&system.value, &system.matvec, &system.solve,
                                         &system.transposed};
  std::vector<std::vector<Value>> captures;
  for (const custom::Recorded* each : all) captures.push_back(layout.add(each->captures));
  const std::vector<Value> side = layout.add(b);
  const std::vector<Type> types = layout.types();
  const auto on_all = [&](std::size_t k) {
    return FunctionRef(custom::on(types, all[k]->function, custom::both(side, captures[k])));
  };
  return wengert::bind(primitive<ops::LinearSolve>(),
                       ops::LinearSolve::attributes(on_all(0), on_all(1), on_all(2), on_all(3)),
                       layout.handles());
}

}  // namespace wengert::linear_solving
#endif
