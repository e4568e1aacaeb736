// The largest box of surface 24: where the Lagrangian of its volume is stationary in x, y, z and
// the multiplier, found by damped Newton steps from one start and from many. (The cube of side 2.)
#include <cmath>
#include <cstdio>
#include <optional>

#include <wengert/wengert.hpp>

#include "common/gnuplot.hpp"

namespace wg = wengert;
using examples::Gnuplot;
using wg::Array;

Array volume(Array p) { return p(0) * p(1) * p(2); }

Array surface(Array p) { return 2.0 * (p(0) * p(1) + p(0) * p(2) + p(1) * p(2)); }

Array lagrangian(Array p) { return volume(p) - p(3) * (surface(p) - 24); }

Array newton_step(Array p) {
  return p -
         0.1 * wg::matmul(wg::linalg::inv(wg::hessian(lagrangian)(p)), wg::jacfwd(lagrangian)(p));
}

Array largest(Array x) { return wg::max(wg::abs(x)); }

void one_start(int steps) {
  const auto step = wg::jit(newton_step);
  const auto print = [](int k, const Array& p) {
    std::printf("%5d", k);
    for (float v : p.to_vector<float>()) std::printf("%12.6f", double(v));
    std::printf("%12.6f%12.6f\n", volume(p).item<double>(), surface(p).item<double>());
  };
  std::printf(" step           x           y           z  multiplier      volume     surface\n");
  Array p = {1.5, 0.5, 1.0, 0.1};
  for (int k = 0; k < steps; ++k) {
    if (k % 10 == 0) print(k, p);
    const Array q = step(p);
    const bool done = bool(largest(p - q) < 1e-6);
    p = q;
    if (done || k + 1 == steps) return print(k + 1, p);
  }
}

struct Run {
  Array last, residuals;  // where it ended, and max |gradient| before each step
};

Run run_from(Array start, int steps) {
  const auto step = [](Array p, Array) {
    return std::pair{newton_step(p), largest(wg::grad(lagrangian)(p))};
  };
  const auto [last, residuals] = wg::scan(step, start, wg::zeros({steps}));
  return {last, residuals};
}

void draw(Gnuplot& plot, const Array& residuals, int shown) {
  plot << "$residuals << end\n";
  for (int start = 0; start < residuals.shape()[0]; ++start) {
    const std::vector<float> r = Array(residuals(start)).to_vector<float>();
    for (int k = 0; k < shown; ++k)
      if (std::isfinite(r[std::size_t(k)])) plot << k << ' ' << r[std::size_t(k)] << '\n';
    plot << '\n';
  }
  plot << "end\nset logscale y\nset format y '10^{%L}'\nset xlabel 'step'\n"
       << "set ylabel 'largest component of the gradient'\nset yrange [1e-7:1e3]\n"
       << "plot $residuals with lines lc rgb '#402471a3' notitle\n";
  plot.draw();
}

int main(int argc, char** argv) {
  return examples::run([&] {
    const examples::CommandLine line(
        argc, argv,
        "Finds the largest box of surface 24 by Newton's method, from one start and from many.",
        {{"--starts", "N", "100", "random starts in the unit cube"},
         {"--steps", "N", "3000", "Newton steps from each"},
         {"--plot", "OUT.png|.svg", "", "draws the convergence from the starts"}});
    const int starts = line.count("--starts"), steps = line.count("--steps");
    std::optional<Gnuplot> plot;
    if (line.given("--plot")) plot.emplace(line.text("--plot"));

    one_start(steps);

    const auto many = wg::jit(wg::vmap([&](Array start) { return run_from(start, steps); }));
    const Run run = many(wg::random::uniform(wg::random::key(0), {starts, 4}));
    const Array settled =
        run.residuals(wg::all, -1) < 1e-3;  // some starts run away, to NaN at last
    const Array volumes = wg::where(settled, wg::vmap(volume)(run.last), NAN);
    const int count = wg::sum(settled.astype(wg::int32)).item<int>();
    std::printf("\nof %d starts %d settle", starts, count);
    if (count > 0) {
      const Array best = wg::nanargmax(volumes);
      const double side = run.last(best, 0).item<double>(), most = volumes(best).item<double>();
      std::printf("; the largest box has side %.4f and volume %.4f", side, most);
    }
    std::printf("\n");
    if (plot) draw(*plot, run.residuals, std::min(steps, 300));
  });
}
