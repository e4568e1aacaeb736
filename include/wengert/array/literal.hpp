// Nested braces as array values: {1, 2}, {{1.0, 2.0}, {3.0, 4.0}}, to any depth.
#pragma once

#include <initializer_list>
#include <vector>

#include "wengert/array/scalar.hpp"

namespace wengert {

/// A scalar or a list of Nested. The widest kind among the scalars decides the dtype.
class Nested {
 public:
  template <Scalar T>
  Nested(T value) : scalar_(number(value).constant()) {}
  Nested(std::initializer_list<Nested> values) : values_(values), list_(true) {}

  /// Throws ShapeError where lists of one level differ in length or depth.
  Tensor tensor() const;

 private:
  Shape shape() const;
  Dtype dtype() const;
  void require(const Shape& shape, int depth) const;
  std::byte* write(std::byte* to, Dtype dtype) const;

  Constant scalar_;
  std::vector<Nested> values_;
  bool list_ = false;
};

}  // namespace wengert

#if WENGERT_BODIES
namespace wengert {

WENGERT_API Tensor Nested::tensor() const {
  const Shape extents = shape();
  require(extents, 0);
  Tensor result(Type{dtype(), extents});
  write(result.bytes(), result.type.dtype);
  return result;
}

WENGERT_API Shape Nested::shape() const {
  Shape extents;
  for (const Nested* at = this; at->list_; at = &at->values_.front()) {
    extents.push_back(std::int64_t(at->values_.size()));
    if (at->values_.empty()) break;
  }
  return extents;
}

WENGERT_API void Nested::require(const Shape& shape, int depth) const {
  if (list_ != (depth < shape.rank()) || (list_ && std::int64_t(values_.size()) != shape[depth]))
    throw ShapeError(cat("Array: braces are ragged at depth ", depth, ": ",
                         list_ ? cat("a list of ", values_.size()) : "a scalar",
                         " where the first is ",
                         depth < shape.rank() ? cat("a list of ", shape[depth]) : "a scalar"));
  for (const Nested& value : values_) value.require(shape, depth + 1);
}

WENGERT_API Dtype Nested::dtype() const {
  if (!list_) return dtype_of_value(scalar_);
  if (values_.empty()) return default_float();
  Dtype widest = values_.front().dtype();
  for (const Nested& value : values_) {
    const Dtype d = value.dtype();
    widest = kind_of(d) > Kind::signed_integer ? std::max(widest, d) : promote(widest, d);
  }
  return widest;
}

WENGERT_API std::byte* Nested::write(std::byte* to, Dtype dtype) const {
  if (!list_) {
    const Constant value = converted(scalar_, dtype);
    std::memcpy(to, value.bits.data(), std::size_t(size_of(dtype)));
    return to + size_of(dtype);
  }
  for (const Nested& value : values_) to = value.write(to, dtype);
  return to;
}

}  // namespace wengert
#endif
