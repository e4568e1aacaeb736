// Floating numbers as decimal text: the shortest digits that give the number back, or fewer.
#pragma once

#include <string>

#include "wengert/base/config.hpp"
#include "wengert/base/dtype.hpp"

namespace wengert::printing {

/// 0.d1 d2 d3 … × 10^exponent, without trailing zeros; zero has no digits.
struct Decimal {
  bool negative = false;
  std::string digits;
  int exponent = 0;

  /// The shortest that distinguishes x from its neighbours in dtype d.
  static Decimal shortest(double x, Dtype d);
  /// x rounded to `fraction` places after the point.
  static Decimal fixed(double x, int fraction);
  /// x rounded to `fraction` places after the first digit.
  static Decimal scientific(double x, int fraction);

  int fraction_places() const { return std::max(0, int(digits.size()) - exponent); }
  /// "-12." and "5", the parts around the point of "-12.5".
  std::string integer_part() const;
  std::string fraction_part() const;
  /// "1.25e-07": at least `places` after the point, at least `exponent_digits` in the exponent.
  std::string scientific_text(int places, int exponent_digits) const;
};

/// A single number as NumPy's str: "2.0", "1e-05", "nan".
std::string scalar_text(double x, Dtype d);

}  // namespace wengert::printing

#if WENGERT_BODIES
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace wengert::printing {

namespace decimal {

// From "-d.ddde-xx".
inline Decimal parse(std::string_view text) {
  Decimal result;
  result.negative = text.front() == '-';
  if (result.negative) text.remove_prefix(1);
  const std::size_t e = text.find('e');
  for (char c : text.substr(0, e))
    if (c != '.') result.digits += c;
  result.exponent = std::atoi(std::string(text.substr(e + 1)).c_str()) + 1;
  while (!result.digits.empty() && result.digits.back() == '0') result.digits.pop_back();
  if (result.digits.empty()) result.exponent = 1;
  return result;
}

template <class Float>
Decimal shortest(Float x) {
  char text[64];
  const auto end = std::to_chars(text, text + sizeof text, x, std::chars_format::scientific).ptr;
  return parse({text, std::size_t(end - text)});
}

// The halves have few digits: the first count that reads back is the shortest.
template <class Half>
Decimal shortest_half(double x) {
  for (int places = 0;; ++places) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*e", places, x);
    if (places == 8 || float(Half(float(std::atof(text)))) == float(x)) return parse(text);
  }
}

}  // namespace decimal

WENGERT_API Decimal Decimal::shortest(double x, Dtype d) {
  switch (d) {
    case Dtype::f16:
      return decimal::shortest_half<float16_t>(x);
    case Dtype::bf16:
      return decimal::shortest_half<bfloat16_t>(x);
    case Dtype::f32:
    case Dtype::c64:
      return decimal::shortest(float(x));
    default:
      return decimal::shortest(x);
  }
}

WENGERT_API Decimal Decimal::scientific(double x, int fraction) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*e", fraction, x);
  return decimal::parse(text);
}

WENGERT_API Decimal Decimal::fixed(double x, int fraction) {
  std::string text(std::size_t(std::snprintf(nullptr, 0, "%.*f", fraction, x)), '\0');
  std::snprintf(text.data(), text.size() + 1, "%.*f", fraction, x);
  Decimal result;
  result.negative = text.front() == '-';
  if (result.negative) text.erase(0, 1);
  const std::size_t point = std::min(text.find('.'), text.size());
  result.exponent = int(point);
  result.digits = text.substr(0, point) + (point < text.size() ? text.substr(point + 1) : "");
  while (!result.digits.empty() && result.digits.back() == '0') result.digits.pop_back();
  return result;
}

WENGERT_API std::string Decimal::integer_part() const {
  std::string text = negative ? "-" : "";
  if (exponent <= 0) return text + "0";
  text += digits.substr(0, std::size_t(exponent));
  if (int(digits.size()) < exponent) text.append(std::size_t(exponent) - digits.size(), '0');
  return text;
}

WENGERT_API std::string Decimal::fraction_part() const {
  if (int(digits.size()) <= exponent) return "";
  if (exponent >= 0) return digits.substr(std::size_t(exponent));
  return std::string(std::size_t(-exponent), '0') + digits;
}

WENGERT_API std::string Decimal::scientific_text(int places, int exponent_digits) const {
  std::string text = negative ? "-" : "";
  text += digits.empty() ? '0' : digits[0];
  const std::string rest = digits.empty() ? "" : digits.substr(1);
  text += '.' + rest + std::string(std::size_t(std::max(0, places - int(rest.size()))), '0');
  const int power = digits.empty() ? 0 : exponent - 1;
  std::string magnitude = std::to_string(std::abs(power));
  if (int(magnitude.size()) < exponent_digits)
    magnitude.insert(0, std::size_t(exponent_digits) - magnitude.size(), '0');
  return text + 'e' + (power < 0 ? '-' : '+') + magnitude;
}

WENGERT_API std::string scalar_text(double x, Dtype d) {
  if (std::isnan(x)) return "nan";
  if (std::isinf(x)) return x < 0 ? "-inf" : "inf";
  const Decimal shortest = Decimal::shortest(x, d);
  const Dtype real = real_dtype(d);
  const double cutoff = real == Dtype::f64 ? 1e16 : real == Dtype::f32 ? 1e6 : 1e3;
  if (x == 0 || (std::fabs(x) < cutoff && std::fabs(x) >= 1e-4)) {
    const std::string fraction = shortest.fraction_part();
    return shortest.integer_part() + '.' + (fraction.empty() ? "0" : fraction);
  }
  std::string text = shortest.scientific_text(0, 2);
  if (const std::size_t bare = text.find(".e"); bare != text.npos) text.erase(bare, 1);
  return text;
}

}  // namespace wengert::printing
#endif
