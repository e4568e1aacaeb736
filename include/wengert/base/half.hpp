// float16 and bfloat16 as storage: arithmetic happens in float and each result rounds once.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace wengert {

/// x in float, rounded to odd: towards zero, with the last bit set where that is inexact. What is rounded
/// to nearest after this, to fewer digits, is as if rounded once (Boldo and Melquiond 2008).
inline float rounded_to_odd(double x) {
  const float nearest = float(x);
  const double back = double(nearest);
  const auto word = std::bit_cast<std::uint32_t>(nearest);
  if (back == x || x != x || word & 1u) return nearest;
  return std::bit_cast<float>(std::fabs(back) > std::fabs(x) ? word - 1 : word + 1);
}

/// IEEE 754 binary16: 1 sign, 5 exponent and 10 fraction bits.
struct float16_t {
  std::uint16_t bits = 0;

  float16_t() = default;
  explicit float16_t(float x) : bits(encode(x)) {}
  explicit operator float() const { return decode(bits); }

 private:
  static std::uint16_t encode(float x) {
    const auto word = std::bit_cast<std::uint32_t>(x);
    const std::uint32_t sign = word >> 16 & 0x8000u, magnitude = word & 0x7fffffffu;
    if (magnitude > 0x7f800000u) return std::uint16_t(sign | 0x7e00u | (magnitude >> 13 & 0x3ffu));
    if (magnitude >= 0x477ff000u) return std::uint16_t(sign | 0x7c00u);  // rounds to infinity
    if (magnitude < 0x38800000u) {
      // Subnormal or zero: adding 0.5 lets the float adder shift and round the fraction to even.
      const float shifted = std::bit_cast<float>(magnitude) + 0.5f;
      return std::uint16_t(sign | (std::bit_cast<std::uint32_t>(shifted) - 0x3f000000u));
    }
    const std::uint32_t odd = magnitude >> 13 & 1u;
    return std::uint16_t(sign | ((magnitude - 0x38000000u + 0xfffu + odd) >> 13));
  }

  static float decode(std::uint16_t half) {
    const std::uint32_t sign = std::uint32_t(half & 0x8000u) << 16, magnitude = half & 0x7fffu;
    if (magnitude >= 0x7c00u) return std::bit_cast<float>(sign | 0x7f800000u | (magnitude & 0x3ffu) << 13);
    if (magnitude < 0x400u) {
      const float value = float(magnitude) * 0x1p-24f;
      return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(value));
    }
    return std::bit_cast<float>(sign | ((magnitude << 13) + 0x38000000u));
  }
};

/// The upper half of a float: 1 sign, 8 exponent and 7 fraction bits.
struct bfloat16_t {
  std::uint16_t bits = 0;

  bfloat16_t() = default;
  explicit bfloat16_t(float x) : bits(encode(x)) {}
  explicit operator float() const { return std::bit_cast<float>(std::uint32_t(bits) << 16); }

 private:
  static std::uint16_t encode(float x) {
    const auto word = std::bit_cast<std::uint32_t>(x);
    if ((word & 0x7fffffffu) > 0x7f800000u) return std::uint16_t(word >> 16 | 0x40u);
    return std::uint16_t((word + 0x7fffu + (word >> 16 & 1u)) >> 16);
  }
};

}  // namespace wengert
