// Times, row by row, of one piece of work done four ways:
//   loops   as NumPy does it: one loop and one temporary for each operation
//   eigen   as Eigen arrays, whose expressions fuse
//   eager   as wengert arrays, statement by statement
//   jit     the same function, compiled
// Derivatives are written by hand for the first two, and taken by grad for the others.
#include <benchmark/benchmark.h>

#include <Eigen/Dense>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <wengert/wengert.hpp>

namespace wg = wengert;
using wg::Array;
using Vector = std::vector<float>;

namespace {

// n numbers spread evenly over [lo, hi), in no order.
Vector spread(std::int64_t n, double lo, double hi) {
  Vector x(static_cast<std::size_t>(n));
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double golden = double(i + 1) * 0.6180339887498949;
    x[i] = float(lo + (hi - lo) * (golden - std::floor(golden)));
  }
  return x;
}

Eigen::Map<const Eigen::ArrayXf> eigen(const Vector& x) {
  return {x.data(), Eigen::Index(x.size())};
}

template <class F>
void add(const std::string& name, F f) {
  benchmark::RegisterBenchmark(name.c_str(), [f](benchmark::State& state) {
    for (auto _ : state) {
      auto out = f();
      benchmark::DoNotOptimize(out);
    }
  })->Unit(benchmark::kMicrosecond);
}

// f(arguments...) is wengert's form; loops and eigen take no arguments.
template <class Loops, class Eigens, class F, class... Arguments>
void row(const std::string& name, std::int64_t n, Loops loops, Eigens eigens, F f,
         Arguments... arguments) {
  const std::string prefix = name + "/" + std::to_string(n) + "/";
  add(prefix + "loops", loops);
  add(prefix + "eigen", eigens);
  add(prefix + "eager", [=] { return f(arguments...); });
  add(prefix + "jit", [=, compiled = wg::jit(f)] { return compiled(arguments...); });
}

// One operation of NumPy: one loop into a temporary.
template <class Op, class... Operands>
auto each(Op op, const Vector& x, const Operands&... more) {
  std::vector<decltype(op(x[0], more[0]...))> out(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) out[i] = op(x[i], more[i]...);
  return out;
}
Vector exp_of(const Vector& x) {
  return each([](float v) { return std::exp(v); }, x);
}
Vector plus(const Vector& x, float c) {
  return each([=](float v) { return v + c; }, x);
}
Vector plus(const Vector& x, const Vector& y) {
  return each([](float v, float w) { return v + w; }, x, y);
}
Vector minus(const Vector& x, const Vector& y) {
  return each([](float v, float w) { return v - w; }, x, y);
}
Vector times(const Vector& x, float c) {
  return each([=](float v) { return v * c; }, x);
}
Vector times(const Vector& x, const Vector& y) {
  return each([](float v, float w) { return v * w; }, x, y);
}
Vector reciprocal(const Vector& x) {
  return each([](float v) { return 1 / v; }, x);
}
float total(const Vector& x) {
  float sum = 0;
  for (float v : x) sum += v;
  return sum;
}
Vector logistic(const Vector& x) { return reciprocal(plus(exp_of(times(x, -1)), 1)); }

// ---- elementwise
// -------------------------------------------------------------------------------------

void selu(std::int64_t n) {
  const Vector x = spread(n, -3, 3);
  const auto loops = [=] {
    const auto positive = each([](float v) { return char(v > 0); }, x);
    const Vector tail = plus(times(exp_of(x), 1.67f), -1.67f);
    return times(each([](float v, char p, float w) { return p ? v : w; }, x, positive, tail),
                 1.05f);
  };
  const auto eigens = [=] {
    const auto v = eigen(x);
    return Eigen::ArrayXf(1.05f * (v > 0).select(v, 1.67f * v.exp() - 1.67f));
  };
  const auto f = [](Array v) {
    return Array(1.05 * wg::where(v > 0, v, 1.67 * wg::exp(v) - 1.67));
  };
  row("selu", n, loops, eigens, f, Array(x));
}

void polynomial(std::int64_t n) {
  const Vector x = spread(n, 0, 1);
  const auto loops = [=] { return plus(times(x, x), times(x, 2)); };
  const auto eigens = [=] { return Eigen::ArrayXf(eigen(x) * eigen(x) + 2 * eigen(x)); };
  row("x*x+2x", n, loops, eigens, [](Array v) { return Array(v * v + 2 * v); }, Array(x));
}

