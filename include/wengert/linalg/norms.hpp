// Norms of vectors and matrices, and the numbers that follow from singular values.
#pragma once

#include <limits>

#include "wengert/linalg/systems.hpp"

namespace wengert::linalg {

/// Which norm: none (the 2-norm of all elements), a number p, inf, -inf, "fro" or "nuc".
class NormOrder {
 public:
  enum class Kind : std::uint8_t { unspecified, frobenius, nuclear, power };

  NormOrder(None = none) {}
  /// Throws ValueError unless the name is "fro" or "nuc".
  NormOrder(const char* name);
  template <Scalar P>
  NormOrder(P p) : kind(Kind::power), power(double(p)) {}

  Kind kind = Kind::unspecified;
  double power = 2;
};

/// The 2-norm of all elements (of a matrix, Frobenius').
Array norm(const Array& x);
/// The norm of the vectors along one axis: max |x| for inf, min |x| for -inf, the number of nonzero
/// elements for 0, and sum(|x|^p)^(1/p) for any other p.
Array norm(const Array& x, const NormOrder& order, int axis, Reduced option = Reduced::dropped);
/// The same where one axis is named, or x has one; where two are named, or x has two, the norm of
/// the matrices in them: "fro"; the sum of the singular values, "nuc"; the largest or least of
/// them, 2 and -2; the largest or least sum of |x| over a column, 1 and -1, or over a row, inf and
/// -inf. Throws ValueError where there is no such norm, or x has other axes that are not named.
WENGERT_WHERE_CALLED Array norm(const Array& x, const NormOrder& order,
                                const ReducedAxes& axes = {}, Reduced option = Reduced::dropped);

/// The norm, as norm has it of vectors, of x along the axes that are named, taken together as one;
/// of all elements where none is. Throws ValueError where there is no such norm.
Array vector_norm(const Array& x, const NormOrder& order = 2, const ReducedAxes& axes = {},
                  Reduced option = Reduced::dropped);
/// The norm, as norm has it of matrices, of those in the last two axes. Throws ValueError where
/// there is no such norm, ShapeError where x has fewer axes.
WENGERT_WHERE_CALLED Array matrix_norm(const Array& x, const NormOrder& order = "fro",
                                       Reduced option = Reduced::dropped);

/// |a| |a^-1| in the norm of that order; of none, 2 and -2 the quotient of the largest and the
/// least singular value.
WENGERT_WHERE_CALLED Array cond(const Array& a, const NormOrder& order = none);
/// How many singular values exceed `rtol` times the largest; it is max(m, n) times the dtype's
/// epsilon unless given.
WENGERT_WHERE_CALLED Array matrix_rank(const Array& a, std::optional<double> rtol = {});

}  // namespace wengert::linalg

#if WENGERT_BODIES

namespace wengert::linalg {

WENGERT_API NormOrder::NormOrder(const char* name) {
  const std::string_view text = name;
  if (text != "fro" && text != "nuc")
    throw ValueError(cat("norm: no order is named '", text, "'; there are 'fro' and 'nuc'"));
  kind = text == "fro" ? Kind::frobenius : Kind::nuclear;
}

namespace parts {

inline Array square_of_magnitude(const Array& x) {
  if (!is_complex(x.dtype())) return x * x;
  const Array re = real(x), im = imag(x);
  return re * re + im * im;
}
inline Array euclidean_norm(const Array& x, const ReducedAxes& axes, Reduced option) {
  return sqrt(sum(square_of_magnitude(x), axes, option));
}
[[noreturn]] inline void no_such_norm(const NormOrder& order, const char* of) {
  if (order.kind == NormOrder::Kind::power)
    throw ValueError(cat("norm: ", of, " have no norm of order ", order.power));
  throw ValueError(cat("norm: ", of, " have no norm '",
                       order.kind == NormOrder::Kind::nuclear ? "nuc" : "fro", "'"));
}

inline Array norm_of_vectors(const Array& x, const NormOrder& order, const ReducedAxes& axis,
                             Reduced option) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (order.kind == NormOrder::Kind::unspecified) return euclidean_norm(x, axis, option);
  if (order.kind != NormOrder::Kind::power) no_such_norm(order, "vectors");
  if (order.power == 2) return euclidean_norm(x, axis, option);
  const double p = order.power;
  if (p == 0) return sum((x != 0).astype(real_dtype(x.dtype())), axis, option);
  const Array magnitude = abs(x);
  if (p == infinity) return max(magnitude, axis, option);
  if (p == -infinity) return min(magnitude, axis, option);
  if (p == 1) return sum(magnitude, axis, option);
  return pow(sum(pow(magnitude, p), axis, option), 1 / p);
}

/// f over the axis `across` of the sums of |x| over the axis `along`.
template <class F>
Array extreme_sum(const Array& x, int along, int across, Reduced option, F&& f) {
  const Array sums = sum(abs(x), along, Reduced::kept), result = f(sums, across, Reduced::kept);
  return option == Reduced::kept ? result : result.squeeze({along, across});
}

WENGERT_WHERE_CALLED Array norm_of_matrices(const Array& x, const NormOrder& order, int row,
                                            int column, Reduced option) {
  using Kind = NormOrder::Kind;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (order.kind == Kind::unspecified || order.kind == Kind::frobenius)
    return euclidean_norm(x, {row, column}, option);
  const double p = order.power, magnitude = std::fabs(p);
  const auto extreme = [&](const Array& y, const ReducedAxes& axis, Reduced kept) {
    return p > 0 ? max(y, axis, kept) : min(y, axis, kept);
  };
  if (order.kind == Kind::power && magnitude == 1)
    return extreme_sum(x, row, column, option, extreme);
  if (order.kind == Kind::power && magnitude == infinity)
    return extreme_sum(x, column, row, option, extreme);
  if (order.kind == Kind::power && magnitude != 2) no_such_norm(order, "matrices");
  const Array s = svdvals(moveaxis(x, {row, column}, {-2, -1}));
  const Array result = order.kind == Kind::nuclear ? sum(s, -1) : extreme(s, -1, Reduced::dropped);
  return option == Reduced::kept ? expand_dims(result, {row, column}) : result;
}

}  // namespace parts

