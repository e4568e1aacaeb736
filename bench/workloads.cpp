// The workloads of peers/jax_peer.py as a wengert user writes them: the same names, inputs,
// options, columns and checksums.
//
// usage: workloads [--only NAME[,NAME]] [--seconds S] [--json FILE]
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <wengert/wengert.hpp>

namespace wg = wengert;
using wg::Array;

// ---- inputs
// ------------------------------------------------------------------------------------------

// frac((i + 1) * 0.618… * k) of [lo, hi), computed in double, then rounded.
template <class T = float>
Array u(std::int64_t n, double k = 1, double lo = 0, double hi = 1) {
  std::vector<T> v(static_cast<std::size_t>(n));
  for (std::int64_t i = 0; i < n; ++i) {
    const double x = double(i + 1) * 0.6180339887498949 * k;
    v[std::size_t(i)] = T(lo + (hi - lo) * (x - std::floor(x)));
  }
  return Array(v);
}

using Layers = std::vector<std::pair<Array, Array>>;

Layers mlp_params(const std::vector<std::int64_t>& sizes) {
  Layers layers;
  for (std::size_t i = 0; i + 1 < sizes.size(); ++i) {
    const std::int64_t m = sizes[i], n = sizes[i + 1];
    const Array w = u(m * n, 2.0 + double(i), -0.5, 0.5).reshape({m, n});
    layers.emplace_back(w / Array(std::sqrt(float(m))), u(n, 2.0 + double(i), -0.1, 0.1));
  }
  return layers;
}

Array mlp(const Layers& params, Array x) {
  for (std::size_t i = 0; i < params.size(); ++i) {
    x = wg::matmul(x, params[i].first) + params[i].second;
    if (i + 1 < params.size()) x = wg::tanh(x);
  }
  return x;
}

// ---- measuring
// ---------------------------------------------------------------------------------------

struct Row {
  std::string name;
  double compile_ms, run_us, checksum;
};

// The sum of |x| over all outputs in double, NaN left out.
template <class Tree>
double checksum(const Tree& outputs) {
  double sum = 0;
  (void)wg::tree_map(
      [&](Array x) {
        for (double v : Array(x.astype(wg::float64)).to_vector<double>())
          if (!std::isnan(v)) sum += std::abs(v);
        return x;
      },
      outputs);
  return sum;
}

double seconds = 0.6;

// The first call, then the median of repeated ones.
template <class F, class... Arguments>
Row measure(F f, const Arguments&... arguments) {
  using Clock = std::chrono::steady_clock;
  const auto timed = [&] {
    const auto start = Clock::now();
    auto out = f(arguments...);
    const std::chrono::duration<double, std::micro> spent = Clock::now() - start;
    return std::pair{spent.count(), std::move(out)};
  };
  const auto [first, out] = timed();
  (void)timed();
  std::vector<double> times;
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  while ((Clock::now() < end || times.size() < 5) && times.size() <= 20000)
    times.push_back(timed().first);
  std::nth_element(times.begin(), times.begin() + std::ptrdiff_t(times.size() / 2), times.end());
  const double run = times[times.size() / 2];
  return {"", (first - run) / 1e3, run, checksum(out)};
}

// ---- workloads
// ---------------------------------------------------------------------------------------

// The smallest call: jit(x + 1) on one float32.
Row dispatch_scalar() {
  return measure(wg::jit([](Array x) { return x + 1; }), Array(1.0f));
}

// One eager operation on two float32 vectors of 16.
Row eager_add_small() {
  return measure([](const Array& x, const Array& y) { return Array(x + y); }, u(16), u(16, 2));
}

// grad without jit of exp(-x/2) sin(x) at one float32.
Row eager_grad_scalar() {
  return measure(wg::grad([](Array x) { return wg::exp(-x / 2) * wg::sin(x); }), Array(1.5f));
}

Row selu_1e6() {
  const auto selu = [](Array x) { return 1.05 * wg::where(x > 0, x, 1.67 * wg::exp(x) - 1.67); };
  return measure(wg::jit(selu), u(1'000'000, 1, -3, 3));
}

// x*x + x*2 over 5000 x 5000 float32.
Row fuse_5000() {
  return measure(wg::jit([](Array x) { return x * x + x * 2.0; }),
                 u(25'000'000).reshape({5000, 5000}));
}

// grad of sum(1 / (1 + exp(-x))) over 1e6 float32.
Row sum_logistic_grad() {
  const auto f = [](Array x) { return wg::sum(1.0 / (1.0 + wg::exp(-x))); };
  return measure(wg::jit(wg::grad(f)), u(1'000'000, 1, -4, 4));
}

