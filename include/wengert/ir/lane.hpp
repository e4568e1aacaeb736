// Values of generated code: what an operation's `eval` is instantiated with when it is compiled.
//
// A Lane stands for one value per lane of a vector (or a single scalar: the operation cannot tell).
// It holds an opaque handle and forwards every arithmetic step to an Emitter, which a backend
// implements; so operations are written once and know no backend. Real<float> and Real<double> carry
// their precision in the C++ type, as the host's float and double do; integers and booleans carry it
// at run time. Next: math/value.hpp, the vocabulary that Lanes share with host numbers.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "wengert/base/dtype.hpp"

namespace wengert {

class Emitter;

/// An integer, boolean or real value of generated code.
struct Lane {
  Emitter* emitter = nullptr;
  void* handle = nullptr;
  Dtype dtype = Dtype::bool_;
};

/// A Lane of precision T: float or double.
template <class T>
struct Real : Lane {
  Real() = default;
  explicit Real(Lane lane) : Lane(lane) {}
};

/// Steps of arithmetic that take and give one dtype.
enum class Step : std::uint8_t {
  add, subtract, multiply, divide, remainder,       // integers: division truncates, by zero is unspecified
  minimum, maximum,                                 // integers only; floats compose them (NaN, signed zeros)
  bit_and, bit_or, bit_xor, shift_left, shift_right,  // shift_right: arithmetic where signed
  negate, bit_not,
  sqrt, absolute, floor, ceil, truncate, round_even,  // floats
  copy_sign,
  count_ones, count_leading_zeros
};

enum class Relation : std::uint8_t { equal, not_equal, less, less_equal, greater, greater_equal };

/// What a backend provides. Relations on floats are ordered, except not_equal: NaN differs from all.
class Emitter {
 public:
  virtual ~Emitter() = default;
  virtual Lane constant(Dtype dtype, double value) = 0;
  virtual Lane bits_constant(Dtype dtype, std::uint64_t bits) = 0;
  virtual Lane unary(Step step, Lane x) = 0;
  virtual Lane binary(Step step, Lane x, Lane y) = 0;
  /// x y + z, rounded once.
  virtual Lane fma(Lane x, Lane y, Lane z) = 0;
  /// x y + z, rounded once or twice, whichever is faster on the machine.
  virtual Lane multiply_add(Lane x, Lane y, Lane z) = 0;
  virtual Lane compare(Relation relation, Lane x, Lane y) = 0;
  virtual Lane select(Lane mask, Lane x, Lane y) = 0;
  /// Conversion of values: floats to integers truncate and saturate, NaN is 0.
  virtual Lane convert(Lane x, Dtype to) = 0;
  /// As convert, of a float known to lie in the integer's range: one instruction.
  virtual Lane convert_in_range(Lane x, Dtype to) = 0;
  /// The same bits as another dtype of the same size.
  virtual Lane bitcast(Lane x, Dtype to) = 0;
  /// table[index] in each lane; the table is copied into the code.
  virtual Lane lookup(Dtype dtype, std::span<const std::uint64_t> bits, Lane index) = 0;
  /// Where mask holds slow(), elsewhere fast; slow runs only if some lane needs it.
  virtual Lane rare(Lane mask, const std::function<Lane()>& slow, Lane fast) = 0;
};

}  // namespace wengert
