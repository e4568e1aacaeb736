// Contractions as matrix products: the extents (batch, m, n, k) and the strides of operands that
// can be read where they lie, through transposes and slices.
#pragma once

#include <optional>
#include <vector>

#include "wengert/lower/expand.hpp"

namespace wengert::lower {

/// A value as strides over an array in memory.
struct View {
  Location location;
  std::vector<std::int64_t> strides;
};
/// The value of a frame as a view, where it is stored or a movement of what is stored.
std::optional<View> strided_view(Frame& frame, Value v);

struct ProductShape {
  std::int64_t batch = 1, m = 1, n = 1, k = 1;
};
ProductShape product_shape(const ReductionPlan& plan, const Shape& result);

struct ProductStrides {
  std::int64_t batch = 0, free = 0, contracted = 0;
};
/// Strides of operand 0 (free: m) or 1 (free: n), where each group of dimensions walks as one.
std::optional<ProductStrides> product_strides(const ReductionPlan& plan, const ProductShape& shape,
                                              int operand, const Shape& extents,
                                              const std::vector<std::int64_t>& strides);
/// An operand's dimensions in the order batch, free, contracted.
std::vector<int> product_order(const ReductionPlan& plan, const ProductShape& shape, int operand);
/// Whether a reduction of f is a contraction worth a packed product.
bool is_product(const Function& f, const Node& node);
/// Whether the reduced dimensions of the first operand lie side by side, in order.
bool adjacent(const ReductionPlan& plan);

}  // namespace wengert::lower

#if WENGERT_BODIES
#include <algorithm>

#include "wengert/lower/lanes.hpp"

namespace wengert::lower {

WENGERT_API std::optional<View> strided_view(Frame& frame, Value v) {
  const Type& type = frame.function->types[v];
  if (frame.bindings[v].kind == Binding::Kind::memory) {
    const Shape strides = strides_of(type.shape);
    return View{frame.bindings[v].location, {strides.begin(), strides.end()}};
  }
  if (frame.bindings[v].kind != Binding::Kind::node || type.elements() == 0) return std::nullopt;
  if (frame.function->nodes[frame.producers[v]].op->form != Form::movement) return std::nullopt;
  Kernel scratch;
  Expander expander(scratch);
  std::vector<Index> index;
  for (std::int64_t extent : type.shape) index.push_back(scratch.open_domain(extent));
  const CellId cell = expander.cell(frame, v, index);
  if (scratch.cells[cell].kind != CellKind::load || !scratch.counters.empty() ||
      scratch.cells[cell].dtype != type.dtype)
    return std::nullopt;
  const std::uint32_t at = scratch.cells[cell].index;
  View view;
  for (std::int64_t variable : scratch.variables) {
    const auto stride = coefficient(scratch.pool, at, variable);
    if (!stride) return std::nullopt;
    view.strides.push_back(*stride);
  }
  view.location.buffer = scratch.cells[cell].number;
  // The constant term: the index with every variable at zero is its least value where strides are
  // positive.
  std::int64_t offset = scratch.pool.at(at).low;
  for (std::size_t d = 0; d < view.strides.size(); ++d)
    if (view.strides[d] < 0) offset -= view.strides[d] * (type.shape[d] - 1);
  view.location.offset = offset;
  return view;
}

namespace products {

enum class Role : std::uint8_t { batch, free, contracted };

// Result dimensions are batch, then free of the left, then free of the right operand: a dimension
// is batch where both operands walk it.
inline Role role_of(const ReductionPlan& plan, int operand, std::size_t dimension) {
  const int walk = plan.walks[std::size_t(operand)][dimension];
  if (walk < 0) return Role::contracted;
  const auto& other = plan.walks[std::size_t(1 - operand)];
  return std::find(other.begin(), other.end(), walk) != other.end() ? Role::batch : Role::free;
}

}  // namespace products

WENGERT_API ProductShape product_shape(const ReductionPlan& plan, const Shape& result) {
  ProductShape p;
  p.k = plan.reduced.elements();
  for (int operand = 0; operand < 2; ++operand)
    for (std::size_t d = 0; d < plan.walks[std::size_t(operand)].size(); ++d) {
      const products::Role role = products::role_of(plan, operand, d);
      if (role == products::Role::contracted) continue;
      const std::int64_t extent = result[plan.walks[std::size_t(operand)][d]];
      if (role == products::Role::free)
        (operand == 0 ? p.m : p.n) *= extent;
      else if (operand == 0)
        p.batch *= extent;
    }
  return p;
}

WENGERT_API bool is_product(const Function& f, const Node& n) {
  constexpr std::int64_t shortest = 4, fewest_multiplications = 8192;
  if (n.op->form != Form::reduction) return false;
  const Type& result = f.types[n.first_result];
  const Dtype d = result.dtype;
  if (d != Dtype::f32 && d != Dtype::f64) return false;
  const std::vector<Type> types = f.operand_types(n);
  const ReductionPlan plan = n.op->reduction(types, n.attributes);
  if (!plan.product || plan.accumulator != d || types[0].dtype != d || types[1].dtype != d)
    return false;
  const ProductShape p = product_shape(plan, result.shape);
  return p.m >= shortest && p.n >= shortest && p.k >= shortest &&
         p.m * p.n * p.k >= fewest_multiplications;
}

WENGERT_API std::vector<int> product_order(const ReductionPlan& plan, const ProductShape&,
                                           int operand) {
  const auto& walk = plan.walks[std::size_t(operand)];
  std::vector<int> order;
  for (products::Role role :
       {products::Role::batch, products::Role::free, products::Role::contracted}) {
    std::vector<int> group;
    for (std::size_t d = 0; d < walk.size(); ++d)
      if (products::role_of(plan, operand, d) == role) group.push_back(int(d));
    std::sort(group.begin(), group.end(), [&](int a, int b) {
      const int x = walk[std::size_t(a)], y = walk[std::size_t(b)];
      return role == products::Role::contracted ? ~x < ~y : x < y;
    });
    order.insert(order.end(), group.begin(), group.end());
  }
  return order;
}

WENGERT_API std::optional<ProductStrides> product_strides(
    const ReductionPlan& plan, const ProductShape& shape, int operand, const Shape& extents,
    const std::vector<std::int64_t>& strides) {
  ProductStrides result;
  for (products::Role role :
       {products::Role::batch, products::Role::free, products::Role::contracted}) {
    std::int64_t stride = 0, span = 1;
    const std::vector<int> order = product_order(plan, shape, operand);
    for (std::size_t k = order.size(); k-- > 0;) {
      const auto d = std::size_t(order[k]);
      if (products::role_of(plan, operand, d) != role || extents[d] == 1) continue;
      if (span == 1)
        stride = strides[d];
      else if (strides[d] != stride * span)
        return std::nullopt;
      span *= extents[d];
    }
    (role == products::Role::batch  ? result.batch
     : role == products::Role::free ? result.free
                                    : result.contracted) = stride;
  }
  return result;
}

WENGERT_API bool adjacent(const ReductionPlan& plan) {
  const auto& walk = plan.walks[0];
  int previous = -1;
  for (std::size_t r = 0; r < plan.reduced.size(); ++r) {
    const int at = int(std::find(walk.begin(), walk.end(), ~int(r)) - walk.begin());
    if (r && at != previous + 1) return false;
    previous = at;
  }
  return true;
}

}  // namespace wengert::lower
#endif
