// Window functions: weights of n samples that fall off towards both ends. Of one sample the weight
// is 1.
#pragma once

#include "wengert/array/array.hpp"

namespace wengert {

/// 1 in the middle, 0 at the ends, straight in between. This and the others have the default float
/// dtype, and throw ValueError where n is negative.
Array bartlett(std::int64_t n);
/// 0.5 - 0.5 cos t, t from 0 to 2 pi.
Array hanning(std::int64_t n);
/// 0.54 - 0.46 cos t.
Array hamming(std::int64_t n);
/// 0.42 - 0.5 cos t + 0.08 cos 2 t.
Array blackman(std::int64_t n);
/// I0(beta sqrt(1 - u^2)) / I0(beta), u from -1 to 1.
Array kaiser(std::int64_t n, const Array& beta);

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/array/factories.hpp"
#include "wengert/numpy/elementwise.hpp"
#include "wengert/scipy/special.hpp"

namespace wengert {

namespace tapers {

/// n points from -1 to 1; of one, 0.
inline Array centred(std::string_view operation, std::int64_t n) {
  if (n < 0) throw ValueError(cat(operation, ": ", n, " samples; n must not be negative"));
  return n == 1 ? zeros(1) : linspace(-1.0, 1.0, n);
}
/// c[0] + c[1] cos(pi u) + c[2] cos(2 pi u).
inline Array cosines(std::string_view operation, std::int64_t n, const std::array<double, 3>& c) {
  const Array u = centred(operation, n) * pi;
  return c[0] + c[1] * cos(u) + c[2] * cos(2.0 * u);
}

}  // namespace tapers

WENGERT_API Array bartlett(std::int64_t n) { return 1.0 - abs(tapers::centred("bartlett", n)); }
WENGERT_API Array hanning(std::int64_t n) { return tapers::cosines("hanning", n, {0.5, 0.5, 0}); }
WENGERT_API Array hamming(std::int64_t n) { return tapers::cosines("hamming", n, {0.54, 0.46, 0}); }
WENGERT_API Array blackman(std::int64_t n) {
  return tapers::cosines("blackman", n, {0.42, 0.5, 0.08});
}
WENGERT_API Array kaiser(std::int64_t n, const Array& beta) {
  const Array u = tapers::centred("kaiser", n);
  return scipy::special::i0(beta * sqrt(1.0 - u * u)) / scipy::special::i0(beta);
}

}  // namespace wengert
#endif
