// A pytree as one vector, and back: what optimisers and solvers of flat problems work on.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "wengert/api/record.hpp"

namespace wengert {

namespace ravelling {

/// The elements of all of these, in order, in the dtype that theirs promote to; of the default
/// float where there are none.
Array join(std::span<const Handle> leaves);
/// Arrays of these types from the elements of `flat`. Where the types have one dtype, the results
/// keep that of `flat`; otherwise `flat` must have the dtype that theirs promote to.
std::vector<Handle> part(const Array& flat, std::span<const Type> types);

}  // namespace ravelling

/// The inverse of ravel_pytree: from a vector to a tree of the structure, shapes and dtypes of T.
template <class T>
class Unravel {
 public:
  explicit Unravel(T like) : like_(std::move(like)) {
    for (const Handle& h : trees::handles_of(like_)) types_.push_back(h.type());
  }

  /// Throws ShapeError where `flat` is not a vector of as many elements as the tree had, DtypeError
  /// where the tree's dtypes differ and `flat` does not have the one that they promote to.
  T operator()(Array flat) const {
    return trees::with_handles(like_, ravelling::part(flat, types_));
  }

 private:
  T like_;  // Arrays by type alone
  std::vector<Type> types_;
};

/// pair{flat, unravel}: the elements of all Arrays of a tree as one vector, of the dtype that
/// theirs promote to, and a callable that makes a tree like this one of such a vector. Where the
/// tree's Arrays have one dtype, unravel takes a vector of any dtype and keeps it. Static leaves
/// come back as they were.
///   auto [flat, unravel] = ravel_pytree(params);
///   auto loss_of_flat = [&, back = unravel](Array v) { return loss(back(v)); };
template <class T>
auto ravel_pytree(const T& tree) {
  auto whole = materialize(tree);
  static_assert(Pytree<decltype(whole)>, "ravel_pytree: takes an Array, or what holds Arrays");
  Array flat = ravelling::join(trees::handles_of(whole));
  return std::pair{std::move(flat), Unravel(recording::types_only(std::move(whole)))};
}

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/array/methods.hpp"
#include "wengert/ops/manifest.hpp"

namespace wengert::ravelling {

inline Dtype common_dtype(std::span<const Type> types) {
  if (types.empty()) return default_float();
  Dtype common = types[0].dtype;
  for (const Type& t : types) common = promote(common, t.dtype);
  return common;
}

WENGERT_API Array join(std::span<const Handle> leaves) {
  std::vector<Type> types;
  for (const Handle& h : leaves) types.push_back(h.type());
  const Dtype dtype = common_dtype(types);
  if (leaves.empty()) return Array(Tensor(Type{dtype, {0}}));
  std::vector<Handle> vectors;
  for (const Handle& h : leaves) {
    const Array x{h};
    vectors.push_back(x.astype(dtype).reshape({x.size()}).handle());
  }
  if (vectors.size() == 1) return Array(vectors[0]);
  return Array(
      wengert::bind(primitive<ops::Concatenate>(), {{"dimension", std::int64_t(0)}}, vectors)[0]);
}

WENGERT_API std::vector<Handle> part(const Array& flat, std::span<const Type> types) {
  std::int64_t total = 0;
  bool mixed = false;
  for (const Type& t : types) {
    total += t.elements();
    mixed = mixed || t.dtype != types[0].dtype;
  }
  if (!(flat.shape() == Shape{total}))
    throw ShapeError(cat("ravel_pytree: unravel was given ", flat.type(), " for a tree of shape (",
                         total,
                         ",); the vector must be as long as the "
                         "one that ravel_pytree gave"));
  if (mixed && flat.dtype() != common_dtype(types))
    throw DtypeError(cat("ravel_pytree: unravel was given ", flat.dtype(),
                         " for a tree whose dtypes promote to ", common_dtype(types),
                         "; convert with astype"));
  std::vector<Handle> leaves;
  std::int64_t start = 0;
  for (const Type& t : types) {
    const std::int64_t end = start + t.elements();
    const Array piece = apply_primitive(
        primitive<ops::Slice>(),
        {{"start", Shape{start}}, {"limit", Shape{end}}, {"strides", Shape{1}}}, {flat.handle()});
    leaves.push_back(
        piece.reshape(Integers(t.shape)).astype(mixed ? t.dtype : flat.dtype()).handle());
    start = end;
  }
  return leaves;
}

}  // namespace wengert::ravelling
#endif
