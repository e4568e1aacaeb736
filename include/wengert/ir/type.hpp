// What is known of a value before it has one: its dtype and its shape. And scalars, and dense tensors.
#pragma once

#include <array>
#include <bit>
#include <complex>
#include <cstring>
#include <ostream>
#include <string>

#include "wengert/base/buffer.hpp"
#include "wengert/base/config.hpp"
#include "wengert/base/dtype.hpp"
#include "wengert/base/shape.hpp"

namespace wengert {

/// dtype and shape; prints as "f32[8,3]".
struct Type {
  Dtype dtype = Dtype::f32;
  Shape shape;

  std::int64_t elements() const { return shape.elements(); }
  std::size_t bytes() const { return std::size_t(elements()) * std::size_t(size_of(dtype)); }
  std::string str() const;
  friend bool operator==(const Type&, const Type&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Type& type) { return out << type.str(); }
};

inline std::uint64_t hash_of(const Type& type) { return combine(hash_of(type.shape), std::uint64_t(type.dtype)); }

/// Throws ShapeError unless there can be an array of that type: at most max_rank axes, no extent
/// negative, fewer than 2^63 bytes.
void require_array(std::string_view operation, const Type& type);

/// One element of any dtype, kept as its bits.
struct Constant {
  Dtype dtype = Dtype::f32;
  std::array<std::uint64_t, 2> bits = {};

  Constant() = default;
  /// `value` converted to dtype d.
  template <Element T>
  Constant(Dtype d, T value) : dtype(d) {
    visit(d, [&]<class To>(std::type_identity<To>) {
      const To converted = convert<To>(value);
      std::memcpy(bits.data(), &converted, sizeof converted);
    });
  }
  template <Element T>
  T as() const {
    return visit(dtype, [&]<class From>(std::type_identity<From>) {
      From value;
      std::memcpy(static_cast<void*>(&value), bits.data(), sizeof value);
      return convert<T>(value);
    });
  }
  friend bool operator==(const Constant&, const Constant&) = default;
};

inline std::uint64_t hash_of(const Constant& c) {
  return combine(combine(c.bits[0], c.bits[1]), std::uint64_t(c.dtype));
}

/// A dense row-major array in host memory.
struct Tensor {
  Type type;
  Buffer buffer;

  Tensor() = default;
  /// Uninitialised.
  explicit Tensor(Type t)
      : type((require_array("array", t), std::move(t))), buffer(type.bytes()) {}
  Tensor(Type t, Buffer b) : type(std::move(t)), buffer(std::move(b)) {}
  explicit Tensor(const Constant& c) : Tensor(Type{c.dtype, {}}) {
    std::memcpy(buffer.data(), c.bits.data(), std::size_t(size_of(c.dtype)));
  }

  template <class T>
  T* data() const { return reinterpret_cast<T*>(buffer.data()); }
  std::byte* bytes() const { return buffer.data(); }
  explicit operator bool() const { return bool(buffer); }

  /// The only element of a tensor that has one.
  Constant scalar() const {
    Constant c;
    c.dtype = type.dtype;
    std::memcpy(c.bits.data(), buffer.data(), std::size_t(size_of(type.dtype)));
    return c;
  }
};

}  // namespace wengert

#if WENGERT_BODIES
namespace wengert {

WENGERT_API std::string Type::str() const {
  std::string text(short_name_of(dtype));
  text += '[';
  for (int d = 0; d < shape.rank(); ++d) text += (d ? "," : "") + std::to_string(shape[d]);
  return text + ']';
}

WENGERT_API void require_array(std::string_view operation, const Type& type) {
  if (type.shape.size() > max_rank)
    throw ShapeError(cat(operation, ": an array of rank ", type.shape.size(),
                         "; an array has at most ", max_rank, " axes"));
  std::int64_t bytes = size_of(type.dtype);
  for (const std::int64_t extent : type.shape) {
    if (extent < 0) throw ShapeError(cat(operation, ": ", type, " has a negative extent"));
    if (__builtin_mul_overflow(bytes, extent, &bytes))
      throw ShapeError(cat(operation, ": ", type, " would hold 2^63 bytes or more"));
  }
}

}  // namespace wengert
#endif
