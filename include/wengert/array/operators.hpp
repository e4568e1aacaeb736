// Operators of arrays, expressions and scalars. They compute nothing: see evaluate.hpp.
//
// `/` is true division, `%` takes the sign of the divisor, comparisons give arrays of bool, and `&
// | ^ ~` combine them. `&&` and `||` stay C++'s own, on values that are scalars.
#pragma once

#include "wengert/array/evaluate.hpp"

namespace wengert {

template <class L, class R>
concept ArrayOperands = ArrayLike<L> && ArrayLike<R> &&(AnyExpression<L> || AnyExpression<R>);

template <class L, class R>
requires ArrayOperands<L, R>
auto operator+(L&& l, R&& r) {
  return elementwise(functions::Add(), std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
requires ArrayOperands<L, R>
auto operator-(L&& l, R&& r) {
  return elementwise(functions::Subtract(), std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
requires ArrayOperands<L, R>
auto operator*(L&& l, R&& r) {
  return elementwise(functions::Multiply(), std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
requires ArrayOperands<L, R>
auto operator/(L&& l, R&& r) {
  return elementwise(functions::Divide(), std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
requires ArrayOperands<L, R>
auto operator%(L&& l, R&& r) {
  return elementwise(functions::Remainder(), std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
requires ArrayOperands<L, R>
auto operator&(L&& l, R&& r) {
  return elementwise(functions::BitAnd(), std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
requires ArrayOperands<L, R>
auto operator|(L&& l, R&& r) {
  return elementwise(functions::BitOr(), std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
requires ArrayOperands<L, R>
auto operator^(L&& l, R&& r) {
  return elementwise(functions::BitXor(), std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
requires ArrayOperands<L, R>
auto operator==(L&& l, R&& r) {
  return elementwise(functions::Equal(), std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
requires ArrayOperands<L, R>
auto operator!=(L&& l, R&& r) {
  return elementwise(functions::NotEqual(), std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
requires ArrayOperands<L, R>
auto operator<(L&& l, R&& r) {
  return elementwise(functions::Less(), std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
requires ArrayOperands<L, R>
auto operator<=(L&& l, R&& r) {
  return elementwise(functions::LessEqual(), std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
requires ArrayOperands<L, R>
auto operator>(L&& l, R&& r) {
  return elementwise(functions::Greater(), std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
requires ArrayOperands<L, R>
auto operator>=(L&& l, R&& r) {
  return elementwise(functions::GreaterEqual(), std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
requires ArrayOperands<L, R>
auto operator<<(L&& l, R&& r) {
  return elementwise(functions::ShiftLeft(), std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
requires ArrayOperands<L, R>
auto operator>>(L&& l, R&& r) {
  return elementwise(functions::ShiftRight(), std::forward<L>(l), std::forward<R>(r));
}

template <AnyExpression X>
auto operator-(X&& x) {
  return elementwise(functions::Negative(), std::forward<X>(x));
}
template <AnyExpression X>
auto operator+(X&& x) {
  return std::remove_cvref_t<X>(std::forward<X>(x));
}
template <AnyExpression X>
auto operator~(X&& x) {
  return elementwise(functions::BitNot(), std::forward<X>(x));
}

/// Where x is zero or false.
template <AnyExpression X>
auto operator!(X&& x) {
  return elementwise(functions::Elementary<ops::Not, Promotion::logical>(), std::forward<X>(x));
}

template <ArrayLike X>
Array& Array::operator+=(const X& x) {
  return *this = *this + x;
}
template <ArrayLike X>
Array& Array::operator-=(const X& x) {
  return *this = *this - x;
}
template <ArrayLike X>
Array& Array::operator*=(const X& x) {
  return *this = *this * x;
}
template <ArrayLike X>
Array& Array::operator/=(const X& x) {
  return *this = *this / x;
}

}  // namespace wengert
