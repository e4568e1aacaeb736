// Complex numbers taken apart and put together.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

using C = std::complex<double>;

TEST(Complex, PartsMakeTheWhole) {
  const Tensor z = vector<C>({{1, -2}, {0.5, 3}});
  EXPECT_EQ(elements<C>(apply<ops::Complex>({apply<ops::Real>({z}), apply<Imag>({z})})),
            elements<C>(z));
  EXPECT_EQ(elements<C>(apply<Conj>({z})), (std::vector<C>{{1, 2}, {0.5, -3}}));
}

TEST(Complex, SingleAndDoublePrecisionKeepTheirs) {
  EXPECT_EQ(apply<ops::Complex>({scalar(1.f), scalar(2.f)}).type.dtype, complex64);
  EXPECT_EQ(apply<ops::Real>({scalar(C(1, 2))}).type.dtype, float64);
  EXPECT_THROW(apply<ops::Real>({scalar(1.)}), DtypeError);
}

}  // namespace
}  // namespace wengert::testing
