// Tensors from numbers and back, and derivatives by differences: what tests of passes compare with.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <string_view>
#include <vector>

#include "wengert/ir/parse.hpp"
#include "wengert/ir/print.hpp"
#include "wengert/ops/manifest.hpp"
#include "wengert/transform/transforms.hpp"

namespace wengert {

using Numbers = std::vector<double>;

/// A tensor of that type holding those numbers.
inline Tensor tensor(const Type& type, const Numbers& numbers) {
  Tensor t(type);
  EXPECT_EQ(type.elements(), std::int64_t(numbers.size())) << type;
  visit(type.dtype, [&]<class T>(std::type_identity<T>) {
    for (std::size_t k = 0; k < numbers.size(); ++k) t.data<T>()[k] = convert<T>(numbers[k]);
  });
  return t;
}

inline Numbers numbers(const Tensor& t) {
  Numbers all;
  visit(t.type.dtype, [&]<class T>(std::type_identity<T>) {
    for (std::int64_t k = 0; k < t.type.elements(); ++k)
      all.push_back(convert<double>(t.data<T>()[k]));
  });
  return all;
}

/// f's outputs at inputs of its types; f is verified on the way.
inline std::vector<Numbers> at(const Function& f, const std::vector<Numbers>& inputs) {
  verify(f);
  EXPECT_EQ(f.inputs, inputs.size());
  std::vector<Tensor> tensors;
  for (std::size_t k = 0; k < inputs.size(); ++k) tensors.push_back(tensor(f.types[k], inputs[k]));
  std::vector<Numbers> outputs;
  for (const Tensor& t : eval(f, tensors)) outputs.push_back(numbers(t));
  return outputs;
}

inline void expect_near(const std::vector<Numbers>& got, const std::vector<Numbers>& want,
                        double tolerance = 1e-9) {
  ASSERT_EQ(got.size(), want.size());
  for (std::size_t k = 0; k < got.size(); ++k) {
    ASSERT_EQ(got[k].size(), want[k].size()) << "value " << k;
    for (std::size_t i = 0; i < got[k].size(); ++i)
      EXPECT_NEAR(got[k][i], want[k][i], tolerance * (1 + std::fabs(want[k][i])))
          << "value " << k << " at " << i;
  }
}

/// The directional derivative of f by central differences; f64 throughout.
inline std::vector<Numbers> difference(const Function& f, const std::vector<Numbers>& x,
                                       const std::vector<Numbers>& dx) {
  constexpr double h = 1e-5;
  std::vector<Numbers> ahead = x, behind = x;
  for (std::size_t k = 0; k < x.size(); ++k)
    for (std::size_t i = 0; i < x[k].size(); ++i) {
      ahead[k][i] += h * dx[k][i];
      behind[k][i] -= h * dx[k][i];
    }
  std::vector<Numbers> d = at(f, ahead);
  const std::vector<Numbers> low = at(f, behind);
  for (std::size_t k = 0; k < d.size(); ++k)
    for (std::size_t i = 0; i < d[k].size(); ++i) d[k][i] = (d[k][i] - low[k][i]) / (2 * h);
  return d;
}

inline std::vector<Numbers> joined(std::vector<Numbers> a, const std::vector<Numbers>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

inline double dot(const std::vector<Numbers>& a, const std::vector<Numbers>& b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k)
    for (std::size_t i = 0; i < a[k].size(); ++i) sum += a[k][i] * b[k][i];
  return sum;
}

/// Some numbers for every input, different and not round.
inline std::vector<Numbers> sample(std::span<const Type> types, double seed = 0) {
  std::vector<Numbers> all;
  for (const Type& t : types) {
    Numbers& some = all.emplace_back();
    for (std::int64_t i = 0; i < t.elements(); ++i)
      some.push_back(0.7 + 0.4 * std::sin(seed += 1.3));
  }
  return all;
}

inline std::vector<Numbers> part(const std::vector<Numbers>& all, std::size_t first,
                                 std::size_t count) {
  return {all.begin() + std::ptrdiff_t(first), all.begin() + std::ptrdiff_t(first + count)};
}

inline std::vector<bool> flags(std::size_t zeros, std::size_t ones) {
  std::vector<bool> all(zeros, false);
  all.resize(zeros + ones, true);
  return all;
}

/// jvp against differences; simplify against both.
inline void check_forward(const Function& f, const std::vector<Numbers>& x) {
  const std::vector<Numbers> dx = sample(f.input_types(), 5);
  const Function forward = jvp(f, flags(0, f.inputs), flags(0, f.outputs.size())).function;
  const std::vector<Numbers> both = at(forward, joined(x, dx));
  expect_near(both, joined(at(f, x), difference(f, x, dx)), 1e-7);
  expect_near(at(simplify(forward), joined(x, dx)), both);
}

/// linearize and its transpose against jvp: <ct, J dx> = <J' ct, dx>.
inline void check_linearize(const Function& f, const std::vector<Numbers>& x) {
  const std::vector<Numbers> dx = sample(f.input_types(), 5), ct = sample(f.output_types(), 9);
  const std::size_t n = f.outputs.size();
  const Function forward = jvp(f, flags(0, f.inputs), flags(0, n)).function;
  const std::vector<Numbers> dy = part(at(forward, joined(x, dx)), n, n);
  const Linearization derivative = linearize(f, flags(0, f.inputs));
  Function needs = f;
  needs.outputs = derivative.needs;
  const std::vector<Numbers> residuals = at(dce(needs), x);
  expect_near(at(derivative.linear, joined(residuals, dx)), dy);
  const Function back = transpose(derivative.linear, flags(residuals.size(), f.inputs));
  EXPECT_NEAR(dot(ct, dy), dot(at(back, joined(residuals, ct)), dx),
              1e-9 * (1 + std::fabs(dot(ct, dy))));
}

/// x, cotangents of the outputs -> cotangents of the inputs: by jvp, split and transpose.
inline Function pullback(const Function& f) {
  const std::size_t n = f.outputs.size();
  const Function forward = jvp(f, flags(0, f.inputs), flags(0, n)).function;
  const Split parts = split(forward, flags(f.inputs, f.inputs), flags(n, n));
  EXPECT_EQ(parts.unknown_results, flags(n, n));
  const std::size_t residuals = parts.known->outputs.size() - n;
  const Function back = transpose(*parts.unknown, flags(residuals, f.inputs));
  Builder builder(f.input_types());
  const std::vector<Value> known = builder.inline_function(*parts.known, value_range(0, f.inputs));
  std::vector<Value> arguments(known.begin() + std::ptrdiff_t(n), known.end());
  for (const Type& t : f.output_types()) arguments.push_back(builder.input(t));
  return dce(builder.finish(builder.inline_function(back, arguments)));
}

inline void check_reverse(const Function& f, const std::vector<Numbers>& x) {
  const std::vector<Numbers> dx = sample(f.input_types(), 5), ct = sample(f.output_types(), 9);
  const std::vector<Numbers> pulled = at(pullback(f), joined(x, ct));
  const double want = dot(ct, difference(f, x, dx));
  EXPECT_NEAR(dot(pulled, dx), want, 1e-7 * (1 + std::fabs(want)));
}

/// batch against f example by example: every subset of up to three inputs batched.
inline void check_batch(const Function& f, const std::vector<Numbers>& x) {
  const std::vector<Numbers> other = sample(f.input_types(), 21);
  const std::vector<bool> all = flags(0, f.outputs.size());
  for (unsigned subset = 1; subset < (1u << std::min(f.inputs, 3u)); ++subset) {
    std::vector<bool> batched;
    std::vector<Numbers> both, second;
    for (Value v = 0; v < f.inputs; ++v) {
      batched.push_back(v >= 3 || (subset >> v & 1u));
      second.push_back(batched[v] ? other[v] : x[v]);
      both.push_back(x[v]);
      if (batched[v]) both[v].insert(both[v].end(), other[v].begin(), other[v].end());
    }
    std::vector<Numbers> want = at(f, x);
    const std::vector<Numbers> rest = at(f, second);
    for (std::size_t k = 0; k < want.size(); ++k)
      want[k].insert(want[k].end(), rest[k].begin(), rest[k].end());
    expect_near(at(batch(f, batched, 2, all).function, both), want);
  }
}

/// Every pass on f at x, all of whose inputs and outputs are f64; then on f's reverse derivative,
/// twice.
inline void check_passes(const Function& f, const std::vector<Numbers>& x, int derivatives = 2) {
  EXPECT_EQ(parse_ir(dce(f).str()), dce(f));
  check_forward(f, x);
  check_linearize(f, x);
  check_reverse(f, x);
  check_batch(f, x);
  if (derivatives > 1)
    check_passes(pullback(f), joined(x, sample(f.output_types(), 9)), derivatives - 1);
}

}  // namespace wengert
