// Extents of arrays: a short vector of 64-bit integers, broadcasting, and axis arithmetic.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wengert/base/config.hpp"
#include "wengert/base/errors.hpp"
#include "wengert/base/hash.hpp"

namespace wengert {

/// Extents in row-major order. Up to six live inside the object; more go to the heap.
/// Also the type of axis lists and index tuples.
class Shape {
 public:
  using value_type = std::int64_t;
  using iterator = std::int64_t*;
  using const_iterator = const std::int64_t*;

  Shape() = default;
  Shape(std::initializer_list<std::int64_t> extents) { assign(extents.begin(), extents.size()); }
  explicit Shape(std::span<const std::int64_t> extents) { assign(extents.data(), extents.size()); }
  explicit Shape(const std::vector<std::int64_t>& extents) { assign(extents.data(), extents.size()); }
  Shape(const Shape& other) : size_(other.size_) {
    if (size_ > inline_capacity) assign(other.data(), other.size_);
    else copy_inline(other);
  }
  Shape(Shape&& other) noexcept : size_(other.size_), heap_(std::move(other.heap_)) {
    copy_inline(other);
    other.size_ = 0;
  }
  Shape& operator=(const Shape& other) {
    if (this != &other) assign(other.data(), other.size_);
    return *this;
  }
  Shape& operator=(Shape&& other) noexcept {
    size_ = other.size_;
    heap_ = std::move(other.heap_);
    copy_inline(other);
    other.size_ = 0;
    return *this;
  }

  /// n copies of one extent.
  static Shape filled(std::size_t n, std::int64_t extent) {
    Shape shape;
    for (std::size_t d = 0; d < n; ++d) shape.push_back(extent);
    return shape;
  }
  /// 0, 1, …, n - 1.
  static Shape iota(std::size_t n) {
    Shape shape;
    for (std::size_t d = 0; d < n; ++d) shape.push_back(std::int64_t(d));
    return shape;
  }

  std::size_t size() const { return size_; }
  int rank() const { return int(size_); }
  bool empty() const { return size_ == 0; }
  std::int64_t* data() { return size_ <= inline_capacity ? inline_ : heap_.get(); }
  const std::int64_t* data() const { return size_ <= inline_capacity ? inline_ : heap_.get(); }
  iterator begin() { return data(); }
  iterator end() { return data() + size_; }
  const_iterator begin() const { return data(); }
  const_iterator end() const { return data() + size_; }
  template <class I>
  std::int64_t& operator[](I d) { return data()[std::size_t(d)]; }
  template <class I>
  std::int64_t operator[](I d) const { return data()[std::size_t(d)]; }
  std::int64_t back() const { return data()[size_ - 1]; }
  operator std::span<const std::int64_t>() const { return {data(), size_}; }

  void push_back(std::int64_t extent) {
    if (size_ < inline_capacity) {
      inline_[size_++] = extent;
      return;
    }
    auto grown = std::make_unique<std::int64_t[]>(size_ + 1);
    std::copy(begin(), end(), grown.get());
    grown[size_++] = extent;
    heap_ = std::move(grown);
  }
  void insert(std::size_t at, std::int64_t extent) {
    push_back(extent);
    std::rotate(begin() + at, end() - 1, end());
  }
  void erase(std::size_t at) {
    Shape rest;
    for (std::size_t d = 0; d < size_; ++d)
      if (d != at) rest.push_back((*this)[d]);
    *this = std::move(rest);
  }
  bool contains(std::int64_t value) const { return std::find(begin(), end(), value) != end(); }

  /// The number of elements; throws ShapeError where it does not fit in 64 bits.
  std::int64_t elements() const {
    std::int64_t product = 1;
    for (std::int64_t extent : *this)
      if (__builtin_mul_overflow(product, extent, &product))
        throw ShapeError(cat("shape ", str(), ": the number of elements overflows 64 bits"));
    return product;
  }

  /// "(2, 3)", "(4,)", "()", as Python prints a tuple.
  std::string str() const;

  friend bool operator==(const Shape& a, const Shape& b) {
    return a.size_ == b.size_ && std::equal(a.begin(), a.end(), b.begin());
  }
  friend std::ostream& operator<<(std::ostream& out, const Shape& shape) { return out << shape.str(); }

