// Stable, NaN last, -0 equal to 0, several keys.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

std::vector<Tensor> sorted(const std::vector<Tensor>& operands, std::int64_t keys = 1) {
  return apply_all(primitive<Sort>(), {{"dimension", std::int64_t(0)}, {"num_keys", keys}},
                   operands);
}

TEST(Sort, NanIsLastAndZerosAreEqual) {
  const float inf = INFINITY, nan = NAN;
  const std::vector<Tensor> out = sorted(
      {vector<float>({nan, 1, 0, -0.f, -inf, inf, -nan}), vector<int>({0, 1, 2, 3, 4, 5, 6})});
  expect_same(elements<float>(out[0]), {-inf, 0, -0.f, 1, inf, nan, nan});
  EXPECT_EQ(elements<int>(out[1]), (std::vector{4, 2, 3, 1, 5, 0, 6}));
}

TEST(Sort, SeveralKeysAreLexicographic) {
  const std::vector<Tensor> out = sorted({vector<std::int8_t>({1, -1, 1, -1}),
                                          vector<double>({2, 5, 1, 4}), vector<int>({0, 1, 2, 3})},
                                         2);
  EXPECT_EQ(elements<int>(out[2]), (std::vector{3, 1, 2, 0}));
}

template <class T> Tensor sample(const std::vector<T>& x) {
  Tensor t(Type{dtype_of<T>, {std::int64_t(x.size())}});
  for (std::size_t k = 0; k < x.size(); ++k) t.data<T>()[k] = x[k];
  return t;
}

TEST(Sort, LongRowsOfEveryDtype) {
  for (int d = 0; d < dtype_count; ++d)
    visit(Dtype(d), [&]<class T>(std::type_identity<T>) {
      std::vector<T> x;
      for (int k = 0; k < 1000; ++k)
        x.push_back(convert<T>(std::complex<double>((k * 7919) % 251 - 100, (k * 31) % 7)));
      const Tensor out = sorted({sample<T>(x)})[0];
      const auto key = [](T v) {
        const auto z = convert<std::complex<double>>(v);
        return std::pair(z.real(), z.imag());
      };
      for (int k = 1; k < 1000; ++k)
        ASSERT_LE(key(out.data<T>()[k - 1]), key(out.data<T>()[k])) << Dtype(d);
    });
}

TEST(Sort, ComplexNumbersByRealPartFirst) {
  using C = std::complex<float>;
  EXPECT_EQ(elements<C>(sorted({vector<C>({{1, 2}, {0, 9}, {1, -1}})})[0]),
            (std::vector<C>{{0, 9}, {1, -1}, {1, 2}}));
}

}  // namespace
}  // namespace wengert::testing
