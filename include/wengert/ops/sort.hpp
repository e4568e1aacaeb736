// Sorting of rows along an axis: stable, by one or more keys, NaN last, -0 equal to 0.
//
// Keys become unsigned integers of the same order and are sorted digit by digit, least significant
// first (Knuth, The Art of Computer Programming, volume 3, 5.2.5): linear time, one piece of code
// for all dtypes.
#pragma once

#include "wengert/ops/indexing.hpp"

namespace wengert::ops {

/// The operands, all reordered along `dimension` so that the first `num_keys` ascend
/// lexicographically.
struct Sort : Library, Smooth {
  static constexpr Name name = "sort";
  static constexpr int arity = at_least(1);

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes& attributes);
  static std::vector<Tensor> evaluate(std::span<const Tensor> operands,
                                      const Attributes& attributes, std::span<const Type> results);
  static std::vector<Maybe> jvp(const Application& application, std::span<const Maybe> tangents);
  static Batched batch(const Application& application, const std::vector<bool>& batched,
                       std::int64_t size);
};

}  // namespace wengert::ops

#if WENGERT_BODIES
namespace wengert::ops {

WENGERT_API std::vector<Type> Sort::infer(std::span<const Type> operands,
                                          const Attributes& attributes) {
  const std::int64_t dimension = attributes.integer("dimension"),
                     keys = attributes.integer("num_keys");
  for (const Type& t : operands)
    if (!(t.shape == operands[0].shape))
      throw ShapeError(
          cat(name, ": operands have types ", operands[0], " and ", t, "; shapes must be equal"));
  if (dimension < 0 || dimension >= operands[0].shape.rank())
    throw ShapeError(cat(name, ": ", operands[0], " has no axis ", dimension));
  if (keys < 1 || keys > std::int64_t(operands.size()))
    throw ValueError(
        cat(name, ": ", keys, " keys of ", operands.size(), " operands; at least 1, at most all"));
  return {operands.begin(), operands.end()};
}

namespace sorting {

/// An unsigned integer that orders as x does.
template <class T> std::uint64_t ordered_bits(T x) {
  if constexpr (std::is_same_v<T, float16_t> || std::is_same_v<T, bfloat16_t>) {
    return ordered_bits(float(x));
  } else if constexpr (std::is_floating_point_v<T>) {
    using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    constexpr Bits sign = Bits(1) << (sizeof(T) * 8 - 1);
    if (x != x) return Bits(~Bits(0));
    const Bits bits = std::bit_cast<Bits>(x + T(0));  // -0 + 0 is +0
    return Bits(bits & sign ? ~bits : bits | sign);
  } else if constexpr (std::is_signed_v<T>) {
    return std::uint64_t(x) - std::uint64_t(std::numeric_limits<T>::min());
  } else {
    return std::uint64_t(x);
  }
}

struct Entry {
  std::uint64_t key;
  std::int64_t place;
};

/// Sorts entries by key, keeping the order of equal ones.
inline void sort_entries(std::vector<Entry>& entries, std::vector<Entry>& scratch) {
  if (entries.size() < 256) {
    std::stable_sort(entries.begin(), entries.end(),
                     [](const Entry& a, const Entry& b) { return a.key < b.key; });
    return;
  }
  std::uint64_t differing = 0;
  for (const Entry& e : entries) differing |= e.key ^ entries[0].key;
  scratch.resize(entries.size());
  for (int shift = 0; shift < 64; shift += 8) {
    if ((differing >> shift & 0xff) == 0) continue;
    std::array<std::size_t, 256> starts{};
    for (const Entry& e : entries) ++starts[e.key >> shift & 0xff];
    std::size_t sum = 0;
    for (std::size_t& start : starts) sum += std::exchange(start, sum);
    for (const Entry& e : entries) scratch[starts[e.key >> shift & 0xff]++] = e;
    entries.swap(scratch);
  }
}

/// The key of each entry: element place * stride of a row of `operand`; of complex ones one
/// component.
inline void load_keys(const Tensor& operand, std::int64_t base, std::int64_t stride, bool imaginary,
                      std::vector<Entry>& entries) {
  visit(operand.type.dtype, [&]<class T>(std::type_identity<T>) {
    const T* row = operand.data<T>() + base;
    for (Entry& e : entries) {
      const T& x = row[e.place * stride];
      if constexpr (is_complex_v<T>)
        e.key = ordered_bits(imaginary ? x.imag() : x.real());
      else
        e.key = ordered_bits(x);
    }
  });
}

}  // namespace sorting

WENGERT_API std::vector<Tensor> Sort::evaluate(std::span<const Tensor> operands,
                                               const Attributes& attributes,
                                               std::span<const Type> results) {
  const Shape& shape = operands[0].type.shape;
  const std::int64_t dimension = attributes.integer("dimension"),
                     keys = attributes.integer("num_keys");
  const std::int64_t n = shape[dimension], stride = strides_of(shape)[dimension];
  std::vector<Tensor> sorted;
  for (const Type& t : results) sorted.emplace_back(t);
  if (shape.elements() == 0) return sorted;
  std::vector<sorting::Entry> entries(static_cast<std::size_t>(n)), scratch;
  const std::int64_t rows = shape.elements() / n;
  for (std::int64_t row = 0; row < rows; ++row) {
    const std::int64_t base = row / stride * stride * n + row % stride;
    for (std::int64_t i = 0; i < n; ++i) entries[std::size_t(i)].place = i;
    for (std::int64_t k = keys; k-- > 0;)
      for (bool imaginary : {true, false}) {
        const Tensor& key = operands[std::size_t(k)];
        if (imaginary && !is_complex(key.type.dtype)) continue;
        sorting::load_keys(key, base, stride, imaginary, entries);
        sorting::sort_entries(entries, scratch);
      }
    for (std::size_t k = 0; k < operands.size(); ++k) {
      const auto size = std::size_t(size_of(operands[k].type.dtype));
      const std::byte* from = operands[k].bytes() + std::size_t(base) * size;
      std::byte* to = sorted[k].bytes() + std::size_t(base) * size;
      for (std::int64_t i = 0; i < n; ++i)
        std::memcpy(to + std::size_t(i * stride) * size,
                    from + std::size_t(entries[std::size_t(i)].place * stride) * size, size);
    }
  }
  return sorted;
}

/// Tangents are gathered where an iota, sorted along, says that the values came from.
WENGERT_API std::vector<Maybe> Sort::jvp(const Application& application,
                                         std::span<const Maybe> tangents) {
  Builder& builder = application.builder;
  const Shape shape = builder.type(application.operands[0]).shape;
  const std::int64_t dimension = application.attributes.integer("dimension");
  std::vector<Value> operands(application.operands.begin(), application.operands.end());
  operands.push_back(iota(builder, Dtype::i64, shape, dimension).value);
  const Results results = builder.append(application.op, application.attributes, operands);
  const Symbol source{&builder, results[operands.size() - 1]};

  Shape column = shape;
  column.push_back(1);
  std::vector<Symbol> columns;
  for (int d = 0; d < shape.rank(); ++d)
    columns.push_back(
        reshape(d == dimension ? source : iota(builder, Dtype::i64, shape, d), column));
  const Symbol indices = concatenate(columns, shape.rank());
  std::vector<Maybe> found(application.results.size());
  for (std::size_t k = 0; k < found.size(); ++k)
    if (tangents[k])
      found[k] =
          gather({&builder, *tangents[k]}, indices, Shape::iota(shape.size()), "unchecked").value;
  return found;
}

WENGERT_API Batched Sort::batch(const Application& application, const std::vector<bool>& batched,
                                std::int64_t size) {
  std::vector<Value> operands;
  for (std::size_t k = 0; k < batched.size(); ++k)
    operands.push_back(with_batch_axis(operand_of(application, k), batched[k], size).value);
  const std::int64_t dimension = application.attributes.integer("dimension");
  const Results results = application.builder.append(
      application.op, application.attributes.with("dimension", dimension + 1), operands);
  Batched out;
  for (std::uint32_t k = 0; k < results.count; ++k) {
    out.values.push_back(results[k]);
    out.batched.push_back(true);
  }
  return out;
}

}  // namespace wengert::ops
#endif
