// What arrays and unevaluated expressions have in common: every method of NumPy's ndarray.
//
// `a * b + c` is a type, made of Apply nodes whose leaves are Arrays and Numbers held by value. It
// is evaluated each time it becomes an Array; methods that are not elementwise evaluate first. The
// methods are the functions of numpy/ under another spelling. Next: array.hpp, apply.hpp,
// evaluate.hpp.
#pragma once

#include <vector>

#include "wengert/array/scalar.hpp"
#include "wengert/array/tokens.hpp"

namespace wengert {

class Array;
class At;
class Subscript;

template <class Derived>
class Expression {
 public:
  const Derived& self() const { return static_cast<const Derived&>(*this); }

  int ndim() const { return self().shape().rank(); }
  std::int64_t size() const { return self().shape().elements(); }

  // -- values
  /// The only element, converted to V. Throws ShapeError where there are more, ConcretizationError
  /// where the value is traced by jit or vmap.
  template <Scalar V>
  V item() const;
  /// The elements in row-major order, converted to V.
  template <Element V>
  std::vector<V> to_vector() const;
  /// As item: if (x > 0), float(x).
  template <Scalar V>
  explicit operator V() const {
    return item<V>();
  }
  Array block_until_ready() const;

  // -- indexing
  /// NumPy's x[…]: integers, slices, all, ellipsis, newaxis, and arrays of integers or booleans.
  template <class... I>
  requires(sizeof...(I) > 0 && (std::convertible_to<I, Subscript> && ...)) Array operator()(
      const I&... subscripts) const;
  /// x.at(…).set(y), .add(y) …: a copy of x that differs there.
  template <class... I>
  requires(sizeof...(I) > 0 && (std::convertible_to<I, Subscript> && ...)) At
      at(const I&... subscripts)
  const;

  // -- shape and dtype
  Array astype(Dtype dtype) const;
  Array reshape(const Integers& shape) const;
  template <std::integral... I>
  requires(sizeof...(I) > 1) Array reshape(I... extents)
  const;
  Array ravel() const;
  Array flatten() const;
  Array T() const;
  Array transpose(const Integers& axes = {}) const;
  Array swapaxes(int a, int b) const;
  Array squeeze(const Integers& axes = {}) const;

  // -- reductions
  Array sum(const ReducedAxes& axes = {}, Reduced option = Reduced::dropped) const;
  Array prod(const ReducedAxes& axes = {}, Reduced option = Reduced::dropped) const;
  Array mean(const ReducedAxes& axes = {}, Reduced option = Reduced::dropped) const;
  Array var(const ReducedAxes& axes = {}, Reduced option = Reduced::dropped) const;
  Array std(const ReducedAxes& axes = {}, Reduced option = Reduced::dropped) const;
  Array max(const ReducedAxes& axes = {}, Reduced option = Reduced::dropped) const;
  Array min(const ReducedAxes& axes = {}, Reduced option = Reduced::dropped) const;
  Array any(const ReducedAxes& axes = {}, Reduced option = Reduced::dropped) const;
  Array all(const ReducedAxes& axes = {}, Reduced option = Reduced::dropped) const;
  Array argmax(std::optional<int> axis = {}) const;
  Array argmin(std::optional<int> axis = {}) const;
  Array dot(const Array& other) const;

 protected:
  Expression() = default;

 private:
  decltype(auto) evaluated() const;
};

/// Array or a node of an expression.
template <class X>
concept AnyExpression =
    std::derived_from<std::remove_cvref_t<X>, Expression<std::remove_cvref_t<X>>>;

/// What elementwise functions take: arrays, expressions and C++ scalars.
template <class X>
concept ArrayLike = AnyExpression<X> || Scalar<std::remove_cvref_t<X>>;

}  // namespace wengert
