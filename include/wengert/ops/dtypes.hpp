// Sets of dtypes: what an operation is defined for.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "wengert/base/dtype.hpp"

namespace wengert::ops {

using Name = std::string_view;

/// A set of dtypes; `floating | complex` is a union.
class Dtypes {
 public:
  constexpr Dtypes(std::initializer_list<Dtype> members) {
    for (Dtype d : members) bits_ |= 1u << int(d);
  }
  constexpr explicit Dtypes(bool (*member)(Dtype)) {
    for (int d = 0; d < dtype_count; ++d)
      if (member(Dtype(d))) bits_ |= 1u << d;
  }
  constexpr bool contains(Dtype d) const { return bits_ >> int(d) & 1u; }
  constexpr bool intersects(Dtypes other) const { return (bits_ & other.bits_) != 0; }
  friend constexpr Dtypes operator|(Dtypes a, Dtypes b) {
    a.bits_ |= b.bits_;
    return a;
  }
  /// "float16, bfloat16, float32, float64".
  std::string str() const {
    std::string text;
    for (int d = 0; d < dtype_count; ++d)
      if (contains(Dtype(d))) text += (text.empty() ? "" : ", ") + std::string(name_of(Dtype(d)));
    return text;
  }

 private:
  std::uint32_t bits_ = 0;
};

inline constexpr Dtypes boolean([](Dtype d) { return d == Dtype::bool_; });
inline constexpr Dtypes integer([](Dtype d) { return is_integer(d); });
inline constexpr Dtypes floating([](Dtype d) { return is_floating(d); });
inline constexpr Dtypes complex([](Dtype d) { return is_complex(d); });
inline constexpr Dtypes ordered = integer | floating;
inline constexpr Dtypes numeric = integer | floating | complex;
inline constexpr Dtypes any = boolean | numeric;

}  // namespace wengert::ops
