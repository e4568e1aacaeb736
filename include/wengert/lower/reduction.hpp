// Reductions as cells: loops around a body and, where they are short, trees without one.
#pragma once

#include <cstdint>
#include <span>

#include "wengert/lower/program.hpp"

namespace wengert::lower {

class Expander;
struct Frame;

/// One element of the result of a reduction.
CellId expand_reduction(Expander& expander, Frame& frame, const Node& node,
                        std::span<const Index> index);
/// The part of it whose reduced dimensions, flattened, run from `first` for `bound` steps, at most
/// `extent` of them; in the dtype of the accumulator.
CellId partial_reduction(Expander& expander, Frame& frame, const Node& node,
                         std::span<const Index> index, Index first, std::int64_t extent,
                         Index bound);
/// The combination of partial results, stored along a last axis beyond `index`.
CellId joined_parts(Kernel& kernel, const Location& parts, const Type& type,
                    std::span<const Index> index, const ReductionPlan& plan, Dtype result);

}  // namespace wengert::lower

#if WENGERT_BODIES
#include <algorithm>
#include <utility>
#include <vector>

#include "wengert/lower/cell_builder.hpp"
#include "wengert/lower/expand.hpp"
#include "wengert/lower/layout.hpp"
#include "wengert/lower/registers.hpp"

namespace wengert::lower {

namespace reductions {

// Opens a loop around what is reduced, and gives its variable.
inline std::pair<Reduction, Index> open(Kernel& kernel, const ReductionPlan& plan,
                                        std::int64_t extent) {
  Reduction reduction;
  reduction.block = kernel.open_block();
  reduction.extent = extent;
  const Index variable = kernel.variable(extent);
  reduction.variable = kernel.pool[variable].value;
  reduction.bound = kernel.pool.constant(extent).id;
  reduction.combine = plan.combine;
  reduction.identity = plan.identity;
  return {reduction, variable};
}

inline CellId close(Kernel& kernel, Reduction reduction, CellId body, Dtype dtype) {
  reduction.body = body;
  kernel.close_block();
  kernel.reductions.push_back(reduction);
  CellNode reduce;
  reduce.kind = CellKind::reduce;
  reduce.dtype = dtype;
  reduce.number = std::int64_t(kernel.reductions.size() - 1);
  return kernel.add_here(std::move(reduce));
}

/// Runs of reduced dimensions that lie side by side in the first operand, which walk as one loop.
inline std::vector<std::pair<std::size_t, std::size_t>> adjacent_runs(const ReductionPlan& plan) {
  std::vector<std::pair<std::size_t, std::size_t>> runs;  // first and last
  const std::vector<int>& walk = plan.walks[0];
  int previous = 0;
  for (std::size_t r = 0; r < plan.reduced.size(); ++r) {
    const int position = int(std::find(walk.begin(), walk.end(), ~int(r)) - walk.begin());
    if (!runs.empty() && position == previous + 1)
      runs.back().second = r;
    else
      runs.push_back({r, r});
    previous = position;
  }
  return runs;
}

}  // namespace reductions

/// One node's reduction inside an Expander's kernel.
class ReductionExpander {
 public:
  ReductionExpander(Expander& expander, Frame& frame, const Node& node,
                    std::span<const Index> index)
      : expander_(expander),
        kernel_(expander.kernel()),
        frame_(frame),
        node_(node),
        index_(index),
        plan_(node.op->reduction(frame.function->operand_types(node), node.attributes)) {}

  CellId whole() const {
    const Dtype dtype = frame_.type_of(node_.first_result).dtype;
    const std::int64_t count = plan_.reduced.elements();
    const bool constant = std::all_of(index_.begin(), index_.end(),
                                      [&](Index i) { return kernel_.pool.is_constant(i); });
    const bool short_enough =
        count > 0 && count <= (constant ? register_elements : unrolled_reduction);
    return convert_cell(kernel_, short_enough ? tree() : loops(), dtype);
  }

  CellId part(Index first, std::int64_t extent, Index bound) const {
    auto [reduction, variable] = reductions::open(kernel_, plan_, extent);
    reduction.bound = bound.id;
    const CellId term = body(unflatten(first + variable, plan_.reduced));
    return reductions::close(kernel_, reduction, term, plan_.accumulator);
  }

 private:
  CellId combine(std::vector<CellId> operands, const Primitive& op) const {
    return apply_cell(kernel_, op, {}, std::move(operands), plan_.accumulator);
  }

