// Array: an immutable array of numbers, or a traced value that stands for one.
//
// Copying shares. Assigning an expression computes it: `Array y = a * b + c` is one loop, or, where
// an operand is traced, rows of the trace. Next: expression.hpp has the methods, evaluate.hpp the
// loop.
#pragma once

#include <array>
#include <span>

#include "wengert/array/expression.hpp"
#include "wengert/array/handle.hpp"
#include "wengert/array/literal.hpp"

namespace wengert {

class Array : public Expression<Array> {
 public:
  /// float32 of shape (0,): something to assign to.
  Array() = default;
  /// A scalar of the default dtype of its kind.
  template <Scalar T>
  Array(T value) : handle_(Tensor(converted_value(number(value).constant()))) {}
  /// Nested braces, to any depth: Array{{1.0, 2.0}, {3.0, 4.0}}. Throws ShapeError where they are
  /// ragged.
  Array(std::initializer_list<Nested> values) : Array(Nested(values)) {}
  explicit Array(const Nested& values);
  /// A computed expression.
  template <class E>
  requires(!std::same_as<E, Array>) Array(const Expression<E>& e);

  /// Typed data keeps its dtype.
  template <Element T>
  Array(std::span<const T> values) : Array(values, Shape{std::int64_t(values.size())}) {}
  template <Element T>
  Array(const std::vector<T>& values);
  template <Element T, std::size_t n>
  Array(const std::array<T, n>& values) : Array(std::span<const T>(values)) {}
  /// Row-major data of that shape. Throws ShapeError where the number of elements differs.
  template <Element T>
  Array(std::span<const T> values, const Shape& shape);
  template <Element T>
  Array(const std::vector<T>& values, const Shape& shape) : Array(Array(values), shape) {}
  /// The user's memory, not copied: it must outlive the Array and everything that shares with it.
  template <Element T>
  static Array borrow(std::span<const T> values, const Shape& shape);
  template <Element T>
  static Array borrow(std::span<T> values) {
    return borrow(std::span<const T>(values), Shape{std::int64_t(values.size())});
  }

  explicit Array(Handle handle) : handle_(std::move(handle)) {}
  explicit Array(Tensor tensor) : handle_(std::move(tensor)) {}
  const Handle& handle() const& { return handle_; }
  Handle&& handle() && { return std::move(handle_); }

  const Type& type() const { return handle_.type(); }
  const Shape& shape() const { return type().shape; }
  Dtype dtype() const { return type().dtype; }
  OperandType operand_type() const { return {dtype(), false}; }
  bool traced() const { return handle_.traced(); }

  /// The elements where they lie, in row-major order. Throws DtypeError where T is not their type,
  /// ConcretizationError where the value is traced by jit or vmap.
  template <Element T>
  std::span<const T> span() const;

  template <ArrayLike X>
  Array& operator+=(const X& x);
  template <ArrayLike X>
  Array& operator-=(const X& x);
  template <ArrayLike X>
  Array& operator*=(const X& x);
  template <ArrayLike X>
  Array& operator/=(const X& x);

  friend std::ostream& operator<<(std::ostream& out, const Array& x);

 private:
  Array(const Array& values, const Shape& shape);
  static Constant converted_value(const Constant& c) { return converted(c, dtype_of_value(c)); }

  Handle handle_;
};

/// An operation of one result, applied.
inline Array apply_primitive(const Primitive& op, const Attributes& attributes,
                             std::initializer_list<Handle> operands) {
  return Array(std::move(wengert::bind(op, attributes, {operands.begin(), operands.size()})[0]));
}

template <Element V>
Array::Array(const std::vector<V>& values) {
  Tensor tensor(Type{dtype_of<V>, {std::int64_t(values.size())}});
  std::copy(values.begin(), values.end(), tensor.data<V>());
  handle_ = Handle(std::move(tensor));
}

template <Element V>
Array::Array(std::span<const V> values, const Shape& shape) {
  require_array("Array", {dtype_of<V>, shape});
  if (shape.elements() != std::int64_t(values.size()))
    throw ShapeError(cat("Array: ", values.size(), " elements do not fill shape ", shape));
  Tensor tensor(Type{dtype_of<V>, shape});
  std::copy(values.begin(), values.end(), tensor.data<V>());
  handle_ = Handle(std::move(tensor));
}

template <Element V>
Array Array::borrow(std::span<const V> values, const Shape& shape) {
  if (shape.elements() != std::int64_t(values.size()))
    throw ShapeError(cat("Array::borrow: ", values.size(), " elements do not fill shape ", shape));
  require_array("Array::borrow", {dtype_of<V>, shape});
  return Array(Tensor({dtype_of<V>, shape}, Buffer::borrow(values.data(), values.size_bytes())));
}

template <Element V>
std::span<const V> Array::span() const {
  if (dtype() != dtype_of<V>)
    throw DtypeError(cat("span: the elements are ", dtype(), ", not ", dtype_of<V>,
                         "; convert with astype, or read with to_vector"));
  const Tensor tensor = concrete(handle_, "span()");
  return {tensor.data<V>(), std::size_t(size())};
}

}  // namespace wengert

#if WENGERT_BODIES
namespace wengert {

WENGERT_API Array::Array(const Nested& values) : handle_(values.tensor()) {}

WENGERT_API Array::Array(const Array& values, const Shape& shape) {
  require_array("Array", {values.dtype(), shape});
  if (shape.elements() != values.size())
    throw ShapeError(cat("Array: ", values.size(), " elements do not fill shape ", shape));
  handle_ = Handle(Tensor({values.dtype(), shape}, values.handle().buffer()));
}

}  // namespace wengert
#endif
