// Integers and bits: divisors, multiples, choice by number, and bits read as another dtype.
#pragma once

#include "wengert/numpy/elementwise.hpp"

namespace wengert {

/// The greatest common divisor and the least common multiple, not negative; of 0 and 0, 0. Throws
/// DtypeError unless both are integers.
Array gcd(const Array& x, const Array& y);
Array lcm(const Array& x, const Array& y);
/// cases[which] elementwise; `which` is boolean (two cases) or int32, and the cases have its shape,
/// or it is a scalar.
Array select_n(const Array& which, const std::vector<Array>& cases);
/// The first choice whose condition holds, else `otherwise`.
Array select(const std::vector<Array>& conditions, const std::vector<Array>& choices,
             const Array& otherwise = 0);
/// The same bits as another dtype of the same width.
Array bitcast_convert_type(const Array& x, Dtype dtype);

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/api/loop.hpp"
#include "wengert/numpy/manipulation.hpp"
#include "wengert/numpy/reduction.hpp"

namespace wengert {

// Euclid's algorithm, until every remainder is 0.
WENGERT_API Array gcd(const Array& x, const Array& y) {
  const Array both = x + y;
  if (!is_integer(both.dtype()))
    throw DtypeError(
        cat("gcd: operands have types ", x.type(), " and ", y.type(), "; both must be integers"));
  const auto prepared = [&](const Array& v) {
    return Array(abs(broadcast_to(v.astype(both.dtype()), Integers(both.shape()))));
  };
  using State = std::pair<Array, Array>;
  return while_loop([](State s) { return any(s.second != 0); },
                    [](State s) {
                      const Array open = s.second != 0;
                      const Array divisor = where(open, s.second, 1);
                      return State{where(open, s.second, s.first),
                                   where(open, s.first % divisor, 0)};
                    },
                    State{prepared(x), prepared(y)})
      .first;
}

WENGERT_API Array lcm(const Array& x, const Array& y) {
  const Array d = gcd(x, y);
  return abs(floor_divide(x, maximum(d, 1)) * y);
}

WENGERT_API Array select_n(const Array& which, const std::vector<Array>& cases) {
  if (cases.empty()) throw ValueError("select_n: no cases; give at least one");
  if (which.dtype() != Dtype::bool_ && !is_integer(which.dtype()))
    throw DtypeError(
        cat("select_n: which has type ", which.type(), "; it must be bool or integer"));
  if (which.dtype() == Dtype::bool_ && cases.size() > 2)
    throw ValueError(cat("select_n: ", cases.size(), " cases for a boolean; there can be two"));
  Array result = cases.back();
  const Array number = which.astype(Dtype::i32);
  for (std::size_t k = cases.size() - 1; k-- > 0;)
    result = where(number <= int(k), cases[k], result);
  return result;
}

WENGERT_API Array select(const std::vector<Array>& conditions, const std::vector<Array>& choices,
                         const Array& otherwise) {
  if (conditions.size() != choices.size())
    throw ValueError(cat("select: ", conditions.size(), " conditions for ", choices.size(),
                         " choices; give one each"));
  Array result = otherwise;
  for (std::size_t k = conditions.size(); k-- > 0;)
    result = where(conditions[k], choices[k], result);
  return result;
}

WENGERT_API Array bitcast_convert_type(const Array& x, Dtype dtype) {
  return apply_primitive(primitive<ops::BitcastConvertType>(), {{"new_dtype", dtype}},
                         {x.handle()});
}

}  // namespace wengert
#endif
