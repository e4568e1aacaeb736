// An Emitter that computes: every Lane holds one number, and each step is done at once on the host.
//
// It is what a scalar backend would execute, without the backend: the tests instantiate math/ for
// Real<T> and compare with the host's own float and double. Equal steps on equal values are counted
// once, as common subexpressions are by a compiler, so steps() estimates the instructions of a
// kernel.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <deque>
#include <map>
#include <stdexcept>
#include <tuple>

#include "wengert/math/value.hpp"

namespace wengert {

class HostEmitter : public Emitter {
 public:
  template <class T>
  Real<T> real(T x) {
    return Real<T>(box(dtype_of<T>, x));
  }
  template <class T>
  static T number(Lane lane) {
    return std::bit_cast<T>(Bits<T>(static_cast<const Box*>(lane.handle)->bits));
  }
  /// Arithmetic steps so far, outside slow paths that were not needed; constants and bitcasts are
  /// free.
  int steps() const { return int(seen_.size()); }
  void forget() { seen_.clear(); boxes_.clear(); }

  Lane constant(Dtype dtype, double value) override {
    return dtype == Dtype::f32 ? box(dtype, float(value)) : box(dtype, value);
  }
  Lane bits_constant(Dtype dtype, std::uint64_t bits) override { return word(dtype, bits); }
  Lane unary(Step step, Lane x) override {
    return once(int(step), x, x, x, [&] {
      return dispatch(x, [&](auto a) { return box(x.dtype, apply(step, a)); });
    });
  }
  Lane binary(Step step, Lane x, Lane y) override {
    return once(int(step), x, y, y, [&] {
      return dispatch(
          x, [&](auto a) { return box(x.dtype, apply(step, a, number<decltype(a)>(y))); });
    });
  }
  Lane multiply_add(Lane x, Lane y, Lane z) override { return fma(x, y, z); }
  Lane fma(Lane x, Lane y, Lane z) override {
    return once(100, x, y, z, [&] {
      return dispatch(x, [&]<class T>(T a) {
        if constexpr (std::is_floating_point_v<T>) {
          return box(x.dtype, math::fma(a, number<T>(y), number<T>(z)));
        }
        return x;
      });
    });
  }
  Lane compare(Relation relation, Lane x, Lane y) override {
    return once(200 + int(relation), x, y, y, [&] {
      return dispatch(x, [&](auto a) {
        return box(Dtype::bool_, related(relation, a, number<decltype(a)>(y)));
      });
    });
  }
  Lane select(Lane mask, Lane x, Lane y) override {
    return once(101, mask, x, y, [&] { return number<bool>(mask) ? x : y; });
  }
  Lane convert(Lane x, Dtype to) override {
    return once(300 + int(to), x, x, x, [&] {
      return dispatch(
          x, [&](auto a) { return to == Dtype::f32 ? box(to, float(a)) : box(to, double(a)); });
    });
  }
  Lane convert_in_range(Lane, Dtype) override {
    throw std::logic_error("HostEmitter: math/ has no use of conversions to integers");
  }
  Lane bitcast(Lane x, Dtype to) override { return word(to, raw(x)); }
  Lane lookup(Dtype dtype, std::span<const std::uint64_t> bits, Lane index) override {
    const std::uint64_t i = raw(index);
    if (i >= bits.size()) throw std::out_of_range("lookup");
    return once(102, index, index, index, [&] { return word(dtype, bits[i]); });
  }
  Lane rare(Lane mask, const std::function<Lane()>& slow, Lane fast) override {
    once(103, mask, mask, mask, [&] { return mask; });
    return number<bool>(mask) ? slow() : fast;
  }

 private:
  struct Box {
    std::uint64_t bits;
  };
  template <class T>
  using Bits = std::conditional_t<
      sizeof(T) == 1, std::uint8_t,
      std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>;
  using Key = std::tuple<int, std::uint64_t, std::uint64_t, std::uint64_t, Dtype>;

  Lane word(Dtype dtype, std::uint64_t bits) {
    if (size_of(dtype) == 4) bits = std::uint32_t(bits);
    boxes_.push_back({bits});
    return {this, &boxes_.back(), dtype};
  }
  template <class T>
  Lane box(Dtype dtype, T x) {
    return word(dtype, std::bit_cast<Bits<T>>(x));
  }
  static std::uint64_t raw(Lane x) { return static_cast<const Box*>(x.handle)->bits; }

  template <class Make>
  Lane once(int what, Lane x, Lane y, Lane z, Make make) {
    seen_[Key{what, raw(x), raw(y), raw(z), x.dtype}]++;
    return make();
  }
  /// f with a 0 of the C++ type of dtype.
  template <class F>
  static Lane with_type(Dtype dtype, F f) {
    switch (dtype) {
      case Dtype::bool_: return f(false);
      case Dtype::i32: return f(std::int32_t(0));
      case Dtype::u32: return f(std::uint32_t(0));
      case Dtype::i64: return f(std::int64_t(0));
      case Dtype::u64: return f(std::uint64_t(0));
      case Dtype::f32: return f(0.0f);
      case Dtype::f64: return f(0.0);
      default: throw std::logic_error("HostEmitter: not a dtype of math/");
    }
  }
  /// f with the number that x holds.
  template <class F>
  static Lane dispatch(Lane x, F f) {
    return with_type(x.dtype, [&](auto zero) { return f(number<decltype(zero)>(x)); });
  }

  template <class T>
  static T apply(Step step, T a) {
    if constexpr (std::is_floating_point_v<T>) {
      switch (step) {
        case Step::negate: return -a;
        case Step::sqrt: return std::sqrt(a);
        case Step::absolute: return std::fabs(a);
        case Step::floor: return std::floor(a);
        case Step::ceil: return std::ceil(a);
        case Step::truncate: return std::trunc(a);
        case Step::round_even: return std::nearbyint(a);
        default: break;
      }
    } else if (step == Step::bit_not) {
      return std::is_same_v<T, bool> ? T(!a) : T(~std::uint64_t(a));
    } else if (step == Step::negate) {
      return T(0 - std::uint64_t(a));
    }
    throw std::logic_error("HostEmitter: no such unary step");
  }
  template <class T>
  static T apply(Step step, T a, T b) {
    if constexpr (std::is_floating_point_v<T>) {
      switch (step) {
        case Step::add: return a + b;
        case Step::subtract: return a - b;
        case Step::multiply: return a * b;
        case Step::divide: return a / b;
        case Step::copy_sign: return std::copysign(a, b);
        default: break;
      }
    } else {
      const std::uint64_t u = std::uint64_t(a), v = std::uint64_t(b);
      switch (step) {
        case Step::add: return T(u + v);
        case Step::subtract: return T(u - v);
        case Step::multiply: return T(u * v);
        case Step::bit_and: return T(u & v);
        case Step::bit_or: return T(u | v);
        case Step::bit_xor: return T(u ^ v);
        case Step::shift_left: return T(u << v);
        case Step::shift_right: return T(a >> b);
        default: break;
      }
    }
    throw std::logic_error("HostEmitter: no such binary step");
  }
  template <class T>
  static bool related(Relation relation, T a, T b) {
    switch (relation) {
      case Relation::equal: return a == b;
      case Relation::not_equal: return a != b;
      case Relation::less: return a < b;
      case Relation::less_equal: return a <= b;
      case Relation::greater: return a > b;
      case Relation::greater_equal: return a >= b;
    }
    return false;
  }

  std::deque<Box> boxes_;
  std::map<Key, int> seen_;
};

}  // namespace wengert