  // What is accumulated at one index of the reduced dimensions: the product of these, or the only
  // one.
  std::vector<CellId> factors(std::span<const Index> reduced) const {
    std::vector<CellId> factors;
    const auto operands = frame_.function->operands(node_);
    for (std::size_t o = 0; o < operands.size(); ++o) {
      std::vector<Index> at;
      for (int walk : plan_.walks[o])
        at.push_back(walk >= 0 ? index_[std::size_t(walk)] : reduced[std::size_t(~walk)]);
      factors.push_back(
          convert_cell(kernel_, expander_.cell(frame_, operands[o], at), plan_.accumulator));
    }
    return factors;
  }

  CellId product(std::vector<CellId> factors) const {
    return plan_.product ? combine(std::move(factors), *plan_.product) : factors[0];
  }
  CellId body(std::span<const Index> reduced) const { return product(factors(reduced)); }

  // Of real products the first of each two is added as it is made.
  CellId tree() const {
    const std::int64_t count = plan_.reduced.elements();
    const auto factors_at = [&](std::int64_t r) {
      return factors(constant_index(kernel_.pool, r, plan_.reduced));
    };
    const bool fused =
        plan_.product && (plan_.accumulator == Dtype::f32 || plan_.accumulator == Dtype::f64);
    std::vector<CellId> terms;
    for (std::int64_t r = 0; r < count; ++r) {
      std::vector<CellId> term = factors_at(r);
      if (fused && r + 1 < count) {
        term.push_back(product(factors_at(++r)));
        terms.push_back(combine(std::move(term), primitive<ops::MultiplyAdd>()));
      } else {
        terms.push_back(product(std::move(term)));
      }
    }
    while (terms.size() > 1) {  // pairwise
      std::vector<CellId> half;
      for (std::size_t k = 0; k + 1 < terms.size(); k += 2)
        half.push_back(combine({terms[k], terms[k + 1]}, *plan_.combine));
      if (terms.size() % 2) half.push_back(terms.back());
      terms = std::move(half);
    }
    return terms[0];
  }

  // The body of a loop without iterations: the operands have no element that could be named.
  CellId nothing() const {
    CellNode zero;
    zero.kind = plan_.accumulator == Dtype::bool_ ? CellKind::condition : CellKind::position;
    zero.dtype = plan_.accumulator;
    zero.index = kernel_.pool.constant(0).id;
    return kernel_.add(std::move(zero));
  }

  CellId loops() const {
    std::vector<Index> reduced(plan_.reduced.size());
    std::vector<Reduction> open;
    for (const auto& [first, last] : reductions::adjacent_runs(plan_)) {
      Shape extents;
      for (std::size_t r = first; r <= last; ++r) extents.push_back(plan_.reduced[r]);
      const auto [reduction, variable] = reductions::open(kernel_, plan_, extents.elements());
      open.push_back(reduction);
      const std::vector<Index> at = unflatten(variable, extents);
      std::copy(at.begin(), at.end(), reduced.begin() + std::ptrdiff_t(first));
    }
    CellId result = plan_.reduced.elements() == 0 ? nothing() : body(reduced);
    for (; !open.empty(); open.pop_back())
      result = reductions::close(kernel_, open.back(), result, plan_.accumulator);
    return result;
  }

  Expander& expander_;
  Kernel& kernel_;
  Frame& frame_;
  const Node& node_;
  const std::span<const Index> index_;
  const ReductionPlan plan_;
};

WENGERT_API CellId expand_reduction(Expander& expander, Frame& frame, const Node& node,
                                    std::span<const Index> index) {
  return ReductionExpander(expander, frame, node, index).whole();
}

WENGERT_API CellId partial_reduction(Expander& expander, Frame& frame, const Node& node,
                                     std::span<const Index> index, Index first, std::int64_t extent,
                                     Index bound) {
  return ReductionExpander(expander, frame, node, index).part(first, extent, bound);
}

WENGERT_API CellId joined_parts(Kernel& kernel, const Location& parts, const Type& type,
                                std::span<const Index> index, const ReductionPlan& plan,
                                Dtype result) {
  const auto [reduction, variable] = reductions::open(kernel, plan, type.shape.back());
  std::vector<Index> at(index.begin(), index.end());
  at.push_back(variable);
  const CellId part = load_cell(kernel, parts, type, at);
  return convert_cell(kernel, reductions::close(kernel, reduction, part, plan.accumulator), result);
}

}  // namespace wengert::lower
#endif
