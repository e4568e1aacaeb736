#include "oracle/table.hpp"

namespace oracle {

namespace {

using Unary = std::function<Array(Array)>;
using Binary = std::function<Array(Array, Array)>;

const std::map<std::string, Unary> real_functions = {
    {"exp", [](Array x) { return wg::exp(x); }},
    {"expm1", [](Array x) { return wg::expm1(x); }},
    {"exp2", [](Array x) { return wg::exp2(x); }},
    {"log", [](Array x) { return wg::log(x); }},
    {"log1p", [](Array x) { return wg::log1p(x); }},
    {"log2", [](Array x) { return wg::log2(x); }},
    {"log10", [](Array x) { return wg::log10(x); }},
    {"sqrt", [](Array x) { return wg::sqrt(x); }},
    {"cbrt", [](Array x) { return wg::cbrt(x); }},
    {"square", [](Array x) { return wg::square(x); }},
    {"reciprocal", [](Array x) { return wg::reciprocal(x); }},
    {"sin", [](Array x) { return wg::sin(x); }},
    {"cos", [](Array x) { return wg::cos(x); }},
    {"tan", [](Array x) { return wg::tan(x); }},
    {"arcsin", [](Array x) { return wg::arcsin(x); }},
    {"arccos", [](Array x) { return wg::arccos(x); }},
    {"arctan", [](Array x) { return wg::arctan(x); }},
    {"sinh", [](Array x) { return wg::sinh(x); }},
    {"cosh", [](Array x) { return wg::cosh(x); }},
    {"tanh", [](Array x) { return wg::tanh(x); }},
    {"arcsinh", [](Array x) { return wg::arcsinh(x); }},
    {"arccosh", [](Array x) { return wg::arccosh(x); }},
    {"arctanh", [](Array x) { return wg::arctanh(x); }},
    {"abs", [](Array x) { return wg::abs(x); }},
    {"sign", [](Array x) { return wg::sign(x); }},
    {"negative", [](Array x) { return wg::negative(x); }},
    {"floor", [](Array x) { return wg::floor(x); }},
    {"ceil", [](Array x) { return wg::ceil(x); }},
    {"round", [](Array x) { return wg::round(x); }},
    {"trunc", [](Array x) { return wg::trunc(x); }},
    {"isnan", [](Array x) { return wg::isnan(x); }},
    {"isfinite", [](Array x) { return wg::isfinite(x); }},
    {"signbit", [](Array x) { return wg::signbit(x); }},
    {"sinc", [](Array x) { return wg::sinc(x); }},
    {"deg2rad", [](Array x) { return wg::deg2rad(x); }},
    {"rad2deg", [](Array x) { return wg::rad2deg(x); }},
    {"nan_to_num", [](Array x) { return wg::nan_to_num(x); }},
    {"positive", [](Array x) { return wg::positive(x); }},
    {"i0", [](Array x) { return wg::i0(x); }},
    {"rsqrt", [](Array x) { return wg::rsqrt(x); }},
    {"logistic", [](Array x) { return wg::logistic(x); }},
    {"erf", [](Array x) { return wg::erf(x); }},
    {"erfc", [](Array x) { return wg::erfc(x); }},
    {"erf_inv", [](Array x) { return wg::erf_inv(x); }},
    {"lgamma", [](Array x) { return wg::lgamma(x); }},
    {"digamma", [](Array x) { return wg::digamma(x); }},
    {"conj", [](Array x) { return wg::conj(x); }},
    {"real", [](Array x) { return wg::real(x); }},
    {"imag", [](Array x) { return wg::imag(x); }},
    {"angle", [](Array x) { return wg::angle(x); }},
};

const std::map<std::string, Binary> pairs = {
    {"add", [](Array x, Array y) { return wg::add(x, y); }},
    {"subtract", [](Array x, Array y) { return wg::subtract(x, y); }},
    {"multiply", [](Array x, Array y) { return wg::multiply(x, y); }},
    {"divide", [](Array x, Array y) { return wg::divide(x, y); }},
    {"power", [](Array x, Array y) { return wg::power(x, y); }},
    {"maximum", [](Array x, Array y) { return wg::maximum(x, y); }},
    {"minimum", [](Array x, Array y) { return wg::minimum(x, y); }},
    {"arctan2", [](Array x, Array y) { return wg::arctan2(x, y); }},
    {"hypot", [](Array x, Array y) { return wg::hypot(x, y); }},
    {"logaddexp", [](Array x, Array y) { return wg::logaddexp(x, y); }},
    {"logaddexp2", [](Array x, Array y) { return wg::logaddexp2(x, y); }},
    {"mod", [](Array x, Array y) { return wg::mod(x, y); }},
    {"fmod", [](Array x, Array y) { return wg::fmod(x, y); }},
    {"floor_divide", [](Array x, Array y) { return wg::floor_divide(x, y); }},
    {"copysign", [](Array x, Array y) { return wg::copysign(x, y); }},
    {"nextafter", [](Array x, Array y) { return wg::nextafter(x, y); }},
    {"heaviside", [](Array x, Array y) { return wg::heaviside(x, y); }},
    {"float_power", [](Array x, Array y) { return wg::float_power(x, y); }},
    {"fmax", [](Array x, Array y) { return wg::fmax(x, y); }},
    {"fmin", [](Array x, Array y) { return wg::fmin(x, y); }},
    {"equal", [](Array x, Array y) { return wg::equal(x, y); }},
    {"not_equal", [](Array x, Array y) { return wg::not_equal(x, y); }},
    {"less", [](Array x, Array y) { return wg::less(x, y); }},
    {"less_equal", [](Array x, Array y) { return wg::less_equal(x, y); }},
    {"greater", [](Array x, Array y) { return wg::greater(x, y); }},
    {"greater_equal", [](Array x, Array y) { return wg::greater_equal(x, y); }},
    {"bitwise_and", [](Array x, Array y) { return wg::bitwise_and(x, y); }},
    {"bitwise_or", [](Array x, Array y) { return wg::bitwise_or(x, y); }},
    {"bitwise_xor", [](Array x, Array y) { return wg::bitwise_xor(x, y); }},
    {"left_shift", [](Array x, Array y) { return wg::left_shift(x, y); }},
    {"right_shift", [](Array x, Array y) { return wg::right_shift(x, y); }},
    {"gcd", [](Array x, Array y) { return wg::gcd(x, y); }},
    {"lcm", [](Array x, Array y) { return wg::lcm(x, y); }},
    {"logical_and", [](Array x, Array y) { return wg::logical_and(x, y); }},
    {"logical_or", [](Array x, Array y) { return wg::logical_or(x, y); }},
    {"logical_xor", [](Array x, Array y) { return wg::logical_xor(x, y); }},
};

}  // namespace

void add_elementwise(Table& table) {
  for (const auto& [name, f] : real_functions) {
    for (const char* dtype : {"float32", "float64", "complex64", "complex128"}) {
      table[name + "_" + dtype] = unary(f);
      table[name + "_special_" + dtype] = unary(f);
    }
  }
  for (const auto& [name, f] : pairs)
    for (const char* kind : {"float32", "float64", "broadcast", "int32", "bool", "negative"})
      table[name + "_" + kind] = binary(f);
  table["true_divide_int32"] = binary([](Array x, Array y) { return wg::true_divide(x, y); });

  for (int n : {2, 3, -1, -2, 0})
    table["power_static_" + std::to_string(n)] = unary([n](Array x) { return wg::pow(x, n); });
  table["power_static_0.5"] = unary([](Array x) { return wg::pow(x, 0.5); });
  table["power_static_1.5"] = unary([](Array x) { return wg::pow(x, 1.5); });

  const std::vector<std::string> dtypes = {"bool",    "uint8",   "int32",   "int64",    "bfloat16",
                                           "float16", "float32", "float64", "complex64"};
  for (const std::string& a : dtypes) {
    for (const std::string& b : dtypes)
      table["promote_" + a + "_" + b] = binary([](Array x, Array y) { return x * y; });
    table["promote_" + a + "_weak_int"] = unary([](Array x) { return x * 2; });
    table["promote_" + a + "_weak_float"] = unary([](Array x) { return x * 2.5; });
  }

  table["where"] = ternary([](Array c, Array a, Array b) { return wg::where(c > 0, a, b); });
  table["where_safe_grad"] =
      unary([](Array x) { return wg::where(x > 0, wg::sqrt(wg::where(x > 0, x, 1.0)), 0.0); });
  table["clip"] = unary([](Array x) { return wg::clip(x, -1, 1); });
  table["select_n3"] = [](const Arrays& x) {
    return Arrays{wg::select_n(x[0], {x[1], x[2], x[3]})};
  };
  table["astype_int"] = unary([](Array x) { return x.astype(wg::int32); });
  table["astype_f32"] = unary([](Array x) { return x.astype(wg::float32); });
  table["astype_bf16"] = unary([](Array x) { return x.astype(wg::bfloat16); });
  table["bitcast"] = unary([](Array x) { return wg::bitcast_convert_type(x, wg::uint32); });
}

}  // namespace oracle