Row third_derivative_1e5() {
  const auto f = [](Array x) { return wg::tanh(x) * wg::sin(x); };
  return measure(wg::jit(wg::vmap(wg::grad(wg::grad(wg::grad(f))))), u(100'000, 1, -2, 2));
}

// Simpson integrals of 200 functions x^(n/10) e^-x on 100 intervals, 512 points each, float64.
Row simpson_200() {
  const wg::DefaultFloat x64(wg::float64);
  static constexpr int N = 512;
  const auto simpson = [](auto f, Array a, Array b) {
    const Array x = wg::linspace(a, b, N + 1);  // (N + 1, 100)
    Array w = wg::ones({N + 1});
    w = w.at(wg::slice(1, -1, 2)).set(4.0).at(wg::slice(2, -1, 2)).set(2.0);
    return Array(wg::einsum("i,i...->...", w, f(x)) * (b - a) / N / 3);
  };
  const auto all = [=](Array a, Array b) {
    const auto one = [=](Array k) {
      return simpson([=](Array x) { return Array(wg::pow(x, k) * wg::exp(-x)); }, a, b);
    };
    return wg::vmap(one)(wg::arange(200.0) / 10);
  };
  const Array a = wg::linspace(0, 1, 100);
  return measure(wg::jit(all), a, Array(a + 5.0));
}

// vmap(vmap(l1)) over 1000 x 3 points, float32.
Row pairwise_l1() {
  const auto l1 = [](Array a, Array b) { return wg::sum(wg::abs(a - b)); };
  const Array x = u(3000).reshape({1000, 3});
  return measure(wg::jit(wg::vmap(wg::vmap(l1, {0, wg::none}), {wg::none, 0})), x, x);
}

Layers sgd_step(const Layers& p, Array x, Array y) {
  const auto loss = [](const Layers& q, Array in, Array out) {
    return wg::mean(wg::pow(mlp(q, in) - out, 2));
  };
  return wg::tree_map([](Array a, Array b) { return a - 0.01 * b; }, p, wg::grad(loss)(p, x, y));
}

// SGD step of a 784-256-256-10 tanh network, batch 128, float32.
Row mlp_train_step() {
  return measure(wg::jit(sgd_step), mlp_params({784, 256, 256, 10}),
                 u(128 * 784, 1.5).reshape({128, 784}), u(1280, 2.5).reshape({128, 10}));
}

// SGD step of a 2-8-8-1 network, batch 16: the call overhead dominates.
Row mlp_tiny_step() {
  return measure(wg::jit(sgd_step), mlp_params({2, 8, 8, 1}), u(32, 1.5).reshape({16, 2}),
                 u(16, 2.5).reshape({16, 1}));
}

// vmap(grad(loss)) of a 64-64-64-1 network over 256 examples, float32.
Row per_example_grads() {
  const auto loss = [](const Layers& p, Array x, Array y) {
    return wg::sum(wg::pow(mlp(p, x) - y, 2));
  };
  return measure(wg::jit(wg::vmap(wg::grad(loss), {wg::none, 0, 0})), mlp_params({64, 64, 64, 1}),
                 u(256 * 64, 1.5).reshape({256, 64}), u(256, 2.5));
}

// 100 starts x 3000 damped Newton steps on the box-volume Lagrangian, float32.
Row newton_lagrange() {
  const auto lagrangian = [](Array p) {
    const Array x = p(0), y = p(1), z = p(2);
    return x * y * z + p(3) * (24.0 - 2 * x * y - 2 * y * z - 2 * x * z);
  };
  const auto step = [=](Array, Array p) {
    return Array(
        p - 0.1 * wg::matmul(wg::linalg::inv(wg::hessian(lagrangian)(p)), wg::grad(lagrangian)(p)));
  };
  const auto run = [=](Array p) { return wg::fori_loop(0, 3000, step, p); };
  const Array starts = wg::stack(
      {u(100, 1, 1.5, 2.5), u(100, 2, 1.5, 2.5), u(100, 3, 1.5, 2.5), u(100, 5, 0.2, 0.8)}, 1);
  return measure(wg::jit(wg::vmap(run)), starts);
}

// 1000 gradient steps of logistic regression, 100 x 2 points, one jitted step called from the host.
Row perceptron_epochs() {
  using Params = std::pair<Array, Array>;
  const auto loss = [](const Params& p, Array x, Array t) {
    const Array y = 1 / (1 + wg::exp(-(wg::dot(p.first, x) + p.second)));
    return -(t * wg::log(y + 1e-8) + (1 - t) * wg::log(1 - y + 1e-8));
  };
  const auto mean = [=](const Params& p, Array x, Array t) {
    return wg::mean(wg::vmap(loss, {wg::none, 0, 0})(p, x, t));
  };
  const auto step = wg::jit([=](const Params& p, Array x, Array t) {
    return wg::tree_map([](Array a, Array b) { return a - 0.01 * b; }, p, wg::grad(mean)(p, x, t));
  });
  const auto run = [=](Params p, const Array& x, const Array& t) {
    for (int k = 0; k < 1000; ++k) p = step(p, x, t);
    return p;
  };
  const Array x = wg::concatenate(
      {u(100, 1, 0.5, 3.5).reshape({50, 2}), u(100, 2, -3.5, -0.5).reshape({50, 2})});
  const Array t = wg::concatenate({wg::ones({50}), wg::zeros({50})});
  return measure(run, Params{u(2), Array(0.0f)}, x, t);
}

// The gradient of a recurrence over 10^4 elements, each made of the one before, in one array.
Row recurrence_grad() {
  constexpr std::int64_t n = 10000;
  const auto last = [](const Array& start) {
    const auto step = [](const Array& i, const Array& x) {
      return x.at(i).set(wg::sin(x(i - 1)) + 0.5 * x(i));
    };
    return wg::sum(wg::fori_loop(1, n, step, start));
  };
  return measure(wg::jit(wg::grad(last)), u(n));
}

Row matmul_1024() {
  const Array x = u(1 << 20).reshape({1024, 1024});
  return measure(wg::jit([](Array a, Array b) { return wg::matmul(a, b); }), x, x);
}

// ---- the program
// -------------------------------------------------------------------------------------

struct Workload {
  const char* name;
  Row (*run)();
};

constexpr Workload workloads[] = {
    {"dispatch_scalar", dispatch_scalar},
    {"eager_add_small", eager_add_small},
    {"eager_grad_scalar", eager_grad_scalar},
    {"selu_1e6", selu_1e6},
    {"fuse_5000", fuse_5000},
    {"sum_logistic_grad", sum_logistic_grad},
    {"third_derivative_1e5", third_derivative_1e5},
    {"simpson_200", simpson_200},
    {"pairwise_l1", pairwise_l1},
    {"mlp_train_step", mlp_train_step},
    {"mlp_tiny_step", mlp_tiny_step},
    {"per_example_grads", per_example_grads},
    {"newton_lagrange", newton_lagrange},
    {"perceptron_epochs", perceptron_epochs},
    {"recurrence_grad", recurrence_grad},
    {"matmul_1024", matmul_1024},
};

void write_json(const std::string& file, const std::vector<Row>& rows) {
  std::ofstream json(file);
  json.precision(17);
  json << '[';
  for (std::size_t k = 0; k < rows.size(); ++k)
    json << (k ? ",\n " : "\n ") << "{\"name\": \"" << rows[k].name
         << "\", \"compile_ms\": " << rows[k].compile_ms << ", \"run_us\": " << rows[k].run_us
         << ", \"numpy_us\": null, \"checksum\": " << rows[k].checksum << '}';
  json << "\n]\n";
}

int main(int argc, char** argv) {
  std::string only, json;
  for (int k = 1; k < argc; k += 2) {
    const std::string option = argv[k], value = k + 1 < argc ? argv[k + 1] : "";
    if (option == "--only")
      only = "," + value + ",";
    else if (option == "--seconds")
      seconds = std::stod(value);
    else if (option == "--json")
      json = value;
    else
      return std::cerr << "usage: workloads [--only NAME[,NAME]] [--seconds S] [--json FILE]\n", 2;
  }

  // What JAX spends at import, LLVM spends in its first compilation; it is reported by itself.
  const Row first = measure(wg::jit([](Array x) { return wg::sum(x * 3); }), wg::ones({8}));
  std::fprintf(stderr, "start-up: %.1f ms, the first compilation\n", first.compile_ms);

  std::vector<Row> rows;
  std::printf("%-24s%12s%14s%14s  checksum\n", "workload", "compile_ms", "run_us", "numpy_us");
  for (const auto& [name, run] : workloads) {
    if (!only.empty() && only.find("," + std::string(name) + ",") == std::string::npos) continue;
    Row row = run();
    row.name = name;
    std::printf("%-24s%12.1f%14.1f%14.1f  %.9g\n", name, row.compile_ms, row.run_us, NAN,
                row.checksum);
    std::fflush(stdout);
    rows.push_back(row);
  }
  if (!json.empty()) write_json(json, rows);
}
