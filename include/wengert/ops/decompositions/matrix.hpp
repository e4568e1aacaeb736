// What the decompositions share: the algebra of trailing matrices that their derivatives are
// written in, and the base class that runs a library's code on one matrix after the other.
//
// Next: cholesky.hpp, lu.hpp, qr.hpp, eigh.hpp, svd.hpp, eig.hpp, sqrtm.hpp.
#pragma once

#include "wengert/ops/linear_algebra.hpp"

namespace wengert::ops {

// ---- algebra on the last two axes -------------------------------------------------------------

/// The conjugate transpose.
inline Symbol adjoint(Symbol x) { return conj(matrix_transpose(x)); }
/// (x + x^H) / 2: what decompositions of Hermitian matrices are of.
inline Symbol hermitian_part(Symbol x) { return (x + adjoint(x)) * 0.5; }

/// The row numbers of x's elements less the column numbers, in x's shape.
inline Symbol below_diagonal(Symbol x) {
  const int rank = x.shape().rank();
  return iota(*x.builder, Dtype::i32, x.shape(), rank - 2) -
         iota(*x.builder, Dtype::i32, x.shape(), rank - 1);
}
/// x with zeros above the diagonal; `strictly`, on it too.
enum class Diagonal : bool { kept, dropped };
inline Symbol lower_part(Symbol x, Diagonal diagonal = Diagonal::kept) {
  const Symbol below = below_diagonal(x);
  return select(below >= like(below, diagonal == Diagonal::dropped), x, like(x, 0));
}
inline Symbol upper_part(Symbol x, Diagonal diagonal = Diagonal::kept) {
  const Symbol below = below_diagonal(x);
  return select(below <= like(below, diagonal == Diagonal::dropped ? -1 : 0), x, like(x, 0));
}
/// x with zeros off the diagonal.
inline Symbol diagonal_part(Symbol x) {
  const Symbol below = below_diagonal(x);
  return select(below == like(below, 0), x, like(x, 0));
}
/// The diagonal (..., n) of matrices (..., n, n).
inline Symbol diagonal_of(Symbol x) { return reduce_sum(diagonal_part(x), {x.shape().rank() - 2}); }
/// The identity in x's shape and dtype.
inline Symbol identity_like(Symbol x) {
  const Symbol below = below_diagonal(x);
  return convert(below == like(below, 0), x.dtype());
}
/// Vectors (..., n) as every row, or every column, of matrices of x's shape and dtype.
inline Symbol as_rows(Symbol vectors, Symbol x) {
  Axes axes = Shape::iota(x.shape().size() - 1);
  axes[axes.rank() - 1] += 1;
  return broadcast_in_dim(convert(vectors, x.dtype()), x.shape(), axes);
}
inline Symbol as_columns(Symbol vectors, Symbol x) {
  return broadcast_in_dim(convert(vectors, x.dtype()), x.shape(),
                          Shape::iota(x.shape().size() - 1));
}
/// 1 / x, and 0 where the mask holds.
inline Symbol reciprocal_unless(Symbol mask, Symbol x) {
  const Symbol one = like(x, 1);
  return select(mask, like(x, 0), one / select(mask, one, x));
}
/// 1 / x, and 0 on the diagonal.
inline Symbol reciprocal_off_diagonal(Symbol x) {
  const Symbol below = below_diagonal(x);
  return reciprocal_unless(below == like(below, 0), x);
}

/// Rows m and columns n of the trailing matrices. Throws ShapeError where there are none.
struct Extents {
  std::int64_t m, n;
  std::int64_t least() const { return std::min(m, n); }
};
Extents extents_of(std::string_view name, const Type& matrices);
/// The type of such matrices, or vectors, for each of x's.
Type in_place_of(const Type& x, Dtype d, const Shape& block);
/// Throws DtypeError unless the operand's dtype is one of `solvable`.
void require_solvable(std::string_view name, const Type& operand);

// ---- one matrix after the other ---------------------------------------------------------------

/// One of the matrices, in double precision, and where its results go.
template <class T>
struct Decomposing {
  std::int64_t m, n;
  const Attributes& attributes;
  const std::vector<Tensor>& operands;
  const std::vector<Tensor>& results;
  std::int64_t number, count;  // which matrix, of how many

  const T* matrix() const { return block<T>(operands[0]); }
  template <class U>
  const U* operand(std::size_t k) const {
    return block<U>(operands[k]);
  }
  template <class U = T>
  U* result(std::size_t k) const {
    return block<U>(results[k]);
  }

 private:
  template <class U>
  U* block(const Tensor& x) const {
    return x.data<U>() + number * (x.type.elements() / count);
  }
};

/// A primitive of trailing matrices that a library computes. The struct gives `infer`, and
///   template <class T> static bool decompose(const Decomposing<T>&)
/// for T = double and complex<double>, false where there is no result; that result is NaN then, as
/// it is where an operand is not finite.
///
/// The library's templates cost a compiler more than all the rest, so nothing but decompose() names
/// them, and a header-only program instantiates it only if it names the primitive (manifest.hpp).
struct Decomposition : Library {
  static constexpr Dtypes dtypes = solvable;

