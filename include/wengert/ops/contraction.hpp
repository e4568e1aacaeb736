// Contractions: sums of products over pairs of axes.
//
// Result dimensions are the batch dimensions, then the free ones of the left operand, then those of
// the right, as in XLA's DotGeneral.
#pragma once

#include "wengert/ops/arithmetic.hpp"
#include "wengert/ops/movement.hpp"

namespace wengert::ops {

/// The roles of the dimensions of both operands.
struct Contraction {
  Axes lhs_contract, rhs_contract, lhs_batch, rhs_batch, lhs_free, rhs_free;

  Contraction(const Attributes& attributes, int lhs_rank, int rhs_rank)
      : lhs_contract(attributes.shape("lhs_contract")),
        rhs_contract(attributes.shape("rhs_contract")),
        lhs_batch(attributes.shape("lhs_batch")),
        rhs_batch(attributes.shape("rhs_batch")) {
    for (int d = 0; d < lhs_rank; ++d)
      if (!lhs_contract.contains(d) && !lhs_batch.contains(d)) lhs_free.push_back(d);
    for (int d = 0; d < rhs_rank; ++d)
      if (!rhs_contract.contains(d) && !rhs_batch.contains(d)) rhs_free.push_back(d);
  }
};

struct DotGeneral : Bilinear {
  static constexpr Name name = "dot_general";
  static constexpr Form form = Form::reduction;
  static constexpr int arity = 2;
  static constexpr Dtypes dtypes = numeric;

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes& attributes);
  static std::vector<Tensor> evaluate(std::span<const Tensor> operands,
                                      const Attributes& attributes, std::span<const Type> results);
  static ReductionPlan plan(std::span<const Type> operands, const Attributes& attributes);
  static std::vector<Maybe> transpose(const Application& application, Symbol ct,
                                      const std::vector<bool>& linear);
  static Batched batch(const Application& application, const std::vector<bool>& batched,
                       std::int64_t size);

  template <class Op> static constexpr void lower(Primitive& row) {
    row.eval = &evaluate;
    row.reduction = &plan;
  }
};

}  // namespace wengert::ops

#if WENGERT_BODIES
#include "wengert/ops/panels.hpp"