WENGERT_API Array norm(const Array& x) {
  return parts::euclidean_norm(parts::inexact(x), {}, Reduced::dropped);
}
WENGERT_API Array norm(const Array& x, const NormOrder& order, int axis, Reduced option) {
  return parts::norm_of_vectors(parts::inexact(x), order, normalize_axis("norm", axis, x.ndim()),
                                option);
}

WENGERT_WHERE_CALLED Array norm(const Array& x, const NormOrder& order, const ReducedAxes& given,
                                Reduced option) {
  const Array numbers = parts::inexact(x);
  const Reduced kept = given.reduced == Reduced::kept ? Reduced::kept : option;
  if (!given.named && order.kind == NormOrder::Kind::unspecified)
    return parts::euclidean_norm(numbers, {}, kept);
  Axes axes = given.named ? *given.named : Shape::iota(std::size_t(x.ndim()));
  for (std::int64_t& axis : axes) axis = normalize_axis("norm", axis, x.ndim());
  if (axes.size() == 1) return parts::norm_of_vectors(numbers, order, int(axes[0]), kept);
  if (axes.size() != 2)
    throw ValueError(cat("norm: an order is for vectors or matrices, and ", x.type(), " has ",
                         axes.size(), " axes; name one or two of them"));
  return parts::norm_of_matrices(numbers, order, int(axes[0]), int(axes[1]), kept);
}

WENGERT_API Array vector_norm(const Array& x, const NormOrder& order, const ReducedAxes& given,
                              Reduced option) {
  ReducedAxes axes = given;
  if (axes.named) axes.named = normalize_axes("vector_norm", *axes.named, x.ndim());
  const Reduced kept = given.reduced == Reduced::kept ? Reduced::kept : option;
  return parts::norm_of_vectors(parts::inexact(x), order, axes, kept);
}

WENGERT_WHERE_CALLED Array matrix_norm(const Array& x, const NormOrder& order, Reduced option) {
  parts::require_matrices("matrix_norm", x);
  return parts::norm_of_matrices(parts::inexact(x), order, x.ndim() - 2, x.ndim() - 1, option);
}

WENGERT_WHERE_CALLED Array cond(const Array& a, const NormOrder& order) {
  parts::require_matrices("cond", a);
  using Kind = NormOrder::Kind;
  const bool by_values =
      order.kind == Kind::unspecified || (order.kind == Kind::power && std::fabs(order.power) == 2);
  if (by_values) {
    const Array s = svdvals(a), largest = s(ellipsis, 0), least = s(ellipsis, -1);
    return order.power < 0 ? least / largest : largest / least;
  }
  const Array matrices = parts::inexact(a);
  return norm(matrices, order, {-2, -1}) * norm(inv(matrices), order, {-2, -1});
}

WENGERT_WHERE_CALLED Array matrix_rank(const Array& a, std::optional<double> rtol) {
  if (a.ndim() < 2) return any(a != 0).astype(default_int());
  const Array s = svdvals(a);
  const double tolerance =
      rtol.value_or(double(parts::greater_extent(a)) * parts::epsilon(s.dtype()));
  return sum(s > tolerance * s(ellipsis, slice(0, 1)), -1);
}

}  // namespace wengert::linalg
#endif
