// Reductions: a monoid over some axes of an operand; the result has the others.
//
// A struct derived from Reduction names its monoid,
//   using Combine = Add;  static Constant identity(Dtype)
// and the rest follows. The host combines blocks pairwise, as a binary counter carries: the error
// of a sum grows with the logarithm of its length, and each step is one contiguous loop of Combine.
#pragma once

#include "wengert/ops/form/elementwise.hpp"
#include "wengert/ops/form/movement.hpp"

namespace wengert::ops {

Tensor run_reduction(HostLoop combine, const Constant& identity, const Tensor& operand,
                     const Axes& axes, const Type& result);
Type reduced_type(std::string_view name, const Type& operand, const Axes& axes);
/// The operand's dimensions without `axes`, in the order of the result.
Axes kept_axes(const Type& operand, const Axes& axes);
ReductionPlan plan_of(const Primitive& combine, const Constant& identity, const Type& operand,
                      const Axes& axes);

struct Reduction {
  static constexpr Form form = Form::reduction;
  static constexpr int arity = 1;

  template <class Op> static std::vector<Type> derived_infer(std::span<const Type> operands,
                                                             const Attributes& attributes) {
    check_operand_dtypes(Op::name, operands, Op::dtypes, [](int, Dtype d) { return d; });
    return {reduced_type(Op::name, operands[0], attributes.shape("axes"))};
  }

  template <class Op> static Batched derived_batch(const Application& application,
                                                   const std::vector<bool>&, std::int64_t) {
    Axes axes = application.attributes.shape("axes");
    for (std::int64_t& d : axes) ++d;
    return batch_first_operand(application, application.attributes.with("axes", axes));
  }

  template <class Op> static std::vector<Tensor> derived_eval(std::span<const Tensor> operands,
                                                              const Attributes& attributes,
                                                              std::span<const Type> results) {
    const Tensor& x = operands[0];
    const Dtype computed = compute_dtype(x.type.dtype);
    return {run_reduction(Elementwise<2>::loop_of<typename Op::Combine>(computed),
                          Op::identity(computed), x, attributes.shape("axes"), results[0])};
  }

  template <class Op>
  static ReductionPlan derived_plan(std::span<const Type> operands, const Attributes& attributes) {
    return plan_of(primitive<typename Op::Combine>(),
                   Op::identity(compute_dtype(operands[0].dtype)), operands[0],
                   attributes.shape("axes"));
  }

  template <class Op> static constexpr void lower(Primitive& row) {
    static_assert(
        requires {
          typename Op::Combine;
          Op::identity(Dtype());
        },
        "wengert: a primitive is a Reduction but names no monoid: write `using Combine = "
        "<binary elementwise primitive>;` and `static Constant identity(Dtype d)`");
    row.eval = &derived_eval<Op>;
    row.reduction = &derived_plan<Op>;
  }
};

}  // namespace wengert::ops

#if WENGERT_BODIES
namespace wengert::ops {

WENGERT_API Axes kept_axes(const Type& operand, const Axes& axes) {
  Axes kept;
  for (int d = 0; d < operand.shape.rank(); ++d)
    if (!axes.contains(d)) kept.push_back(d);
  return kept;
}

WENGERT_API Type reduced_type(std::string_view name, const Type& operand, const Axes& axes) {
  require_axes(name, operand, axes);
  Type result{operand.dtype, {}};
  for (std::int64_t d : kept_axes(operand, axes)) result.shape.push_back(operand.shape[d]);
  return result;
}

WENGERT_API ReductionPlan plan_of(const Primitive& combine, const Constant& identity,
                                  const Type& operand, const Axes& axes) {
  ReductionPlan plan;
  plan.combine = &combine;
  plan.identity = identity;
  plan.accumulator = identity.dtype;
  std::vector<int> walk;
  int kept = 0;
  for (int d = 0; d < operand.shape.rank(); ++d) {
    if (axes.contains(d)) {
      walk.push_back(~plan.reduced.rank());
      plan.reduced.push_back(operand.shape[d]);
    } else {
      walk.push_back(kept++);
    }
  }
  plan.walks.push_back(std::move(walk));
  return plan;
}

namespace reducing {

/// Combines blocks of equal length, pairwise: level l holds 2^l of them, as a bit of a counter.
class Counter {
 public:
  static constexpr std::int64_t block = 512;

  Counter(HostLoop combine, const Constant& identity, std::int64_t length)
      : combine_(combine),
        identity_(identity),
        length_(length),
        size_(std::size_t(size_of(identity.dtype))) {}