namespace wengert::ops {

WENGERT_API std::vector<Type> DotGeneral::infer(std::span<const Type> operands,
                                                const Attributes& attributes) {
  const Type &x = operands[0], &y = operands[1];
  check_operand_dtypes(name, operands, dtypes, [](int, Dtype d) { return d; });
  const Contraction roles(attributes, x.shape.rank(), y.shape.rank());
  const auto match = [&](const Axes& left, const Axes& right, std::string_view verb) {
    if (left.size() != right.size())
      throw ShapeError(cat("dot: ", x, " x ", y, " ", verb, " axes ", left, " with ", right,
                           "; give as many of each"));
    for (std::size_t k = 0; k < left.size(); ++k) {
      const bool exist =
          left[k] >= 0 && left[k] < x.shape.rank() && right[k] >= 0 && right[k] < y.shape.rank();
      if (!exist)
        throw ShapeError(cat("dot: ", x, " x ", y, " has no axes ", left[k], " and ", right[k]));
      if (x.shape[left[k]] != y.shape[right[k]])
        throw ShapeError(cat("dot: ", verb == "contracts" ? "inner" : "batch", " extents differ: ",
                             x, " x ", y, " ", verb, " axis ", left[k], " (", x.shape[left[k]],
                             ") with axis ", right[k], " (", y.shape[right[k]], ")"));
    }
  };
  match(roles.lhs_contract, roles.rhs_contract, "contracts");
  match(roles.lhs_batch, roles.rhs_batch, "batches");
  const auto once = [&](const Type& t, const Axes& contract, const Axes& batch, const Axes& free) {
    if (contract.size() + batch.size() + free.size() != t.shape.size())
      throw ShapeError(cat("dot: ", x, " x ", y, " contracts axes ", contract, " of ", t,
                           " and batches ", batch, "; name each axis once"));
  };
  once(x, roles.lhs_contract, roles.lhs_batch, roles.lhs_free);
  once(y, roles.rhs_contract, roles.rhs_batch, roles.rhs_free);
  Type result{x.dtype, {}};
  for (std::int64_t d : roles.lhs_batch) result.shape.push_back(x.shape[d]);
  for (std::int64_t d : roles.lhs_free) result.shape.push_back(x.shape[d]);
  for (std::int64_t d : roles.rhs_free) result.shape.push_back(y.shape[d]);
  return {result};
}

WENGERT_API ReductionPlan DotGeneral::plan(std::span<const Type> operands,
                                           const Attributes& attributes) {
  const Contraction roles(attributes, operands[0].shape.rank(), operands[1].shape.rank());
  ReductionPlan plan;
  plan.combine = &primitive<Add>();
  plan.product = &primitive<Mul>();
  plan.accumulator = compute_dtype(operands[0].dtype);
  plan.identity = Constant(plan.accumulator, 0);
  plan.walks = {std::vector<int>(operands[0].shape.size()),
                std::vector<int>(operands[1].shape.size())};
  int next = 0;
  for (std::size_t k = 0; k < roles.lhs_batch.size(); ++k, ++next)
    plan.walks[0][std::size_t(roles.lhs_batch[k])] =
        plan.walks[1][std::size_t(roles.rhs_batch[k])] = next;
  for (std::int64_t d : roles.lhs_free) plan.walks[0][std::size_t(d)] = next++;
  for (std::int64_t d : roles.rhs_free) plan.walks[1][std::size_t(d)] = next++;
  for (std::size_t k = 0; k < roles.lhs_contract.size(); ++k) {
    plan.walks[0][std::size_t(roles.lhs_contract[k])] = ~int(k);
    plan.walks[1][std::size_t(roles.rhs_contract[k])] = ~int(k);
    plan.reduced.push_back(operands[0].shape[roles.lhs_contract[k]]);
  }
  return plan;
}

// ---- the product on the host ------------------------------------------------------------------

namespace contracting {

/// The operand with its dimensions in another order, as a new tensor of dtype d.
inline Tensor arranged(const Tensor& x, const Axes& order, Dtype d) {
  Type type{x.type.dtype, {}};
  for (std::int64_t k : order) type.shape.push_back(x.type.shape[k]);
  const Tensor moved = order == Shape::iota(order.size())
                           ? x
                           : run_movement(&Transpose::move<std::int64_t>, Rows::uniform,
                                          std::span(&x, 1), {{"permutation", order}}, type);
  if (d == type.dtype) return moved;
  Tensor out(Type{d, type.shape});
  convert_elements(type.dtype, moved.bytes(), d, out.bytes(), type.elements());
  return out;
}

inline std::int64_t extent_of(const Type& type, const Axes& dimensions) {
  std::int64_t product = 1;
  for (std::int64_t d : dimensions) product *= type.shape[d];
  return product;
}

}  // namespace contracting

// Integers multiply as u64: the low bits of products and sums do not depend on the high ones.
WENGERT_API std::vector<Tensor> DotGeneral::evaluate(std::span<const Tensor> operands,
                                                     const Attributes& attributes,
                                                     std::span<const Type> results) {
  using namespace contracting;
  using panels::multiply_transposed;
  const Tensor &x = operands[0], &y = operands[1];
  const Contraction roles(attributes, x.type.shape.rank(), y.type.shape.rank());
  const auto joined = [](Axes first, const Axes& second, const Axes& third) {
    for (std::int64_t d : second) first.push_back(d);
    for (std::int64_t d : third) first.push_back(d);
    return first;
  };
  const Dtype computed = is_integer(x.type.dtype) ? Dtype::u64 : compute_dtype(x.type.dtype);
  const Tensor left = arranged(x, joined(roles.lhs_batch, roles.lhs_free, roles.lhs_contract),
                               computed),
               right = arranged(y, joined(roles.rhs_batch, roles.rhs_free, roles.rhs_contract),
                                computed);
  Tensor out(Type{computed, results[0].shape});
  const std::int64_t p = extent_of(x.type, roles.lhs_free), q = extent_of(y.type, roles.rhs_free),
                     n = extent_of(x.type, roles.lhs_contract),
                     batches = extent_of(x.type, roles.lhs_batch);
  const auto run = [&]<class T>(std::type_identity<T>) {
    for (std::int64_t k = 0; k < batches; ++k)
      multiply_transposed(left.data<T>() + k * p * n, right.data<T>() + k * q * n,
                          out.data<T>() + k * p * q, p, q, n);
  };
  if (computed == Dtype::u64) run(std::type_identity<std::uint64_t>());
  if (computed == Dtype::f32) run(std::type_identity<float>());
  if (computed == Dtype::f64) run(std::type_identity<double>());
  if (computed == Dtype::c64) run(std::type_identity<std::complex<float>>());
  if (computed == Dtype::c128) run(std::type_identity<std::complex<double>>());
  return {arranged(out, Shape::iota(out.type.shape.size()), results[0].dtype)};
}

// ---- derivatives and batching -----------------------------------------------------------------

// The cotangent of x in x·y contracts ct with y over y's free dimensions; then dimensions go back
// to their places. (For y, the roles are exchanged, and ct's free dimensions come in the other
// order.)
WENGERT_API std::vector<Maybe> DotGeneral::transpose(const Application& application, Symbol ct,
                                                     const std::vector<bool>& linear) {
  const int lhs_rank = application.operand_types[0].shape.rank(),
            rhs_rank = application.operand_types[1].shape.rank();
  const Contraction roles(application.attributes, lhs_rank, rhs_rank);
  const Axes batch = Shape::iota(roles.lhs_batch.size());
  const auto pulled = [&](Symbol other, const Axes& mine_batch, const Axes& mine_free,
                          const Axes& mine_contract, const Axes& other_batch,
                          const Axes& other_free, const Axes& other_contract, std::size_t ct_free) {
    Axes ct_contract;
    for (std::size_t k = 0; k < other_free.size(); ++k)
      ct_contract.push_back(std::int64_t(ct_free + k));
    // Dimensions of the result: batch, my free ones, then the contracted ones in the other's order.
    const Symbol product = dot_general(ct, other, ct_contract, other_free, batch, other_batch);
    std::vector<std::pair<std::int64_t, std::int64_t>> contracted;
    for (std::size_t k = 0; k < other_contract.size(); ++k)
      contracted.emplace_back(other_contract[k], mine_contract[k]);
    std::sort(contracted.begin(), contracted.end());
    Axes from = mine_batch, places;
    for (std::int64_t d : mine_free) from.push_back(d);
    for (const auto& [theirs, mine] : contracted) from.push_back(mine);
    places = from;
    for (std::size_t k = 0; k < from.size(); ++k) places[from[k]] = std::int64_t(k);
    return ops::transpose(product, places);
  };
  const std::size_t batches = roles.lhs_batch.size();
  std::vector<Maybe> found(2);
  if (linear[0])
    found[0] =
        pulled(operand_of(application, 1), roles.lhs_batch, roles.lhs_free, roles.lhs_contract,
               roles.rhs_batch, roles.rhs_free, roles.rhs_contract, batches + roles.lhs_free.size())
            .value;
  if (linear[1])
    found[1] =
        pulled(operand_of(application, 0), roles.rhs_batch, roles.rhs_free, roles.rhs_contract,
               roles.lhs_batch, roles.lhs_free, roles.lhs_contract, batches)
            .value;
  return found;
}

WENGERT_API Batched DotGeneral::batch(const Application& application,
                                      const std::vector<bool>& batched, std::int64_t) {
  const Contraction roles(application.attributes, application.operand_types[0].shape.rank(),
                          application.operand_types[1].shape.rank());
  const auto behind = [](const Axes& axes, bool moved) {
    return moved ? behind_batch(axes) : axes;
  };
  Axes lhs_batch = behind(roles.lhs_batch, batched[0]),
       rhs_batch = behind(roles.rhs_batch, batched[1]);
  if (batched[0] && batched[1]) {
    lhs_batch.insert(0, 0);
    rhs_batch.insert(0, 0);
  }
  const Symbol product = dot_general(operand_of(application, 0), operand_of(application, 1),
                                     behind(roles.lhs_contract, batched[0]),
                                     behind(roles.rhs_contract, batched[1]), lhs_batch, rhs_batch);
  // With one operand batched, the batch axis is its first free dimension.
  std::size_t at = 0;
  if (!(batched[0] && batched[1]))
    at = roles.lhs_batch.size() + (batched[1] ? roles.lhs_free.size() : 0);
  Axes front = Shape::iota(product.shape().size());
  front.erase(at);
  front.insert(0, std::int64_t(at));
  return {{ops::transpose(product, front).value}, {true}};
}

}  // namespace wengert::ops
#endif
