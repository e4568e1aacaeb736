#include <map>

#include "acceptance/near.hpp"

namespace {

struct Layer {
  Array w, b;
  int units = 0;
};

}  // namespace

TEST(RavelPytree, JoinsInOrderAndComesBack) {
  const std::vector<Layer> layers{{wg::arange(6.0).reshape({2, 3}), Array{7.0, 8.0}, 4},
                                  {Array(9.0), wg::zeros({0, 5}), 1}};
  auto [flat, unravel] = wg::ravel_pytree(layers);
  expect_near(flat, {0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 7.0, 8.0, 9.0});
  const std::vector<Layer> back = unravel(flat * 2);
  ASSERT_EQ(back.size(), 2u);
  expect_near(back[0].w, 2 * layers[0].w);
  expect_near(back[0].b, {14.0, 16.0});
  EXPECT_EQ(back[0].units, 4);
  expect_near(back[1].w, 18.0);
  EXPECT_EQ(back[1].b.shape(), (wg::Shape{0, 5}));
}

// As in JAX: one dtype is kept whatever comes back, several promote and are restored.
TEST(RavelPytree, Dtypes) {
  auto [one, unravel_one] = wg::ravel_pytree(std::pair{wg::ones({2}), Array(3.0)});
  EXPECT_EQ(one.dtype(), wg::float32);
  EXPECT_EQ(unravel_one(one.astype(wg::float64)).first.dtype(), wg::float64);

  const std::tuple mixed{wg::ones({2}, wg::float16), Array{1, 2}, wg::ones({1}, wg::bool_),
                         wg::ones({1}, wg::float64)};
  auto [flat, unravel] = wg::ravel_pytree(mixed);
  EXPECT_EQ(flat.dtype(), wg::float64);
  expect_near(flat, Array({1.0, 1.0, 1.0, 2.0, 1.0, 1.0}).astype(wg::float64));
  const auto back = unravel(flat);
  EXPECT_EQ(std::get<0>(back).dtype(), wg::float16);
  EXPECT_EQ(std::get<1>(back).dtype(), wg::int32);
  EXPECT_EQ(std::get<2>(back).dtype(), wg::bool_);
  EXPECT_EQ(std::get<3>(back).dtype(), wg::float64);
  EXPECT_THROW((void)unravel(flat.astype(wg::float32)), wg::DtypeError);
  auto [half, unused] =
      wg::ravel_pytree(std::pair{wg::ones({2}, wg::float16), wg::ones({2}, wg::bfloat16)});
  EXPECT_EQ(half.dtype(), wg::float32);
}

TEST(RavelPytree, OneArrayAndNone) {
  auto [flat, unravel] = wg::ravel_pytree(wg::arange(4.0).reshape({2, 2}));
  expect_near(flat, {0.0, 1.0, 2.0, 3.0});
  expect_near(unravel(flat), {{0.0, 1.0}, {2.0, 3.0}});
  auto [nothing, rebuild] = wg::ravel_pytree(std::vector<Array>{});
  EXPECT_EQ(nothing.type(), (wg::Type{wg::float32, {0}}));
  EXPECT_TRUE(rebuild(nothing).empty());
  auto [scalar, restore] = wg::ravel_pytree(Array(2.0) * 3);
  expect_near(scalar, {6.0});
  expect_near(restore(scalar), 6.0);
}

TEST(RavelPytree, LengthsAreChecked) {
  auto [flat, unravel] = wg::ravel_pytree(std::pair{wg::ones({2, 2}), wg::ones({3})});
  EXPECT_THROW((void)unravel(wg::ones({6})), wg::ShapeError);
  EXPECT_THROW((void)unravel(wg::ones({7, 1})), wg::ShapeError);
}

TEST(RavelPytree, UnderTransforms) {
  using Tree = std::map<std::string, Array>;
  const Tree tree{{"a", Array{1.0, 2.0}}, {"b", Array{{3.0}, {4.0}}}};
  const auto f = [](const Tree& t) { return wg::sum(t.at("a") * t.at("a")) * wg::sum(t.at("b")); };
  const auto ravelled = wg::ravel_pytree(tree);
  const Array& flat = ravelled.first;
  const auto& unravel = ravelled.second;
  const auto of_flat = [&](Array v) { return f(unravel(v)); };
  const Array want = {14.0, 28.0, 5.0, 5.0};
  expect_near(wg::grad(of_flat)(flat), want);
  expect_near(wg::jit(wg::grad(of_flat))(flat), want);
  expect_near(wg::ravel_pytree(wg::grad(f)(tree)).first, want);
  EXPECT_EQ(wg::hessian(of_flat)(flat).shape(), (wg::Shape{4, 4}));
  const auto squares = [](const Tree& t) {
    auto [v, back] = wg::ravel_pytree(t);
    return back(v * v);
  };
  const Tree many{{"a", wg::ones({3, 2}) * 2}, {"b", wg::ones({3, 2, 1}) * 3}};
  expect_near(wg::vmap(squares)(many).at("b"), wg::ones({3, 2, 1}) * 9);
  expect_near(wg::vmap(unravel)(wg::ones({3, 4})).at("b"), wg::ones({3, 2, 1}));
}