void sum_logistic(std::int64_t n) {
  const Vector x = spread(n, -4, 4);
  const auto loops = [=] { return total(logistic(x)); };
  const auto eigens = [=] { return (1 / (1 + (-eigen(x)).exp())).sum(); };
  const auto f = [](Array v) { return wg::sum(1 / (1 + wg::exp(-v))); };
  row("sum_logistic", n, loops, eigens, f, Array(x));

  const auto loops_grad = [=] {
    const Vector s = logistic(x);
    return times(s, plus(times(s, -1), 1));
  };
  const auto eigens_grad = [=] {
    const Eigen::ArrayXf s = 1 / (1 + (-eigen(x)).exp());
    return Eigen::ArrayXf(s * (1 - s));
  };
  row("sum_logistic_grad", n, loops_grad, eigens_grad, wg::grad(f), Array(x));
}

// ---- pairwise distances, Simpson, matmul
// -------------------------------------------------------------

void pairwise_l1(std::int64_t n) {
  using Points = Eigen::Array<float, Eigen::Dynamic, 3, Eigen::RowMajor>;
  const Vector x = spread(3 * n, 0, 1);
  const auto loops =
      [=] {  // (n, n, 3) differences, their absolute values, the sum over the last axis
        const std::size_t rows = x.size() / 3;
        Vector difference(rows * rows * 3), out(rows * rows);
        for (std::size_t i = 0; i < rows; ++i)
          for (std::size_t j = 0; j < rows; ++j)
            for (std::size_t k = 0; k < 3; ++k)
              difference[(i * rows + j) * 3 + k] = x[3 * j + k] - x[3 * i + k];
        const Vector absolute = each([](float v) { return std::abs(v); }, difference);
        for (std::size_t i = 0; i < out.size(); ++i)
          out[i] = absolute[3 * i] + absolute[3 * i + 1] + absolute[3 * i + 2];
        return out;
      };
  const auto eigens = [=] {
    const Eigen::Map<const Points> points(x.data(), n, 3);
    Eigen::ArrayXXf out(n, n);
    for (Eigen::Index i = 0; i < n; ++i)
      out.col(i) = (points.rowwise() - points.row(i)).abs().rowwise().sum();
    return out;
  };
  const auto l1 = [](Array a, Array b) { return wg::sum(wg::abs(a - b)); };
  const Array a = Array(x).reshape({n, 3});
  row("pairwise_l1", n * n, loops, eigens, wg::vmap(wg::vmap(l1, {0, wg::none}), {wg::none, 0}), a,
      a);
}

// Integrals of x^(k/10) e^-x, k < 200, over [a, a + 5] for 100 values of a, 512 intervals each.
void simpson() {
  static constexpr int powers = 200, N = 512;
  using Doubles = std::vector<double>;
  Doubles a(100);
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = double(i) / 99;
  const auto weight = [](int j) { return j == 0 || j == N ? 1.0 : j % 2 ? 4.0 : 2.0; };
  const auto loops = [=] {
    Doubles x(a.size() * (N + 1)), decay(x.size()), power(x.size()), product(x.size()), out;
    for (std::size_t i = 0; i < x.size(); ++i)
      x[i] = a[i / (N + 1)] + 5.0 / N * double(i % (N + 1));
    for (int k = 0; k < powers; ++k) {
      for (std::size_t i = 0; i < x.size(); ++i) decay[i] = std::exp(-x[i]);
      for (std::size_t i = 0; i < x.size(); ++i) power[i] = std::pow(x[i], k / 10.0);
      for (std::size_t i = 0; i < x.size(); ++i) product[i] = power[i] * decay[i];
      for (std::size_t i = 0; i < a.size(); ++i) {
        double sum = 0;
        for (int j = 0; j <= N; ++j) sum += weight(j) * product[i * (N + 1) + std::size_t(j)];
        out.push_back(sum * 5 / N / 3);
      }
    }
    return out;
  };
  const auto eigens = [=] {
    Eigen::ArrayXd w(N + 1), x(N + 1);
    for (int j = 0; j <= N; ++j) w[j] = weight(j);
    Eigen::ArrayXXd out(powers, a.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      x = Eigen::ArrayXd::LinSpaced(N + 1, a[i], a[i] + 5);
      for (int k = 0; k < powers; ++k)
        out(k, Eigen::Index(i)) = (w * x.pow(k / 10.0) * (-x).exp()).sum() * 5 / N / 3;
    }
    return out;
  };
  const auto f = [](Array left) {
    const wg::DefaultFloat x64(wg::float64);
    const Array x = wg::linspace(left, left + 5.0, N + 1);
    Array w = wg::ones({N + 1});
    w = w.at(wg::slice(1, -1, 2)).set(4.0).at(wg::slice(2, -1, 2)).set(2.0);
    const auto integral = [&](Array k) {
      return Array(wg::einsum("i,ij->j", w, wg::pow(x, k) * wg::exp(-x)) * 5.0 / N / 3);
    };
    return wg::vmap(integral)(wg::arange(double(powers)) / 10);
  };
  row("simpson", powers * N * 100, loops, eigens, f, Array(a));
}

