// Operations on bits. On booleans and, or, xor and not are logical.
//
// A shift by the width or more gives 0, or copies of the sign. Shifts by negative distances too:
// they are large unsigned ones.
#pragma once

#include "wengert/ops/base.hpp"

namespace wengert::ops {

struct And : Elementwise<2>, Flat {
  static constexpr Name name = "and";
  static constexpr Dtypes dtypes = boolean | integer;
  template <class V> static V eval(V x, V y) { return V(x & y); }
};

struct Or : Elementwise<2>, Flat {
  static constexpr Name name = "or";
  static constexpr Dtypes dtypes = boolean | integer;
  template <class V> static V eval(V x, V y) { return V(x | y); }
};

struct Xor : Elementwise<2>, Flat {
  static constexpr Name name = "xor";
  static constexpr Dtypes dtypes = boolean | integer;
  template <class V> static V eval(V x, V y) { return V(x ^ y); }
};

struct Not : Elementwise<1>, Flat {
  static constexpr Name name = "not";
  static constexpr Dtypes dtypes = boolean | integer;
  template <class V> static V eval(V x) {
    if constexpr (std::same_as<V, bool>)
      return !x;
    else
      return ~x;
  }
};

struct ShiftLeft : Elementwise<2>, Flat {
  static constexpr Name name = "shift_left";
  static constexpr Dtypes dtypes = integer;
  static constexpr int cost = 3;
  template <class V> static V eval(V x, V y) { return math::shifted_left(x, y); }
};

/// Zeros come in from the left.
struct ShiftRightLogical : Elementwise<2>, Flat {
  static constexpr Name name = "shift_right_logical";
  static constexpr Dtypes dtypes = integer;
  static constexpr int cost = 3;
  template <class V> static V eval(V x, V y) { return math::shifted_right_logical(x, y); }
};

/// Copies of the highest bit come in from the left.
struct ShiftRightArithmetic : Elementwise<2>, Flat {
  static constexpr Name name = "shift_right_arithmetic";
  static constexpr Dtypes dtypes = integer;
  static constexpr int cost = 3;
  template <class V> static V eval(V x, V y) { return math::shifted_right_arithmetic(x, y); }
};

struct PopulationCount : Elementwise<1>, Flat {
  static constexpr Name name = "population_count";
  static constexpr Dtypes dtypes = integer;
  template <class V> static V eval(V x) { return math::count_ones(x); }
};

}  // namespace wengert::ops
