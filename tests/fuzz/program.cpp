#include "fuzz/program.hpp"

#include <functional>

namespace fuzz {

namespace {

// A value of the stack, from the back more often than not.
const Array& pick(const Arrays& stack, std::uint32_t which) {
  const std::size_t n = stack.size();
  return stack[which % 3 ? n - 1 - which / 3 % std::min<std::size_t>(n, 4) : which / 3 % n];
}

/// y in x's shape, by whatever means.
Array like(const Array& x, const Array& y) {
  if (y.shape() == x.shape() || y.ndim() == 0) return y;
  if (y.ndim() == 1 && x.ndim() > 0 && y.shape()[0] == x.shape().back()) return y;
  return wg::mean(y);
}

/// The integers 0 … n - 1 in some order, or with repetitions.
Array indices(std::int64_t n, std::uint32_t seed) {
  std::vector<std::int32_t> order;
  for (std::int64_t k = 0; k < n; ++k) order.push_back(std::int32_t((k * 7 + seed) % n));
  return Array(order);
}

/// A square matrix of order at most 5 with well separated eigenvalues, made of x.
Array square_matrix(const Array& x, bool symmetric) {
  const std::int64_t n = x.ndim() ? std::min<std::int64_t>(x.shape().back(), 5) : 1;
  const Array flat = wg::ravel(x);
  std::vector<std::int64_t> cycle;
  for (std::int64_t k = 0; k < n * n; ++k) cycle.push_back(x.size() ? k % x.size() : 0);
  const Array entries = x.size()
                            ? Array(wg::sin(wg::take(flat, Array(cycle), 0)).reshape({n, n}) * 0.1)
                            : wg::zeros({n, n}, wg::float64);
  const Array spread = wg::diag(wg::arange(1.0, double(n) + 1, 1.0).astype(wg::float64));
  return spread + (symmetric ? Array(entries + entries.T()) : entries);
}

/// f of x in another dtype, and back.
template <class F>
Array within(wg::Dtype dtype, const Array& x, F f) {
  return Array(f(x.astype(dtype))).astype(wg::float64);
}

constexpr wg::Dtype integer_dtypes[] = {wg::int8,  wg::int16,  wg::int32,  wg::int64,
                                        wg::uint8, wg::uint16, wg::uint32, wg::uint64};
constexpr wg::Dtype narrow_dtypes[] = {wg::float32, wg::float16, wg::bfloat16};

/// Added to what becomes an integer: 1, 1/2 and their like, which programs come by often and only
/// up to rounding, must not lie where the integer changes.
constexpr double off_the_integers = 0.1234567;

/// f of some small integers made of x, in a dtype of `which`'s choice, as numbers near 1.
template <class F>
Array on_integers(const Array& x, std::uint32_t which, F f) {
  const wg::Dtype dtype = integer_dtypes[which % 8];
  const double scale = which % 8 < 4 ? 20 : 10, offset = which % 8 < 4 ? 0 : 20;
  const Array small = wg::clip(x * scale + (offset + off_the_integers), -90, 90);
  const Array made = f(small.astype(dtype));
  return wg::mod(made.astype(wg::float64), 64.0) / 64;
}

template <class F>
Array on_complex(const Array& x, const Array& y, F f) {
  const Array z = f(wg::Array(x + y * std::complex<double>(0, 1)));
  return wg::real(z) + 0.5 * wg::imag(z);
}

using Operation = std::function<Array(const Arrays&, const Instruction&)>;

#define UNARY(expression)                         \
  [](const Arrays& stack, const Instruction& i) { \
    const Array& x = pick(stack, i.a);            \
    (void)i;                                      \
    return Array(expression);                     \
  }
#define BINARY(expression)                        \
  [](const Arrays& stack, const Instruction& i) { \
    const Array& x = pick(stack, i.a);            \
    const Array y = like(x, pick(stack, i.b));    \
    return Array(expression);                     \
  }

int axis_of(const Array& x, std::uint32_t which) { return int(which % std::uint32_t(x.ndim())); }

const std::vector<Operation>& smooth() {
  static const std::vector<Operation> all = {
      UNARY(wg::sin(x)),
      UNARY(wg::cos(x) * 1.5),
      UNARY(wg::tanh(x)),
      UNARY(wg::exp(-x * x)),
      UNARY(wg::log(1.5 + x * x)),
      UNARY(wg::sqrt(1 + x * x)),
      UNARY(wg::arctan(x)),
      UNARY(wg::erf(x)),
      UNARY(1 / (2 + wg::sin(x))),
      UNARY(wg::nn::softplus(x) - 1),
      UNARY(wg::logistic(3 * x)),
      UNARY(wg::pow(wg::sin(x), 3)),
      UNARY(wg::expm1(wg::sin(x))),
      UNARY(wg::log1p(wg::square(x)) * (0.1 * double(i.c % 20))),
      BINARY(x + y),
      BINARY(x - 0.5 * y),
      BINARY(x * wg::sin(y)),
      BINARY(x / (2 + wg::cos(y))),
      BINARY(wg::arctan2(x, 2 + wg::square(y))),
      BINARY(wg::logaddexp(x, y)),
      BINARY(wg::pow(1.5 + wg::sin(x), y / (1 + wg::square(y)))),
      BINARY(wg::where(i.c % 2 ? Array(true) : Array(false), x, y * wg::ones_like(x))),
      // shapes
      UNARY(x.ndim() ? wg::sum(x, axis_of(x, i.c)) / double(x.shape()[axis_of(x, i.c)]) : x),
      UNARY(wg::mean(x)),
      UNARY(x.T()),
      UNARY(wg::flip(x)),
      UNARY(wg::ravel(x)),
      UNARY(x.ndim() ? wg::roll(x, int(i.c % 5), axis_of(x, i.b)) : x),
      UNARY(x.ndim() < 3 && x.size() < 40 ? wg::broadcast_to(x,
                                                             [&] {
                                                               wg::Shape s = x.shape();
                                                               s.insert(0, 1 + i.c % 4);
                                                               return wg::Integers(s);
                                                             }())
                                          : x),
      UNARY(x.ndim() && x.size() < 60 ? wg::concatenate({x, 0.5 * x}, axis_of(x, i.c)) : x),
      UNARY(x.ndim() && x.size() < 60 ? wg::stack({x, wg::sin(x)}, axis_of(x, i.c)) : x),
      UNARY(x.ndim() && x.size() < 60
                ? wg::pad(x,
                          std::vector<wg::Padding>(
                              std::size_t(x.ndim()),
                              wg::Padding{std::int64_t(i.c % 3), 1, std::int64_t(i.b % 2)}),
                          0.3)
                : x),
      UNARY(x.ndim() ? x(wg::slice(std::int64_t(i.c % 2), wg::none, 1 + i.b % 2)) : x),
      UNARY(x.ndim() && x.shape()[0] > 0 ? x(-1) : x),
      UNARY(x.ndim() && x.shape()[0] > 0 ? wg::take(x, indices(x.shape()[0], i.c), 0) : x),
      UNARY(x.ndim() && x.shape()[0] > 1 ? Array(x.at(0).add(0.25)) : x),
      UNARY(x.ndim() && x.shape()[0] > 0 ? Array(x.at(indices(x.shape()[0], i.c)).add(0.5 * x))
                                         : x),
      UNARY(x.ndim() && x.shape()[0] > 0 ? Array(x.at(indices(x.shape()[0], i.c)).set(wg::cos(x)))
                                         : x),
      // contractions and linear algebra
      BINARY(x.ndim() == 2 ? Array(wg::matmul(x, wg::sin(x).T()) / double(1 + x.shape()[1]))
                           : Array(x * y)),
      BINARY(x.ndim() ? Array(wg::tensordot(x, wg::cos(y * wg::ones_like(x)),
                                            x.shape().back() == x.shape()[0] ? 1 : 0) /
                              double(1 + x.size()))
                      : x),
      UNARY(x.ndim() == 2 && x.shape()[0] == x.shape()[1] && x.shape()[0] > 0
                ? wg::linalg::solve(
                      3.0 * wg::eye(x.shape()[0], {}, 0, wg::float64) + wg::sin(x) * 0.3, x)
                : x),
      UNARY(x.ndim() == 2 && x.size() > 0
                ? wg::linalg::inv(wg::eye(x.shape()[0], {}, 0, wg::float64) +
                                  wg::matmul(wg::sin(x), wg::sin(x).T()))
                : x),
      // control flow
      UNARY(wg::fori_loop(
          0, int(1 + i.c % 4), [](Array k, Array v) { return wg::sin(v) + 0.1 * k; }, x)),
      UNARY(wg::while_loop([](std::pair<Array, Array> s) { return s.first < 3; },
                           [](std::pair<Array, Array> s) {
                             return std::pair{Array(s.first + 1),
                                              Array(0.5 * s.second + wg::cos(s.second))};
                           },
                           std::pair{Array(std::int32_t(i.c % 3)), x})
                .second),
      UNARY(x.ndim() && x.shape()[0] > 0 ? wg::scan(
                                               [](Array c, Array v) {
                                                 return std::pair{Array(0.5 * c + v),
                                                                  Array(wg::sin(c) * v)};
                                               },
                                               wg::zeros_like(x(0)), x)
                                               .second
                                         : x),
      UNARY(x.ndim() ? wg::cumsum(x, axis_of(x, i.c)) / 3 : x),
      UNARY(wg::cond(
          Array(i.c % 2 == 0), [](Array v) { return Array(wg::sin(v)); },
          [](Array v) { return Array(v * v); }, wg::tanh(x))),
      UNARY(x.ndim() && x.shape()[0] > 0
                ? wg::vmap([](Array v) { return Array(wg::sin(v) * wg::mean(v)); })(x)
                : x),
      UNARY(wg::jit([](Array v) { return Array(wg::cos(v) + 0.5 * v); })(x)),
      UNARY(wg::scan(
                [](Array c, Array v) { return std::pair{Array(wg::tanh(c + v)), c}; },
                wg::mean(x), wg::ravel(x), wg::ScanOrder::reverse)
                .first),
      // a loop whose number of turns depends on nothing that is differentiated, in reverse mode
      UNARY(wg::fori_loop(
          0, Array(std::int32_t(i.c % 5)),
          [&](Array, Array v) { return Array(0.5 * wg::sin(v) + 0.3 * wg::cos(x)); }, x)),
      // elementary and special functions
      UNARY(wg::sinh(wg::sin(x))),
      UNARY(wg::cosh(wg::sin(x))),
      UNARY(wg::tan(wg::sin(x))),
      UNARY(wg::arcsin(0.9 * wg::sin(x))),
      UNARY(wg::arccos(0.9 * wg::sin(x))),
      UNARY(wg::arcsinh(x)),
      UNARY(wg::arccosh(1.5 + x * x)),
      UNARY(wg::arctanh(0.9 * wg::sin(x))),
      UNARY(wg::exp2(wg::sin(x))),
      UNARY(wg::log2(1.5 + x * x)),
      UNARY(wg::log10(1.5 + x * x)),
      UNARY(wg::cbrt(1.5 + x * x)),
      UNARY(wg::rsqrt(1.5 + x * x)),
      UNARY(wg::erfc(x)),
      UNARY(wg::scipy::special::erfinv(0.9 * wg::sin(x))),
      UNARY(wg::scipy::special::gammaln(1.5 + x * x)),
      UNARY(wg::scipy::special::digamma(1.5 + x * x)),
      UNARY(wg::scipy::special::polygamma(1, 1.5 + x * x)),
      UNARY(wg::scipy::special::i0e(x)),
      UNARY(wg::scipy::special::ndtr(x)),
      // complex numbers, transforms, decompositions
      BINARY(on_complex(x, y, [](Array z) { return z * wg::conj(z) + z; })),
      BINARY(on_complex(x, y, [](Array z) { return wg::exp(0.5 * z) / (3 + wg::sin(z)); })),
      BINARY(on_complex(x, y, [](Array z) { return wg::sqrt(z + 9) + wg::log(z + 9); })),
      BINARY(on_complex(x, y, [](Array z) { return wg::tanh(0.3 * z) * wg::abs(z + 9); })),
      UNARY(x.ndim() && x.size() ? wg::real(wg::fft::fft(x)) / double(x.shape().back()) : x),
      UNARY(x.ndim() && x.shape().back() > 1
                ? wg::fft::irfft(wg::fft::rfft(x) * 0.5, x.shape().back())
                : x),
      UNARY(wg::linalg::cholesky(square_matrix(x, true))),
      UNARY(wg::linalg::det(square_matrix(x, false)) / 200),
      UNARY(wg::linalg::slogdet(square_matrix(x, false)).logabsdet),
      UNARY(wg::linalg::eigvalsh(square_matrix(x, true)) / 5),
      UNARY(wg::linalg::svdvals(square_matrix(x, false)) / 5),
      UNARY(wg::abs(wg::linalg::qr(square_matrix(x, false)).r) / 5),
      UNARY(wg::scipy::linalg::solve_triangular(square_matrix(x, false),
                                                square_matrix(wg::cos(x), false), {.lower = true})),
      UNARY(x.size() ? wg::convolve(wg::ravel(x), Array{0.5, 0.25, -0.25}.astype(wg::float64)) : x),
      UNARY(x.ndim() ? wg::cumprod(1 + 0.1 * wg::sin(x), axis_of(x, i.c)) : x),
      UNARY(x.ndim() && x.size() ? wg::cumlogsumexp(x, axis_of(x, i.c)) / 4 : x),
      BINARY(x.ndim() == 2 && y.shape() == x.shape() ? wg::einsum("ij,ij->i", x, y) / 4 : x),
      UNARY(x.ndim() && x.shape()[0] > 1
                ? wg::dynamic_update_slice_in_dim(
                      x, 0.5 * wg::dynamic_slice_in_dim(x, int(i.c % 3), 1, 0), int(i.b % 3), 0)
                : x),
      UNARY(x.ndim() && x.shape()[0] > 1
                ? wg::fori_loop(
                      1, 4,
                      [&](Array k, Array v) {
                        return wg::dynamic_update_slice_in_dim(
                            v,
                            wg::sin(wg::dynamic_slice_in_dim(v, k - 1, 1, 0)) +
                                wg::dynamic_slice_in_dim(v, k + int(i.c % 2), 1, 0),
                            k, 0);
                      },
                      x)
                : x),
      // a loop that reads and updates elements of what it carries
      UNARY(x.ndim() && x.shape()[0] > 1
                ? wg::fori_loop(
                      1, int(std::min<std::int64_t>(x.shape()[0], 5)),
                      [&](Array k, Array v) {
                        const Array next = 0.5 * wg::sin(v(k - 1)) + 0.25 * v(int(i.b % 2));
                        return i.c % 3 == 0   ? v.at(k).set(next)
                               : i.c % 3 == 1 ? v.at(k).add(next)
                                              : v.at(k).mul(next);
                      },
                      x)
                : x),
  };
  return all;
}

const std::vector<Operation>& rough() {
  static const std::vector<Operation> all = {
      UNARY(wg::abs(x)),
      UNARY(wg::floor(3 * x + off_the_integers) / 3),
      UNARY(wg::sign(x)),
      UNARY(wg::nn::relu(x)),
      UNARY(wg::round(x * 4 + off_the_integers) / 4),
      UNARY(wg::clip(x, -0.7, 0.9)),
      BINARY(wg::maximum(x, y)),
      BINARY(wg::minimum(x, y)),
      BINARY(wg::where(x > 0.1234567, x, y)),
      BINARY(wg::where(wg::logical_and(x<0.7654321, y> - 0.3141), 0.5 * x, y)),
      BINARY(wg::fmod(x, 1.5 + wg::square(y))),
      BINARY(wg::mod(x, 1.5 + wg::square(y))),
      BINARY(wg::copysign(x, y)),
      BINARY(wg::hypot(x, y)),
      UNARY(x.size() ? wg::max(x) : x),
      UNARY(x.ndim() && x.size() ? wg::min(x, axis_of(x, i.c)) : x),
      UNARY(x.ndim() ? wg::sort(x, axis_of(x, i.c)) : x),
      UNARY(x.ndim() && x.size() ? wg::argmax(x, axis_of(x, i.c)).astype(wg::float64) / 8 : x),
      UNARY(x.ndim() && x.size() ? wg::cummax(x, axis_of(x, i.c)) : x),
      UNARY(x.astype(wg::float32).astype(wg::float64)),
      UNARY((x * 8 + off_the_integers).astype(wg::int32).astype(wg::float64) / 8),
      UNARY((wg::bitwise_xor((x * 100 + off_the_integers).astype(wg::int64), 5) & 63)
                .astype(wg::float64) /
            64),
      UNARY(wg::prod(wg::where(wg::abs(x) > 1, 1.0, 1 + 0.1 * x))),
      UNARY(x.ndim() && x.size() ? wg::logsumexp(x, axis_of(x, i.c)) / 4 : x),
      UNARY(wg::real(wg::exp(x.astype(wg::complex128) * wg::Array(std::complex<double>(0, 1))))),
      UNARY(wg::cond(
          wg::mean(x) > 0.0123, [](Array v) { return Array(wg::sin(v)); },
          [](Array v) { return Array(0.5 * v); }, x)),
      UNARY(x.ndim() && x.shape()[0] > 0 ? wg::vmap([](Array v) {
        return wg::while_loop([](Array s) { return wg::mean(wg::abs(s)) > 0.6; },
                              [](Array s) { return 0.5 * s; }, v);
      })(x)
                                         : x),
      UNARY(x.ndim() && x.shape()[0] > 0 ? Array(x.at(indices(x.shape()[0], i.c)).max(0.2)) : x),
      UNARY(x.ndim() && x.shape()[0] > 0 ? Array(x.at(indices(x.shape()[0], i.c)).mul(0.7)) : x),
      UNARY(wg::while_loop([](Array s) { return wg::mean(wg::abs(s)) > 0.3; },
                           [](Array s) { return Array(0.5 * s * wg::cos(s)); }, x)),
      UNARY(wg::trunc(3 * x + off_the_integers) / 3),
      UNARY(wg::ceil(3 * x + off_the_integers) / 3),
      UNARY(wg::nextafter(x, 2.0)),
      UNARY(wg::stop_gradient(x) * x),
      UNARY(wg::where(wg::isfinite(1 / (x - 0.1234567)) & ~wg::isnan(x), x, 0.25)),
      UNARY(x.ndim() ? wg::any(x > 0.9, axis_of(x, i.c)).astype(wg::float64) +
                           wg::all(x > -0.9, axis_of(x, i.c)) * 0.5
                     : x),
      UNARY(x.ndim() ? wg::argsort(x, axis_of(x, i.c)).astype(wg::float64) / double(1 + x.size())
                     : x),
      UNARY(wg::random::uniform(wg::random::key(i.c), wg::Integers(x.shape())) * x),
      BINARY(wg::select_n((x > 0).astype(wg::int32), {x, y * wg::ones_like(x)})),
      UNARY(wg::sort(wg::abs(wg::linalg::eigvals(square_matrix(x, false)))) / 5),
      UNARY(wg::linalg::pinv(square_matrix(x, false))),
      UNARY(wg::bitcast_convert_type(
          wg::bitwise_xor(wg::bitcast_convert_type(x, wg::uint64), std::uint64_t(1) << 50),
          wg::float64)),
      // integers of every width
      UNARY(on_integers(x, i.c, [](Array k) { return k * 3 + k * k; })),
      UNARY(on_integers(x, i.c, [](Array k) { return wg::floor_divide(k, 7) - wg::mod(k, 5); })),
      UNARY(on_integers(x, i.c, [](Array k) { return (k & 29) | wg::bitwise_xor(k, 3); })),
      UNARY(on_integers(x, i.c,
                        [](Array k) { return wg::left_shift(k, 2) + wg::right_shift(k, 1); })),
      UNARY(on_integers(x, i.c,
                        [](Array k) { return wg::bitwise_not(k) + wg::population_count(k); })),
      UNARY(on_integers(x, i.c, [](Array k) { return wg::maximum(k, 7) - wg::minimum(k, 5); })),
      UNARY(on_integers(x, i.c, [](Array k) { return wg::pow(k, 3) + wg::sign(k); })),
      UNARY(x.ndim() ? on_integers(x, i.c, [&](Array k) { return wg::sort(k, axis_of(k, i.b)); })
                     : x),
      UNARY(x.ndim() ? on_integers(x, i.c, [&](Array k) { return wg::cumsum(k, axis_of(k, i.b)); })
                     : x),
      UNARY(x.size() ? on_integers(x, i.c, [](Array k) { return k - wg::max(k) + wg::sum(k); })
                     : x),
      UNARY(x.ndim() && x.size()
                ? on_integers(x, i.c,
                              [&](Array k) { return wg::take(k, indices(k.shape()[0], i.b), 0); })
                : x),
  };
  return all;
}

// Of little precision: compared accordingly.
const std::vector<Operation>& narrow() {
  static const std::vector<Operation> all = {
      UNARY(within(narrow_dtypes[i.c % 3], x, [](Array v) { return wg::sin(v) + 0.5 * v; })),
      UNARY(
          within(narrow_dtypes[i.c % 3], x, [](Array v) { return wg::exp(-v * v) / (2 + v * v); })),
      UNARY(within(narrow_dtypes[i.c % 3], x,
                   [](Array v) { return wg::log(2 + v * v) * wg::tanh(v); })),
      UNARY(within(narrow_dtypes[i.c % 3], x,
                   [](Array v) { return wg::sqrt(1 + v * v) - wg::erf(v); })),
      UNARY(within(narrow_dtypes[i.c % 3], x,
                   [](Array v) { return wg::pow(1.5 + wg::cos(v), 1.25); })),
      UNARY(within(narrow_dtypes[i.c % 3], x, [](Array v) { return v - wg::mean(v); })),
      UNARY(within(narrow_dtypes[i.c % 3], x, [](Array v) { return wg::maximum(v, -v) * v; })),
      UNARY(x.ndim() ? within(narrow_dtypes[i.c % 3], x,
                              [&](Array v) { return wg::cumsum(v, axis_of(v, i.b)) / 4; })
                     : x),
      UNARY(x.ndim() == 2
                ? within(narrow_dtypes[i.c % 3], x,
                         [](Array v) { return wg::matmul(v, v.T()) / double(1 + v.shape()[1]); })
                : x),
      UNARY(within(wg::complex64, x,
                   [](Array z) {
                     return wg::real(wg::exp(z * std::complex<float>(0.5f, 1.0f)) / (2 + z * z));
                   })),
      UNARY(
          within(wg::float32, square_matrix(x, false), [](Array a) { return wg::linalg::inv(a); })),
      UNARY(wg::random::normal(wg::random::key(i.c), wg::Integers(x.shape()), wg::float32)
                .astype(wg::float64) *
            x),
  };
  return all;
}
#undef UNARY
#undef BINARY

}  // namespace

const std::uint32_t smooth_operations = std::uint32_t(smooth().size());
const std::uint32_t precise_operations = smooth_operations + std::uint32_t(rough().size());
const std::uint32_t operations = precise_operations + std::uint32_t(narrow().size());

Arrays run(const Program& program, const Arrays& inputs) {
  Arrays stack = inputs;
  for (const Instruction& i : program) {
    const Operation& op = i.op < smooth_operations    ? smooth()[i.op]
                          : i.op < precise_operations ? rough()[i.op - smooth_operations]
                                                      : narrow()[i.op - precise_operations];
    Array made = op(stack, i);
    if (made.size() <= 400) stack.push_back(std::move(made));
  }
  Array total = 0.0;
  double weight = 1;
  for (std::size_t k = inputs.size(); k < stack.size(); ++k, weight *= 0.9)
    if (stack[k].size() > 0) total = total + weight * wg::mean(stack[k]);
  return {total, stack.back()};
}

Program random_program(std::mt19937_64& random, std::size_t length, bool smooth_only) {
  Program program;
  for (std::size_t k = 0; k < length; ++k)
    program.push_back({std::uint32_t(random() % (smooth_only ? smooth_operations : operations)),
                       std::uint32_t(random()), std::uint32_t(random()), std::uint32_t(random())});
  return program;
}

Arrays random_inputs(std::mt19937_64& random) {
  const auto values = [&](wg::Shape shape) {
    std::vector<double> v;
    for (std::int64_t k = 0; k < shape.elements(); ++k)
      v.push_back(double(random() >> 11) * 0x1p-52 * 1.5 - 1.5 / 2);
    return Array(v, shape);
  };
  constexpr std::int64_t extents[] = {1, 2, 3, 4, 5, 8, 9, 17};
  const std::int64_t n = extents[random() % 8], m = extents[random() % 8];
  return {values({n}), values({m}), values({m, n}), values({})};
}

}  // namespace fuzz
