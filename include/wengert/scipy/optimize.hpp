// Minimisation of functions of several variables.
#pragma once

#include <functional>

#include "wengert/array/array.hpp"

namespace wengert::scipy::optimize {

/// method: "BFGS". Converged where no element of the gradient exceeds tol; at most maxiter steps
/// (200 times the number of variables unless given).
struct Minimization {
  std::string method = "BFGS";
  double tol = 1e-5;
  std::optional<std::int64_t> maxiter = {};
};

/// The last x (n), its value `fun` and gradient `jac` (n), the estimated inverse Hessian (n, n);
/// whether it converged, or else the status: 1, out of iterations; 2, no further decrease found.
/// nfev and njev count values and gradients, nit steps.
struct OptimizeResult {
  Array x, success, status, fun, jac, hess_inv, nfev, njev, nit;
};

/// A local minimum of f, which maps a vector to a number, near x0 (n): by the quasi-Newton method
/// of Broyden, Fletcher, Goldfarb and Shanno, in steps that satisfy the strong Wolfe conditions
/// (Nocedal and Wright 2006, algorithms 6.1, 3.5 and 3.6). Compiles, and batches until the last
/// example is done; derivatives in what f captures are those of the iteration. Throws ShapeError
/// unless x0 is a vector and f's result a number, DtypeError of complex ones, ValueError of another
/// method.
///   minimize([](const Array& x) { return sum((x - 1.0) * (x - 1.0)); }, zeros({3})).x
OptimizeResult minimize(const std::function<Array(const Array&)>& f, const Array& x0,
                        const Minimization& how = {});

}  // namespace wengert::scipy::optimize

#if WENGERT_BODIES
#include "wengert/api/grad.hpp"
#include "wengert/api/loop.hpp"
#include "wengert/linalg/systems.hpp"

namespace wengert::scipy::optimize {

namespace search {

inline constexpr double sufficient_decrease = 1e-4, curvature = 0.9;  // Wolfe's conditions
inline constexpr int most_trials = 40;

/// A step along the direction, f there and its derivative by the step.
struct Point {
  Array step, value, slope;
};
inline Point choose(const Array& first, const Point& a, const Point& b) {
  return {where(first, a.step, b.step), where(first, a.value, b.value),
          where(first, a.slope, b.slope)};
}

/// The least point of the cubic through a and b (Nocedal and Wright 3.59), or the middle where that
/// is none, or too close to either.
inline Array between(const Point& a, const Point& b) {
  const Array width = b.step - a.step;
  const Array d1 = a.slope + b.slope - 3 * (b.value - a.value) / width;
  const Array square = d1 * d1 - a.slope * b.slope;
  const Array d2 = sign(width) * sqrt(where(square > 0, square, 1));
  const Array part = 1 - (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2);
  const Array sound = (square > 0) & (part > 0.1) & (part < 0.9);
  return a.step + where(sound, part, 0.5) * width;
}

struct State {
  Point low;   // of the steps that decrease f enough, the best
  Point high;  // the other end of an interval that holds steps as wanted
  Array trial, found, x, value, gradient, trials;
};

/// From x along p: a step that satisfies the strong Wolfe conditions, the first tried being
/// `trial`. Until a step is too long the interval is open, high.step = inf, and the next step twice
/// as long.
template <class Evaluate>
State along(const Evaluate& evaluate, const Array& x, const Array& value, const Array& gradient,
            const Array& p, const Array& trial) {
  const Array slope = vdot(gradient, p), zero = zeros_like(slope);
  const State start{{zero, value, slope},
                    {full_like(slope, inf), value, slope},
                    trial,
                    Array(false),
                    x,
                    value,
                    gradient,
                    Array(0)};
  return while_loop(
      [](State s) { return (!s.found) & (s.trials < most_trials); },
      [&](State s) {
        const Array there = x + s.trial * p;
        const auto [f, g] = evaluate(there);
        const Point t{s.trial, f, vdot(g, p)};
        const Array lower = (f <= value + sufficient_decrease * t.step * slope) & (f < s.low.value);
        const Array found = lower & (abs(t.slope) <= -curvature * slope);
        const Array past = lower & ((t.slope > 0) == (s.high.step > s.low.step));
        const Point high = choose(lower, choose(past, s.low, s.high), t),
                    low = choose(lower, t, s.low);
        const Array next = where(isfinite(high.step), between(low, high), 2 * low.step);
        return State{low,
                     high,
                     next,
                     found,
                     where(found, there, s.x),
                     where(found, f, s.value),
                     where(found, g, s.gradient),
                     s.trials + 1};
      },
      start);
}

}  // namespace search

// The first step has length 1 at most; after it, before the first update, the estimate is scaled to
// the curvature found (Nocedal and Wright 6.20).
WENGERT_API OptimizeResult minimize(const std::function<Array(const Array&)>& f, const Array& x0,
                                    const Minimization& how) {
  if (how.method != "BFGS")
    throw ValueError(cat("minimize: no method is named '", how.method, "'; there is 'BFGS'"));
  if (x0.ndim() != 1) throw ShapeError(cat("minimize: x0 is ", x0.type(), "; it must be a vector"));
  if (is_complex(x0.dtype()))
    throw DtypeError(cat("minimize: x0 is ", x0.type(), "; it must be real"));
  const Dtype d = to_inexact(x0.dtype());
  const std::int64_t n = x0.size(), most = how.maxiter.value_or(200 * n);
  const auto objective = [&](Array x) { return f(x).astype(d); };
  const auto evaluate = [&](const Array& x) { return value_and_grad(objective)(x); };
  const auto is_small = [&](const Array& g) { return wengert::all(abs(g) <= how.tol); };

  struct State {
    Array x, value, gradient, inverse_hessian, failed, evaluations, k;
  };
  const Array first = x0.astype(d);
  const auto [value, gradient] = evaluate(first);
  const State last = while_loop(
      [&](State s) { return (!is_small(s.gradient)) & (!s.failed) & (s.k < most); },
      [&](State s) {
        const Array p = -dot(s.inverse_hessian, s.gradient), start = s.k == 0;
        const Array trial = where(start, minimum(1, 1 / max(abs(p))), 1).astype(d);
        const auto step = search::along(evaluate, s.x, s.value, s.gradient, p, trial);
        const Array dx = step.x - s.x, dg = step.gradient - s.gradient, product = vdot(dx, dg);
        const Array curved = product > 0, rho = where(curved, 1 / where(curved, product, 1), 0);
        const Array scale = where(start & curved, product / vdot(dg, dg), 1);
        const Array turn = eye(n, {}, 0, d) - rho * outer(dx, dg);
        const Array updated =
            matmul(matmul(turn, scale * s.inverse_hessian), turn.T()) + rho * outer(dx, dx);
        return State{step.x,
                     step.value,
                     step.gradient,
                     where(curved, updated, s.inverse_hessian),
                     !step.found,
                     s.evaluations + step.trials,
                     s.k + step.found.astype(s.k.dtype())};
      },
      State{first, value, gradient, eye(n, {}, 0, d), Array(false), Array(1), Array(0)});
  const Array success = is_small(last.gradient);
  return {last.x,           success,          where(success, 0, where(last.failed, 2, 1)),
          last.value,       last.gradient,    last.inverse_hessian,
          last.evaluations, last.evaluations, last.k};
}

}  // namespace wengert::scipy::optimize
#endif