void matmul(std::int64_t n) {
  using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Vector x = spread(n * n, 0, 1);
  const auto loops = [=] {
    const auto m = std::size_t(n);
    Vector out(m * m);
    for (std::size_t i = 0; i < m; ++i)
      for (std::size_t k = 0; k < m; ++k)
        for (std::size_t j = 0; j < m; ++j) out[i * m + j] += x[i * m + k] * x[k * m + j];
    return out;
  };
  const auto eigens = [=] {
    const Eigen::Map<const Matrix> a(x.data(), n, n);
    return Matrix(a * a);
  };
  const Array a = Array(x).reshape({n, n});
  row("matmul", n * n, loops, eigens, [](Array p, Array q) { return wg::matmul(p, q); }, a, a);
}

// ---- the training steps of the examples
// --------------------------------------------------------------

struct Params {
  Array w, b;
};
struct Plain {
  Vector w;
  float b;
};
struct Eigens {
  Eigen::VectorXf w;
  float b;
};

// n points of d features, each feature a vector, as columns.
struct Points {
  Points(std::int64_t n, std::int64_t d, float negative)
      : X(spread(n * d, -2, 2)),
        Y(each([=](float v) { return v > 0 ? 1.0f : negative; }, spread(n, -1, 1))),
        w(spread(d, 0, 1)) {}
  Vector column(std::size_t k) const {
    const auto start = X.begin() + std::ptrdiff_t(k * Y.size());
    return Vector(start, start + std::ptrdiff_t(Y.size()));
  }
  Vector scores(const Vector& weights, float b) const {
    Vector z(Y.size(), b);
    for (std::size_t k = 0; k < weights.size(); ++k) z = plus(z, times(column(k), weights[k]));
    return z;
  }
  Plain step(const Vector& slope, float decay,
             float rate) const {  // slope: of the loss in each score
    Plain p{w, -rate * total(slope)};
    for (std::size_t k = 0; k < w.size(); ++k)
      p.w[k] -= rate * (decay * w[k] + total(times(column(k), slope)));
    return p;
  }
  Eigen::Map<const Eigen::MatrixXf> matrix() const {
    return {X.data(), Eigen::Index(Y.size()), Eigen::Index(w.size())};
  }
  Eigens step(const Eigen::VectorXf& slope, float decay, float rate) const {
    const Eigen::Map<const Eigen::VectorXf> v(w.data(), Eigen::Index(w.size()));
    return {v - rate * (decay * v + matrix().transpose() * slope), -rate * slope.sum()};
  }
  Array array() const {
    return Array(X).reshape({std::int64_t(w.size()), std::int64_t(Y.size())}).T() + 0.0;
  }

  Vector X, Y, w;
};

template <class Total>
auto descent(Total loss, double rate) {
  return [=](const Params& p, Array X, Array Y) {
    return wg::tree_map([=](Array a, Array d) { return a - rate * d; }, p, wg::grad(loss)(p, X, Y));
  };
}

void perceptron_step(std::int64_t n, std::int64_t d) {
  const Points points(n, d, 0);
  const float per_point = 1 / float(n);
  const auto loops = [=] {
    return points.step(times(minus(logistic(points.scores(points.w, 0)), points.Y), per_point), 0,
                       0.01f);
  };
  const auto eigens = [=] {
    const Eigen::Map<const Eigen::VectorXf> w(points.w.data(), d);
    const Eigen::ArrayXf z = points.matrix() * w;
    return points.step(((1 / (1 + (-z).exp()) - eigen(points.Y)) * per_point).matrix().eval(), 0,
                       0.01f);
  };
  const auto loss = [](const Params& p, Array X, Array Y) {
    const auto one = [](const Params& q, Array x, Array y) {
      const Array s = 1 / (1 + wg::exp(-(wg::dot(q.w, x) + q.b)));
      return Array(-y * wg::log(s + 1e-8) - (1 - y) * wg::log(1 - s + 1e-8));
    };
    return wg::mean(wg::vmap(one, {wg::none, 0, 0})(p, X, Y));
  };
  row("perceptron_step", n * d, loops, eigens, descent(loss, 0.01),
      Params{Array(points.w), Array(0.0f)}, points.array(), Array(points.Y));
}