  /// A new block to be filled; push() adds it.
  std::byte* fresh() {
    if (fresh_.empty()) fresh_.resize(std::size_t(length_) * size_);
    return fresh_.data();
  }
  void push() {
    std::size_t level = 0;
    for (; level < levels_.size() && occupied_[level]; ++level) {
      run(levels_[level].data(), fresh_.data(), fresh_.data(), length_);
      occupied_[level] = false;
    }
    if (level == levels_.size()) {
      levels_.emplace_back();
      occupied_.push_back(false);
    }
    std::swap(levels_[level], fresh_);
    occupied_[level] = true;
  }
  /// All blocks combined; what was pushed is gone.
  const std::byte* finish() {
    std::byte* total = fresh();
    bool found = false;
    for (std::size_t level = 0; level < levels_.size(); ++level) {
      if (!occupied_[level]) continue;
      if (found)
        run(levels_[level].data(), total, total, length_);
      else
        std::memcpy(total, levels_[level].data(), std::size_t(length_) * size_);
      found = true;
      occupied_[level] = false;
    }
    if (!found) fill(total, length_);
    return total;
  }
  /// finish(), and then the elements of the block combined, by halves.
  const std::byte* finish_to_one() {
    finish();
    std::byte* total = fresh_.data();
    for (std::int64_t n = length_; n > 1;) {
      const std::int64_t half = n / 2, rest = n - half;
      run(total, total + std::size_t(rest) * size_, total, half);
      n = rest;
    }
    return total;
  }
  /// Identities.
  void fill(std::byte* target, std::int64_t count) const {
    for (std::int64_t i = 0; i < count; ++i)
      std::memcpy(target + std::size_t(i) * size_, identity_.bits.data(), size_);
  }

 private:
  void run(const std::byte* x, const std::byte* y, std::byte* out, std::int64_t count) const {
    const void* operands[] = {x, y};
    combine_(operands, out, count, {});
  }

  HostLoop combine_;
  Constant identity_;
  std::int64_t length_;
  std::size_t size_;
  std::vector<std::byte> fresh_;
  std::vector<std::vector<std::byte>> levels_;
  std::vector<bool> occupied_;
};

/// Calls f(offset) for each index of the given dimensions of an operand, in row-major order.
template <class F>
void each_offset(const Shape& shape, const Shape& strides, const Axes& dimensions, F&& f) {
  Shape extents, steps;
  for (std::int64_t d : dimensions) {
    extents.push_back(shape[d]);
    steps.push_back(strides[d]);
  }
  if (extents.elements() == 0) return;
  Shape index = Shape::filled(extents.size(), 0);
  do {
    std::int64_t offset = 0;
    for (std::size_t d = 0; d < index.size(); ++d) offset += index[d] * steps[d];
    f(offset);
  } while (advance(index, extents, extents.rank()));
}

}  // namespace reducing

WENGERT_API Tensor run_reduction(HostLoop combine, const Constant& identity, const Tensor& operand,
                                 const Axes& axes, const Type& result) {
  using reducing::Counter;
  Tensor out(result);
  const Shape &shape = operand.type.shape, strides = strides_of(shape);
  const Dtype stored = operand.type.dtype, computed = identity.dtype;
  const std::int64_t size = size_of(stored);
  if (axes.empty() || result.elements() == 0) {
    if (axes.empty() && result.elements())
      std::memcpy(out.bytes(), operand.bytes(), operand.type.bytes());
    return out;
  }
  // Blocks are runs along the last axis; it is either reduced itself, or many results are made at
  // once.
  const int last = shape.rank() - 1;
  const bool last_reduced = axes.contains(last);
  const std::int64_t row = shape[last],
                     length = std::max<std::int64_t>(1, std::min(row, Counter::block));
  Counter counter(combine, identity, length);
  Axes outer = kept_axes(operand.type, axes), inner = axes;
  (last_reduced ? inner : outer).erase((last_reduced ? inner : outer).size() - 1);

  const auto push_rows = [&](std::int64_t base, std::int64_t from, std::int64_t count) {
    std::byte* block = counter.fresh();
    convert_elements(stored, operand.bytes() + (base + from) * size, computed, block, count);
    if (count < length) counter.fill(block + count * size_of(computed), length - count);
    counter.push();
  };
  std::byte* target = out.bytes();
  reducing::each_offset(shape, strides, outer, [&](std::int64_t base) {
    if (last_reduced) {
      reducing::each_offset(shape, strides, inner, [&](std::int64_t offset) {
        for (std::int64_t from = 0; from < row; from += length)
          push_rows(base + offset, from, std::min(length, row - from));
      });
      convert_elements(computed, counter.finish_to_one(), stored, target, 1);
      target += size;
      return;
    }
    for (std::int64_t from = 0; from < row; from += length) {
      const std::int64_t count = std::min(length, row - from);
      reducing::each_offset(shape, strides, inner,
                            [&](std::int64_t offset) { push_rows(base + offset, from, count); });
      convert_elements(computed, counter.finish(), stored, target, count);
      target += count * size;
    }
  });
  return out;
}

}  // namespace wengert::ops
#endif
