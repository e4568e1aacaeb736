#include <map>
#include <string>

#include "acceptance/near.hpp"

namespace {

struct Dense {
  Array w, b;
};
struct Model {
  std::vector<Dense> layers;
  float scale;
};
struct Named {
  std::array<Array, 2> pair;
  std::map<std::string, Array> by_name;
  std::string name;
  Dense nested;
};
struct Tree {
  Array value;
  std::vector<Tree> children;
};
struct Maybe {
  std::optional<Array> bias;
  int units;
};
struct Derived : Dense {};
struct Sixteen {
  Array a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p;
};
struct Options {
  int steps;
  double rate;
};

static_assert(wg::Pytree<Array> && wg::Pytree<Model> && wg::Pytree<Tree> && wg::Pytree<Maybe> &&
              wg::Pytree<Derived>);
static_assert(wg::Pytree<std::map<int, std::vector<std::tuple<int, Array>>>>);
static_assert(!wg::Pytree<int> && !wg::Pytree<std::string> && !wg::Pytree<std::vector<double>> &&
              !wg::Pytree<Options>);
static_assert(wg::aggregates::field_count<Named>() == 4 &&
              wg::aggregates::field_count<Sixteen>() == 16);
static_assert(wg::aggregates::field_count<Derived>() == 2);

Model model() {
  return {{{wg::ones({2, 3}), wg::zeros({3})}, {wg::ones({3, 1}), wg::zeros({1})}}, 0.5f};
}

}  // namespace

TEST(Pytree, LeavesComeInOrderOfDeclaration) {
  const Named tree{{Array(0.0), Array(1.0)}, {{"z", 3.0}, {"a", 2.0}}, "n", {4.0, 5.0}};
  const std::vector<Array> leaves = wg::tree_leaves(tree);
  ASSERT_EQ(leaves.size(), 6u);
  for (int k = 0; k < 6; ++k) EXPECT_EQ(leaves[std::size_t(k)].item<int>(), k);
}

TEST(Pytree, MapKeepsStructureAndStaticLeaves) {
  const Model doubled = wg::tree_map([](Array a) { return 2 * a; }, model());
  EXPECT_EQ(doubled.scale, 0.5f);
  expect_near(doubled.layers[0].w, wg::full({2, 3}, 2.0));
  const Model sum =
      wg::tree_map([](Array a, Array b, Array c) { return a + b + c; }, doubled, model(), model());
  expect_near(sum.layers[1].w, wg::full({3, 1}, 4.0));
}

TEST(Pytree, StructsOfEveryKind) {
  EXPECT_EQ(wg::tree_leaves(Tree{1.0, {{2.0, {}}, {3.0, {{4.0, {}}}}}}).size(), 4u);
  EXPECT_EQ(wg::tree_leaves(Maybe{{}, 3}).size(), 0u);
  EXPECT_EQ(wg::tree_leaves(Maybe{Array(1.0), 3}).size(), 1u);
  Sixteen many;
  EXPECT_EQ(wg::tree_leaves(many).size(), 16u);
  EXPECT_EQ(wg::tree_leaves(std::tuple{1, Array(2.0), std::pair{Array(3.0), 4}}).size(), 2u);
}

TEST(Pytree, UnflattenReplacesLeaves) {
  const Model m = model();
  std::vector<Array> leaves = wg::tree_leaves(m);
  leaves[3] = Array{7.0};
  const Model back = wg::tree_unflatten(m, leaves);
  expect_near(back.layers[1].b, {7.0});
  leaves.pop_back();
  EXPECT_THROW((void)wg::tree_unflatten(m, leaves), wg::TreeError);
}

TEST(Pytree, ReduceFolds) {
  const double n = wg::tree_reduce(
      [](double total, const Array& a) { return total + double(a.size()); }, model(), 0.0);
  EXPECT_EQ(n, 13.0);
}

TEST(Pytree, DifferencesNameThePlace) {
  using Params = std::map<std::string, std::vector<Array>>;
  const auto add = [](Array a, Array b) { return a + b; };
  const auto fault = [&](const auto& a, const auto& b) -> std::string {
    try {
      (void)wg::tree_map(add, a, b);
    } catch (const wg::TreeError& e) {
      return e.what();
    }
    return "";
  };
  EXPECT_NE(fault(Params{{"w", {1.0, 2.0}}}, Params{{"w", {1.0}}}).find("[\"w\"]: 2 and 1"),
            std::string::npos);
  EXPECT_NE(fault(Params{{"w", {1.0}}}, Params{{"b", {1.0}}}).find("values at [\"w\"]: 1 and 0"),
            std::string::npos);
  EXPECT_NE(fault(Maybe{Array(1.0), 1}, Maybe{{}, 1}).find(".0"), std::string::npos);
  EXPECT_EQ(fault(Maybe{Array(1.0), 1}, Maybe{Array(2.0), 2}), "");
}

TEST(Pytree, SignaturesCompareTypesAndStaticLeaves) {
  const auto same = [](const auto& a, const auto& b) { return wg::trees::same_signature(a, b); };
  EXPECT_TRUE(same(model(), model()));
  Model other = model();
  other.scale = 1.0f;
  EXPECT_FALSE(same(model(), other));
  EXPECT_FALSE(same(Array{1.0}, Array{1.0, 2.0}));
  EXPECT_FALSE(same(Array{1.0}, Array{1}));
  EXPECT_FALSE(same(std::vector<Array>(2), std::vector<Array>(3)));
}

TEST(Pytree, ExpressionsMaterialize) {
  const Array a = {1.0, 2.0};
  static_assert(std::is_same_v<wg::Materialized<decltype(a + a)>, Array>);
  static_assert(
      std::is_same_v<wg::Materialized<decltype(std::pair{a + a, 3})>, std::pair<Array, int>>);
  const auto [sum, same] = wg::materialize(std::tuple{a + a, a});
  expect_near(sum, {2.0, 4.0});
  expect_near(same, a);
}
