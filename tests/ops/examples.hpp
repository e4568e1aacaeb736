// An example of each primitive: attributes, operand types, a range of values, which operands it is
// linear in, and where there is a simple one an independent formula.
//
// Tests of rules, and of compiled code against the interpreter, loop over the manifest and look
// here; a primitive without an example fails them. Control flow has tests of its own (control/).
#pragma once

#include <cmath>
#include <complex>
#include <functional>
#include <map>
#include <numbers>
#include <optional>
#include <string>
#include <vector>

#include "wengert/ops/manifest.hpp"

namespace wengert::testing {

using Number = std::complex<double>;
using Numbers = std::vector<Number>;

struct Operand {
  Shape shape;
  double low = -2, high = 2;
  std::optional<Dtype> dtype = {};  // instead of the one under test
};

struct Example {
  std::vector<Operand> operands;
  Attributes attributes = {};
  std::vector<std::vector<std::size_t>> linear =
      {};  // sets of operands in which it is jointly linear
  std::function<Number(const Numbers&)> formula = {};  // of the operands' elements, elementwise
  bool differences = true;         // the derivative can be checked by differences
  std::vector<Dtype> dtypes = {};  // where not all that the type rule admits
};

inline const Shape cube{2, 3};

/// f of one real or complex number, checked in every dtype.
template <class F> std::function<Number(const Numbers&)> of(F f) {
  return [f](const Numbers& x) -> Number {
    if constexpr (std::is_invocable_v<F, Number>) {
      if (x[0].imag() != 0) return f(x[0]);
    }
    return f(x[0].real());
  };
}
/// f of two real numbers; complex ones are not compared.
template <class F> std::function<Number(const Numbers&)> of_two(F f) {
  return [f](const Numbers& x) -> Number { return f(x[0].real(), x[1].real()); };
}

inline std::vector<Example> unary(double low, double high,
                                  std::function<Number(const Numbers&)> formula = {},
                                  Attributes attributes = {}) {
  return {{{{cube, low, high}}, attributes, {}, formula},
          {{{{}, low, high}}, attributes, {}, formula}};
}
inline std::vector<Example> linear_unary(std::function<Number(const Numbers&)> formula = {}) {
  return {{{{cube}}, {}, {{0}}, formula}, {{{{}}}, {}, {{0}}, formula}};
}
/// Whole operands, and each of them a scalar beside a whole one.
inline std::vector<Example> binary(Operand x, Operand y,
                                   std::function<Number(const Numbers&)> formula = {},
                                   std::vector<std::vector<std::size_t>> linear = {}) {
  std::vector<Example> all;
  for (const auto& [left, right] :
       {std::pair{cube, cube}, {Shape{}, cube}, {cube, Shape{}}, {Shape{}, Shape{}}}) {
    x.shape = left;
    y.shape = right;
    all.push_back({{x, y}, {}, linear, formula});
  }
  return all;
}

inline std::map<std::string, std::vector<Example>, std::less<>> elementwise_examples() {
  using std::numbers::ln2;
  const Operand any{cube}, positive{cube, 0.3, 3}, whole{cube, 0, 9}, bits{cube, 0, 200};
  const std::vector<std::vector<std::size_t>> jointly{{0}, {1}, {0, 1}}, each{{0}, {1}};
  std::map<std::string, std::vector<Example>, std::less<>> table;
  const auto real_of = [](auto f) {
    return [f](const Numbers& x) { return Number(f(x[0].real())); };
  };

  table["neg"] = linear_unary([](const Numbers& x) { return -x[0]; });
  table["add"] = binary(
      any, any, [](const Numbers& x) { return x[0] + x[1]; }, jointly);
  table["sub"] = binary(
      any, any, [](const Numbers& x) { return x[0] - x[1]; }, jointly);
  table["mul"] = binary(
      any, any, [](const Numbers& x) { return x[0] * x[1]; }, each);
  const auto fused = [](std::function<Number(const Numbers&)> formula) {
    const Operand whole{cube}, scalar{{}};
    return std::vector<Example>{{{whole, whole, whole}, {}, {}, formula},
                                {{whole, scalar, whole}, {}, {}, formula},
                                {{whole, whole, scalar}, {}, {}, formula},
                                {{scalar, scalar, scalar}, {}, {}, formula}};
  };
  table["multiply_add"] = fused([](const Numbers& x) { return x[0] * x[1] + x[2]; });
  table["multiply_subtract"] = fused([](const Numbers& x) { return x[0] * x[1] - x[2]; });
  table["subtract_product"] = fused([](const Numbers& x) { return x[2] - x[0] * x[1]; });
  table["div"] = binary(any, positive, {}, {{0}});
  table["rem"] = binary({cube, -9, 9}, positive, {});
  table["mul_strong"] = binary(
      any, any, [](const Numbers& x) { return x[0] * x[1]; }, each);
  table["div_strong"] = binary(any, positive, [](const Numbers& x) { return x[0] / x[1]; }, {{0}});
  table["max"] = binary(any, any, of_two([](double x, double y) { return std::max(x, y); }));
  table["min"] = binary(any, any, of_two([](double x, double y) { return std::min(x, y); }));
  table["abs"] = unary(-2, 2, [](const Numbers& x) { return Number(std::abs(x[0])); });
  table["sign"] =
      unary(-2, 2, [](const Numbers& x) { return x[0] == 0. ? x[0] : x[0] / std::abs(x[0]); });
  table["floor"] = unary(-9, 9, real_of([](double x) { return std::floor(x); }));
  table["ceil"] = unary(-9, 9, real_of([](double x) { return std::ceil(x); }));
  table["round"] = unary(-9, 9, real_of([](double x) { return std::nearbyint(x); }));
  table["trunc"] = unary(-9, 9, real_of([](double x) { return std::trunc(x); }));
  table["nextafter"] = binary(any, any);
  table["square"] = unary(-2, 2, [](const Numbers& x) { return x[0] * x[0]; });
  table["integer_pow"] =
      unary(0.5, 2, [](const Numbers& x) { return x[0] * x[0] * x[0]; }, {{"y", std::int64_t(3)}});
  for (std::int64_t y : {-2, -1, 0, 1, 2, 7})
    table["integer_pow"].push_back(
        {{{cube, 0.5, 2}},
         {{"y", y}},
         {},
         [y](const Numbers& x) { return y == 0 ? 1. : std::pow(x[0], int(y)); },
         true,
         {float32, float64, complex128}});
  table["pow"] = binary({cube, 0.3, 3}, {cube, 0.3, 3});
  table["sqrt"] = unary(0.1, 4, of([](auto x) { return std::sqrt(x); }));
  table["rsqrt"] = unary(0.1, 4, of([](auto x) { return 1. / std::sqrt(x); }));
  table["cbrt"] = unary(-4, 4, real_of([](double x) { return std::cbrt(x); }));

  table["exp"] = unary(-2, 2, of([](auto x) { return std::exp(x); }));
  table["exp2"] = unary(-2, 2, of([](auto x) { return std::exp(x * std::numbers::ln2); }));
  table["expm1"] = unary(-2, 2, of([](auto x) { return std::exp(x) - 1.; }));
  table["log"] = unary(0.1, 4, of([](auto x) { return std::log(x); }));
  table["log1p"] = unary(-0.5, 4, of([](auto x) { return std::log(1. + x); }));
  table["log2"] = unary(0.1, 4, of([](auto x) { return std::log(x) / std::numbers::ln2; }));
  table["log10"] = unary(0.1, 4, of([](auto x) { return std::log10(x); }));
  table["logistic"] = unary(-2, 2, of([](auto x) { return 1. / (1. + std::exp(-x)); }));
  table["sin"] = unary(-2, 2, of([](auto x) { return std::sin(x); }));
  table["cos"] = unary(-2, 2, of([](auto x) { return std::cos(x); }));
  table["tan"] = unary(-1, 1, of([](auto x) { return std::tan(x); }));
  table["asin"] = unary(-0.9, 0.9, of([](auto x) { return std::asin(x); }));
  table["acos"] = unary(-0.9, 0.9, of([](auto x) { return std::acos(x); }));
  table["atan"] = unary(-2, 2, of([](auto x) { return std::atan(x); }));
  table["atan2"] = binary(any, any, of_two([](double y, double x) { return std::atan2(y, x); }));
  table["sinh"] = unary(-2, 2, of([](auto x) { return std::sinh(x); }));
  table["cosh"] = unary(-2, 2, of([](auto x) { return std::cosh(x); }));
  table["tanh"] = unary(-2, 2, of([](auto x) { return std::tanh(x); }));
  table["asinh"] = unary(-2, 2, of([](auto x) { return std::asinh(x); }));
  table["acosh"] = unary(1.2, 4, of([](auto x) { return std::acosh(x); }));
  table["atanh"] = unary(-0.9, 0.9, of([](auto x) { return std::atanh(x); }));
  table["erf"] = unary(-2, 2, real_of([](double x) { return std::erf(x); }));
  table["erfc"] = unary(-2, 2, real_of([](double x) { return std::erfc(x); }));
  table["erf_inv"] = unary(-0.9, 0.9);
  table["lgamma"] = unary(0.3, 6, real_of([](double x) { return std::lgamma(x); }));
  table["digamma"] = unary(0.3, 6);
  for (std::int64_t order : {1, 2, 5})
    table["polygamma"].push_back({{{cube, 0.3, 6}}, {{"order", order}}});

  for (const char* name : {"eq", "ne"}) table[name] = binary({cube, 0, 2}, {cube, 0, 2});
  table["lt"] = binary(whole, whole, of_two([](double x, double y) { return x < y; }));
  table["le"] = binary(whole, whole, of_two([](double x, double y) { return x <= y; }));
  table["gt"] = binary(whole, whole, of_two([](double x, double y) { return x > y; }));
  table["ge"] = binary(whole, whole, of_two([](double x, double y) { return x >= y; }));
  table["is_nan"] = unary(-2, 2, [](const Numbers&) { return Number(0); });
  table["is_finite"] = unary(-2, 2, [](const Numbers&) { return Number(1); });
  const Operand mask{cube, 0, 1, bool_};
  for (const Operand& m : {mask, Operand{{}, 0, 1, bool_}})
    for (const Shape& s : {cube, Shape{}})
      table["select"].push_back({{m, any, {s}}, {}, {{1}, {2}, {1, 2}}, [](const Numbers& x) {
                                   return x[0] != 0. ? x[1] : x[2];
                                 }});
  const auto on_bits = [](auto f) {
    return of_two([f](double x, double y) { return double(f(std::int64_t(x), std::int64_t(y))); });
  };
  table["and"] = binary(bits, bits, on_bits([](auto x, auto y) { return x & y; }));
  table["or"] = binary(bits, bits, on_bits([](auto x, auto y) { return x | y; }));
  table["xor"] = binary(bits, bits, on_bits([](auto x, auto y) { return x ^ y; }));
  table["not"] = unary(0, 100);
  table["shift_left"] =
      binary({cube, 0, 3}, {cube, 0, 4}, on_bits([](auto x, auto y) { return x << y; }));
  table["shift_right_logical"] =
      binary({cube, 0, 100}, {cube, 0, 9}, on_bits([](auto x, auto y) { return x >> y; }));
  table["shift_right_arithmetic"] =
      binary({cube, 0, 100}, {cube, 0, 7}, on_bits([](auto x, auto y) { return x >> y; }));
  table["population_count"] =
      unary(0, 100, real_of([](double x) { return double(std::popcount(unsigned(x))); }));
  table["real"] = linear_unary([](const Numbers& x) { return Number(x[0].real()); });
  table["imag"] = linear_unary([](const Numbers& x) { return Number(x[0].imag()); });
  table["conj"] = linear_unary([](const Numbers& x) { return std::conj(x[0]); });
  table["complex"] =
      binary(any, any, of_two([](double re, double im) { return Number(re, im); }), jointly);
  for (int d = 0; d < dtype_count; ++d)
    table["convert_element_type"].push_back({{{cube, 0, 9}},
                                             {{"new_dtype", Dtype(d)}},
                                             {{0}},
                                             {},
                                             d == int(float64) || d == int(complex128)});
  for (const auto& [from, to] : {std::pair{float32, int32}, {int32, float32}, {uint64, float64},
                                 {bfloat16, int16}, {int8, uint8}, {float64, float64}})
    table["bitcast_convert_type"].push_back(
        {{{cube, 0, 9, from}}, {{"new_dtype", to}}, {}, {}, false, {from}});
  table["stop_gradient"] = unary(-2, 2, [](const Numbers& x) { return x[0]; });
  for (Example& e : table["stop_gradient"]) e.differences = false;
  table["checkpoint_name"] = linear_unary([](const Numbers& x) { return x[0]; });
  for (Example& e : table["checkpoint_name"]) e.attributes = {{"name", std::string("h")}};
  const Operand word{cube, 0, 4e9};
  table["threefry2x32"] = {{{{{}, 0, 4e9}, {{}, 0, 4e9}, word, word}}};
  return table;
}

inline std::map<std::string, std::vector<Example>, std::less<>> structured_examples() {
  using A = Attributes;
  const std::vector<std::vector<std::size_t>> alone{{0}}, jointly{{0}, {1}, {0, 1}};
  const auto axis = [](std::int64_t d) { return d; };
  const Operand index{{}, 0, 2, int32};
  std::map<std::string, std::vector<Example>, std::less<>> table;

  table["iota"] = {{{}, A{{"dtype", float32}, {"shape", cube}, {"dimension", axis(1)}}},
                   {{}, A{{"dtype", int8}, {"shape", cube}, {"dimension", axis(0)}}},
                   {{}, A{{"dtype", complex64}, {"shape", cube}, {"dimension", axis(0)}}}};
  table["broadcast_in_dim"] = {
      {{{{}}}, A{{"shape", cube}, {"dims", Shape{}}}, alone},
      {{{{3}}}, A{{"shape", Shape{2, 3, 2}}, {"dims", Shape{1}}}, alone},
      {{{{2, 1}}}, A{{"shape", Shape{2, 4, 3}}, {"dims", Shape{0, 2}}}, alone},
      {{{{1, 1}}}, A{{"shape", Shape{1, 4, 1}}, {"dims", Shape{0, 1}}}, alone}};
  table["reshape"] = {{{{{2, 3, 4}}}, A{{"shape", Shape{4, 6}}}, alone},
                      {{{{1, 1}}}, A{{"shape", Shape{}}}, alone}};
  table["transpose"] = {{{{{2, 3, 4}}}, A{{"permutation", Shape{2, 0, 1}}}, alone},
                        {{{cube}}, A{{"permutation", Shape{0, 1}}}, alone}};
  const Shape origin{0, 0}, ones{1, 1};
  table["slice"] = {
      {{{{5, 7}}},
       A{{"start", Shape{1, 2}}, {"limit", Shape{4, 7}}, {"strides", Shape{2, 3}}},
       alone},
      {{{{5, 7}}}, A{{"start", origin}, {"limit", Shape{0, 7}}, {"strides", ones}}, alone}};
  table["rev"] = {{{{{2, 3, 4}}}, A{{"dimensions", Shape{0, 2}}}, alone}};
  table["optimization_barrier"] = {{{{cube}, {{4}}, {{}}}, {}, alone}};
  table["concatenate"] = {
      {{{{2, 3}}, {{2, 1}}, {{2, 0}}}, A{{"dimension", axis(1)}}, {{0}, {1}, {0, 1, 2}}},
      {{{{2, 3}}, {{4, 3}}}, A{{"dimension", axis(0)}}, {{0}, {0, 1}}}};
  table["pad"] = {
      {{{cube}, {{}}},
       A{{"low", Shape{1, 0}}, {"high", Shape{0, 2}}, {"interior", Shape{0, 1}}},
       jointly},
      {{{{4, 5}}, {{}}},
       A{{"low", Shape{-1, 2}}, {"high", Shape{1, -3}}, {"interior", Shape{2, 0}}},
       jointly},
      {{{{0, 3}}, {{}}}, A{{"low", Shape{2, 0}}, {"high", origin}, {"interior", origin}}, jointly}};
  table["dynamic_slice"] = {
      {{{{4, 5}}, {{}, -1, 6, int32}, {{}, 0, 4, int64}}, A{{"sizes", Shape{2, 5}}}, alone},
      {{{{4, 5, 2}}, index, {{}, 0, 9, int32}, index}, A{{"sizes", Shape{1, 2, 2}}}, alone}};
  table["dynamic_update_slice"] = {{{{{4, 5}}, {{2, 5}}, {{}, -1, 6, int32}, index}, {}, jointly},
                                   {{{{4, 5}}, {{1, 2}}, index, {{}, 0, 9, int64}}, {}, jointly}};
  for (const char* mode : {"check", "clip", "fill", "unchecked"}) {
    const bool outside = mode == std::string("clip") || mode == std::string("fill");
    const Operand places{{5, 1}, outside ? -1. : 0., outside ? 3.9 : 2.9, int32};
    table["gather"].push_back(
        {{{{3, 4}}, places}, A{{"axes", Shape{0}}, {"mode", mode}}, alone, {}, !outside});
    table["gather"].push_back(
        {{{{4, 3}}, places}, A{{"axes", Shape{1}}, {"mode", mode}}, alone, {}, !outside});
    table["gather"].push_back({{{{3, 2, 3}}, {{2, 2, 2}, 0, 2.9, int64}},
                               A{{"axes", Shape{0, 2}}, {"mode", mode}},
                               alone});
    for (const char* kind : {"set", "add", "mul", "min", "max"}) {
      const bool sum = kind == std::string("add") || kind == std::string("set");
      const std::vector<std::vector<std::size_t>> linear =
          sum                          ? std::vector<std::vector<std::size_t>>{{0}, {2}, {0, 2}}
          : kind == std::string("mul") ? alone
                                       : std::vector<std::vector<std::size_t>>{};
      const std::vector<Dtype> dtypes =
          std::string(kind).starts_with("m") && kind[1] != 'u'
              ? std::vector<Dtype>{int32, float16, float32, float64}
              : std::vector<Dtype>{uint8, int64, bfloat16, float32, float64, complex128};
      table["scatter"].push_back({{{{3, 4}}, places, {{5, 4}}},
                                  A{{"axes", Shape{0}}, {"kind", kind}, {"mode", mode}},
                                  linear,
                                  {},
                                  true,
                                  dtypes});
      table["scatter"].push_back({{{{4, 3}}, places, {{5, 4}}},
                                  A{{"axes", Shape{1}}, {"kind", kind}, {"mode", mode}},
                                  linear,
                                  {},
                                  true,
                                  dtypes});
    }
  }
  for (const std::int64_t inverse : {0, 1})
    for (const std::int64_t n : {1, 2, 7, 8, 12})
      table["fft"].push_back({{{{2, n}}}, A{{"inverse", inverse}}, {{0}}});
  table["sort"] = {{{{{4, 7}}}, A{{"dimension", axis(1)}, {"num_keys", axis(1)}}},
                   {{{{300, 2}}}, A{{"dimension", axis(0)}, {"num_keys", axis(1)}}},
                   {{{{3, 4}, 0, 3, int32}, {{3, 4}}, {{3, 4}}},
                    A{{"dimension", axis(0)}, {"num_keys", axis(2)}}}};

  for (const char* name :
       {"reduce_sum", "reduce_prod", "reduce_max", "reduce_min", "reduce_and", "reduce_or"})
    for (const Shape& axes : {Shape{0}, Shape{1}, Shape{2}, Shape{0, 2}, Shape{0, 1, 2}, Shape{}})
      table[name].push_back(
          {{{{3, 4, 5}, 0.4, 1.9}},
           A{{"axes", axes}},
           name == std::string("reduce_sum") ? alone : std::vector<std::vector<std::size_t>>{}});
  const auto dot = [](Shape lhs_contract, Shape rhs_contract, Shape lhs_batch, Shape rhs_batch) {
    return A{{"lhs_contract", lhs_contract},
             {"rhs_contract", rhs_contract},
             {"lhs_batch", lhs_batch},
             {"rhs_batch", rhs_batch}};
  };
  const std::vector<std::vector<std::size_t>> each{{0}, {1}};
  table["dot_general"] = {{{{{3, 4}}, {{4, 5}}}, dot({1}, {0}, {}, {}), each},
                          {{{{4}}, {{4}}}, dot({0}, {0}, {}, {}), each},
                          {{{{2, 3, 4}}, {{4, 5, 2}}}, dot({2}, {0}, {0}, {2}), each},
                          {{{{2, 3, 4}}, {{4, 3, 5}}}, dot({1, 2}, {1, 0}, {}, {}), each},
                          {{{{3}}, {{2}}}, dot({}, {}, {}, {}), each}};
  table["solve"] = {{{{{2, 3, 3}}, {{2, 3, 2}}}, {}, {{1}}}, {{{{9, 9}}, {{9, 2}}}, {}, {{1}}}};
  table["inv"] = {{{{{2, 3, 3}}}}, {{{{9, 9}}}}, {{{{1, 1}, 0.5, 2}}}};
  table["det"] = {{{{{2, 3, 3}}}}, {{{{9, 9}}}}, {{{{2, 2}}}}};
  table["cholesky"] = {{{{{2, 3, 3}, -0.5, 0.5}}}, {{{{9, 9}, -0.5, 0.5}}}, {{{{1, 1}, 0.5, 2}}}};
  for (int flags = 0; flags < 16; ++flags)
    for (const Shape& batch : {Shape{2, 3}, Shape{9}}) {
      Shape a = batch, b = batch;
      a.push_back(batch.back());
      b.push_back(2);
      table["triangular_solve"].push_back(
          {{{a}, {b}},
           ops::TriangularSolve::attributes(flags & 1, flags & 2, flags & 4, flags & 8),
           {{1}}});
    }
  const auto flag = [](bool set) { return std::int64_t(set); };
  for (const Shape& a : {Shape{2, 3, 3}, Shape{5, 3}, Shape{3, 5}, Shape{9, 9}}) {
    const bool square = a[a.rank() - 1] == a[a.rank() - 2];
    table["lu"].push_back({{{a}}});
    for (bool full : {false, true})
      table["qr"].push_back(
          {{{a}}, A{{"full_matrices", flag(full)}}, {}, {}, square || !full || a[0] < a[1]});
    // The phases of complex vectors are the library's choice, and turn with the matrix.
    for (bool full : {false, true})
      for (bool vectors : {false, true})
        for (Dtype d : {float32, float64, complex64, complex128})
          table["svd"].push_back({{{a}},
                                  A{{"vectors", flag(vectors)}, {"full_matrices", flag(full)}},
                                  {},
                                  {},
                                  !vectors || (is_floating(d) && (square || !full)),
                                  {d}});
    Operand tolerance{a, 1e-9, 2e-9, float64};
    tolerance.shape.erase(tolerance.shape.size() - 1);
    tolerance.shape.erase(tolerance.shape.size() - 1);
    table["pinv"].push_back({{{a}, tolerance}, {}, {}, {}, true, {float64, complex128}});
    tolerance.dtype = float32;
    table["pinv"].push_back({{{a}, tolerance}, {}, {}, {}, true, {float32, complex64}});
    if (!square) continue;
    table["sqrtm"].push_back({{{a}}});
    for (bool vectors : {false, true})
      for (Dtype d : {float32, float64, complex64, complex128})
        for (const char* name : {"eigh", "eig"})
          table[name].push_back({{{a}},
                                 A{{"vectors", flag(vectors)}},
                                 {},
                                 {},
                                 !vectors || (is_floating(d) && name == std::string("eigh")),
                                 {d}});
  }
  return table;
}

/// The examples of a primitive; empty where it has none.
inline std::vector<Example> examples_of(std::string_view name) {
  static const auto elementwise = elementwise_examples(), structured = structured_examples();
  for (const auto* table : {&elementwise, &structured})
    if (const auto found = table->find(name); found != table->end()) return found->second;
  return {};
}

/// The operand types of an example in dtype d; nothing where the type rule does not admit them.
inline std::optional<std::vector<Type>> operand_types(const Primitive& op, const Example& example,
                                                      Dtype d) {
  if (!example.dtypes.empty() &&
      std::find(example.dtypes.begin(), example.dtypes.end(), d) == example.dtypes.end())
    return {};
  std::vector<Type> types;
  for (const Operand& operand : example.operands)
    types.push_back({operand.dtype.value_or(d), operand.shape});
  try {
    op.infer(types, example.attributes);
  } catch (const DtypeError&) {
    return {};
  }
  return types;
}

/// Values within the example's ranges, different and not round; imaginary parts are smaller.
inline std::vector<Tensor> operands_of(const Example& example, std::span<const Type> types,
                                       std::uint64_t seed) {
  std::vector<Tensor> tensors;
  for (std::size_t k = 0; k < types.size(); ++k) {
    const Tensor& t = tensors.emplace_back(types[k]);
    const double low = example.operands[k].low, high = example.operands[k].high;
    for (std::int64_t i = 0; i < t.type.elements(); ++i) {
      const auto uniform = [&](std::uint64_t n) {
        return double(combine(combine(seed, k), n) >> 11) * 0x1p-53;
      };
      const double re = low + (high - low) * uniform(std::uint64_t(i)),
                   im = 0.2 + 0.5 * uniform(~std::uint64_t(i));
      visit(t.type.dtype, [&]<class T>(std::type_identity<T>) {
        if constexpr (is_complex_v<T>)
          t.data<T>()[i] = convert<T>(Number(re, im));
        else if constexpr (std::is_same_v<T, bool>)
          t.data<T>()[i] = re > (low + high) / 2;
        else if constexpr (std::is_integral_v<T>)
          t.data<T>()[i] = convert<T>(std::floor(re));
        else
          t.data<T>()[i] = convert<T>(re);
      });
    }
  }
  return tensors;
}

}  // namespace wengert::testing