 private:
  static constexpr std::size_t inline_capacity = 6;

  // Of constant size, so that no function is called: every Array does this. std::copy would be memmove.
  void copy_inline(const Shape& other) { std::memcpy(inline_, other.inline_, sizeof inline_); }

  void assign(const std::int64_t* from, std::size_t n) {
    if (n > inline_capacity) heap_ = std::make_unique<std::int64_t[]>(n);
    size_ = n;
    std::copy(from, from + n, data());
  }

  std::size_t size_ = 0;
  std::int64_t inline_[inline_capacity] = {};
  std::unique_ptr<std::int64_t[]> heap_;
};

using Axes = Shape;

/// More axes than an array may have.
inline constexpr std::size_t max_rank = 32;

/// What computes an extent from others; throws ShapeError where it does not fit in 64 bits.
inline std::int64_t add_extents(std::int64_t a, std::int64_t b) {
  std::int64_t sum;
  if (__builtin_add_overflow(a, b, &sum))
    throw ShapeError(cat("an extent of ", a, " + ", b, " overflows 64 bits"));
  return sum;
}
inline std::int64_t multiply_extents(std::int64_t a, std::int64_t b) {
  std::int64_t product;
  if (__builtin_mul_overflow(a, b, &product))
    throw ShapeError(cat("an extent of ", a, " * ", b, " overflows 64 bits"));
  return product;
}

inline std::uint64_t hash_of(const Shape& shape) {
  std::uint64_t hash = shape.size();
  for (std::int64_t extent : shape) hash = combine(hash, std::uint64_t(extent));
  return hash;
}

/// Row-major strides in elements.
inline Shape strides_of(const Shape& shape) {
  Shape strides = shape;
  std::int64_t step = 1;
  for (int d = shape.rank() - 1; d >= 0; --d) {
    strides[d] = step;
    step *= shape[d];
  }
  return strides;
}

/// NumPy's broadcast of two shapes; throws ShapeError naming the operation where they do not match.
inline Shape broadcast(std::string_view operation, const Shape& a, const Shape& b) {
  if (a == b) return a;
  Shape out = a.rank() >= b.rank() ? a : b;
  const Shape& other = a.rank() >= b.rank() ? b : a;
  for (int d = 1; d <= other.rank(); ++d) {
    std::int64_t& mine = out[out.rank() - d];
    const std::int64_t theirs = other[other.rank() - d];
    if (mine == theirs || theirs == 1) continue;
    if (mine != 1)
      throw ShapeError(cat(operation, ": shapes ", a, " and ", b, " do not broadcast: axis -", d, " has extents ",
                           mine, " and ", theirs, "; they must be equal or one of them 1"));
    mine = theirs;
  }
  return out;
}

/// An axis counted from the front, from one that may count from the back.
inline int normalize_axis(std::string_view operation, std::int64_t axis, int rank) {
  if (axis < -rank || axis >= rank)
    throw IndexError(cat(operation, ": axis ", axis, " is out of range for an array of rank ", rank,
                         rank ? cat("; valid axes are ", -rank, " to ", rank - 1) : "; a scalar has no axes"));
  return int(axis < 0 ? axis + rank : axis);
}

/// Axes counted from the front, sorted, each once.
inline Axes normalize_axes(std::string_view operation, const Axes& axes, int rank) {
  Axes out;
  for (std::int64_t axis : axes) out.push_back(normalize_axis(operation, axis, rank));
  std::sort(out.begin(), out.end());
  if (std::adjacent_find(out.begin(), out.end()) != out.end())
    throw ValueError(cat(operation, ": an axis is named twice in ", axes));
  return out;
}

}  // namespace wengert

#if WENGERT_BODIES
namespace wengert {

WENGERT_API std::string Shape::str() const {
  std::string text = "(";
  for (std::size_t d = 0; d < size_; ++d) text += (d ? ", " : "") + std::to_string((*this)[d]);
  return text + (size_ == 1 ? ",)" : ")");
}

}  // namespace wengert
#endif