  template <class Op>
  static Batched derived_batch(const Application& application, const std::vector<bool>& batched,
                               std::int64_t size);
  template <class Op>
  static std::vector<Tensor> derived_eval(std::span<const Tensor> operands,
                                          const Attributes& attributes,
                                          std::span<const Type> results);
  template <class Op>
  static constexpr void lower(Primitive& row) {
    row.eval = &derived_eval<Op>;
  }
};

namespace factorising {

/// x in another dtype, or itself.
inline Tensor in_dtype(const Tensor& x, Dtype d) { return x.type.dtype == d ? x : converted(x, d); }
bool all_finite(const double* numbers, std::int64_t count);
/// Block `number` of `count` as NaN (integers as 0), or as an identity.
void fill_with_nan(const Tensor& x, std::int64_t number, std::int64_t count);
void fill_with_identities(const Tensor& x);

}  // namespace factorising

template <class Op>
Batched Decomposition::derived_batch(const Application& application,
                                     const std::vector<bool>& batched, std::int64_t size) {
  std::vector<Value> operands;
  for (std::size_t k = 0; k < batched.size(); ++k)
    operands.push_back(with_batch_axis(operand_of(application, k), batched[k], size).value);
  const Results results =
      application.builder.append(application.op, application.attributes, operands);
  Batched out;
  for (std::uint32_t k = 0; k < results.count; ++k) {
    out.values.push_back(results[k]);
    out.batched.push_back(true);
  }
  return out;
}

template <class Op>
std::vector<Tensor> Decomposition::derived_eval(std::span<const Tensor> operands,
                                                const Attributes& attributes,
                                                std::span<const Type> types) {
  using namespace factorising;
  std::vector<Tensor> inputs, results;
  for (const Tensor& x : operands) inputs.push_back(in_dtype(x, wide(x.type.dtype)));
  for (const Type& t : types) results.emplace_back(Type{wide(t.dtype), t.shape});
  const Extents size = extents_of(Op::name, inputs[0].type);
  const std::int64_t elements = size.m * size.n, count = leading_of(inputs[0].type, 2).elements();
  const auto run = [&]<class T>(std::type_identity<T>) {
    for (std::int64_t k = 0; k < count; ++k) {
      const Decomposing<T> one{size.m, size.n, attributes, inputs, results, k, count};
      const auto* numbers = reinterpret_cast<const double*>(one.matrix());
      const bool finite = all_finite(numbers, elements * std::int64_t(sizeof(T) / 8));
      if (finite && Op::template decompose<T>(one)) continue;
      for (const Tensor& x : results) fill_with_nan(x, k, count);
    }
  };
  if (elements == 0)
    for (const Tensor& x : results) fill_with_identities(x);
  else if (is_complex(inputs[0].type.dtype))
    run(std::type_identity<std::complex<double>>());
  else
    run(std::type_identity<double>());
  for (std::size_t k = 0; k < results.size(); ++k)
    results[k] = in_dtype(results[k], types[k].dtype);
  return results;
}

}  // namespace wengert::ops

#if WENGERT_BODIES
namespace wengert::ops {

WENGERT_API Extents extents_of(std::string_view name, const Type& matrices) {
  const int rank = matrices.shape.rank();
  if (rank < 2)
    throw ShapeError(cat(name, ": ", matrices, " is no matrix; the operand must have the shape (",
                         "..., m, n)"));
  return {matrices.shape[rank - 2], matrices.shape[rank - 1]};
}

WENGERT_API Type in_place_of(const Type& x, Dtype d, const Shape& block) {
  Shape shape = leading_of(x, 2);
  for (std::int64_t extent : block) shape.push_back(extent);
  return {d, shape};
}

WENGERT_API void require_solvable(std::string_view name, const Type& operand) {
  check_operand_dtypes(name, std::span(&operand, 1), solvable, [](int, Dtype d) { return d; });
}

WENGERT_API bool factorising::all_finite(const double* numbers, std::int64_t count) {
  return std::all_of(numbers, numbers + count, [](double x) { return x - x == 0; });
}

WENGERT_API void factorising::fill_with_nan(const Tensor& x, std::int64_t number,
                                            std::int64_t count) {
  const std::int64_t size = x.type.elements() / count;
  visit(x.type.dtype, [&]<class T>(std::type_identity<T>) {
    T value{};
    if constexpr (is_complex_v<T>)
      value = T(std::numeric_limits<double>::quiet_NaN());
    else if constexpr (std::is_floating_point_v<T>)
      value = std::numeric_limits<T>::quiet_NaN();
    std::fill_n(x.data<T>() + number * size, size, value);
  });
}

WENGERT_API void factorising::fill_with_identities(const Tensor& x) {
  std::memset(x.bytes(), 0, x.type.bytes());
  const int rank = x.type.shape.rank();
  if (rank < 2 || x.type.shape[rank - 1] != x.type.shape[rank - 2]) return;
  const std::int64_t n = x.type.shape.back();
  visit(x.type.dtype, [&]<class T>(std::type_identity<T>) {
    for (std::int64_t i = 0; i < x.type.elements(); ++i)
      if (i % (n * n) % (n + 1) == 0) x.data<T>()[i] = wengert::convert<T>(true);
  });
}

}  // namespace wengert::ops
#endif