void svm_step(std::int64_t n, std::int64_t d) {
  const Points points(n, d, -1);
  const float per_point = 1 / float(n);
  const auto loops = [=] {
    const auto slope = [=](float z, float y) { return y * z < 1 ? -y * per_point : 0; };
    return points.step(each(slope, points.scores(points.w, 0), points.Y), 0.1f, 0.1f);
  };
  const auto eigens = [=] {
    const Eigen::Map<const Eigen::VectorXf> w(points.w.data(), d);
    const auto y = eigen(points.Y);
    const Eigen::ArrayXf z = points.matrix() * w;
    return points.step((y * z < 1).select(-per_point * y, 0.0f).matrix().eval(), 0.1f, 0.1f);
  };
  const auto loss = [](const Params& p, Array X, Array Y) {
    const auto hinge = [](const Params& q, Array x, Array y) {
      return Array(wg::maximum(0.0, 1.0 - y * (wg::dot(q.w, x) + q.b)));
    };
    return Array(0.05 * wg::dot(p.w, p.w) + wg::mean(wg::vmap(hinge, {wg::none, 0, 0})(p, X, Y)));
  };
  row("svm_step", n * d, loops, eigens, descent(loss, 0.1), Params{Array(points.w), Array(0.0f)},
      points.array(), Array(points.Y));
}

// Newton steps on the Lagrangian of the largest box, from n starts. The gradient and the Hessian by
// hand:
struct Stationary {
  Eigen::Vector4f gradient;
  Eigen::Matrix4f hessian;
};
Stationary at(float x, float y, float z, float l) {
  const float xy = z - 2 * l, xz = y - 2 * l, yz = x - 2 * l;
  const float lx = -2 * (y + z), ly = -2 * (x + z), lz = -2 * (x + y);
  Stationary s;
  s.gradient << y * z + l * lx, x * z + l * ly, x * y + l * lz, 24 - 2 * (x * y + x * z + y * z);
  s.hessian << 0, xy, xz, lx, xy, 0, yz, ly, xz, yz, 0, lz, lx, ly, lz, 0;
  return s;
}

// Gauss and Jordan's elimination with partial pivoting: A⁻¹ g.
Eigen::Vector4f eliminate(Eigen::Matrix4f A, Eigen::Vector4f g) {
  for (int k = 0; k < 4; ++k) {
    int pivot = k;
    for (int i = k + 1; i < 4; ++i)
      if (std::abs(A(i, k)) > std::abs(A(pivot, k))) pivot = i;
    for (int j = 0; j < 4; ++j) std::swap(A(k, j), A(pivot, j));
    std::swap(g(k), g(pivot));
    for (int i = 0; i < 4; ++i) {
      if (i == k) continue;
      const float factor = A(i, k) / A(k, k);
      for (int j = 0; j < 4; ++j) A(i, j) -= factor * A(k, j);
      g(i) -= factor * g(k);
    }
  }
  for (int k = 0; k < 4; ++k) g(k) /= A(k, k);
  return g;
}

void newton_step(std::int64_t n) {
  const Vector starts = spread(4 * n, 0.5, 1.5);
  const auto stepped = [=](auto solve) {
    Vector p = starts;
    for (std::size_t i = 0; i < p.size(); i += 4) {
      const Stationary s = at(p[i], p[i + 1], p[i + 2], p[i + 3]);
      const Eigen::Vector4f direction = solve(s);
      for (std::size_t k = 0; k < 4; ++k) p[i + k] -= 0.1f * direction[Eigen::Index(k)];
    }
    return p;
  };
  const auto loops = [=] {
    return stepped([](const Stationary& s) { return eliminate(s.hessian, s.gradient); });
  };
  const auto eigens = [=] {
    return stepped(
        [](const Stationary& s) { return Eigen::Vector4f(s.hessian.inverse() * s.gradient); });
  };
  const auto lagrangian = [](Array p) {
    return Array(p(0) * p(1) * p(2) - p(3) * (2 * (p(0) * p(1) + p(0) * p(2) + p(1) * p(2)) - 24));
  };
  const auto step = [=](Array p) {
    return Array(
        p - 0.1 * wg::matmul(wg::linalg::inv(wg::hessian(lagrangian)(p)), wg::grad(lagrangian)(p)));
  };
  row("newton_step", 4 * n, loops, eigens, wg::vmap(step), Array(starts).reshape({n, 4}));
}

}  // namespace

int main(int argc, char** argv) {
  for (const std::int64_t n : {1'000, 100'000, 1'000'000}) {
    selu(n);
    polynomial(n);
    sum_logistic(n);
  }
  pairwise_l1(1000);
  simpson();
  for (const std::int64_t n : {64, 512}) matmul(n);
  for (const auto& [n, d] : {std::pair{100, 2}, std::pair{10'000, 30}}) {
    perceptron_step(n, d);
    svm_step(n, d);
  }
  for (const std::int64_t n : {100, 25'000}) newton_step(n);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
}
