#include "wengert/api/collectives.hpp"

#include <string>

#include "acceptance/near.hpp"

// Numbers are those of JAX 0.10's vmap with axis_name.
namespace {

const Array xs = {0.5, -1.0, 2.0, 0.25};

template <class F>
auto over(F f) {
  return wg::vmap(f, wg::AxisName("i"));
}

template <class F>
std::string fault(F f) {
  try {
    f();
  } catch (const wg::ValueError& e) {
    return e.what();
  }
  return "none";
}

}  // namespace

TEST(Collectives, Reductions) {
  expect_near(over([](Array x) { return wg::psum(x * x, "i"); })(xs), 5.3125 * wg::ones({4}));
  expect_near(over([](Array x) { return x + wg::psum(1.0, "i"); })(xs), {4.5, 3.0, 6.0, 4.25});
  expect_near(over([](Array x) { return wg::pmean(x, "i"); })(xs), 0.4375 * wg::ones({4}));
  expect_near(over([](Array x) { return wg::pmax(x, "i") - wg::pmin(x, "i"); })(xs),
              3 * wg::ones({4}));
  expect_near(over([](Array x) { return wg::exp(x) / wg::psum(wg::exp(x), "i"); })(xs),
              {0.15423481166362762, 0.034414440393447876, 0.6912325024604797, 0.12011820077896118});
}

TEST(Collectives, Dtypes) {
  EXPECT_EQ(over([](Array x) { return wg::psum(x > 0, "i"); })(xs).dtype(), wg::int32);
  EXPECT_EQ(over([](Array x) { return wg::pmean(x, "i"); })(Array{1, 2}).dtype(), wg::float32);
  EXPECT_EQ(over([](Array x) { return wg::pmax(x, "i"); })(Array{1, 2}).dtype(), wg::int32);
  EXPECT_THROW((void)over([](Array x) { return wg::pmax(x > 0, "i"); })(xs), wg::DtypeError);
}

TEST(Collectives, PositionsAndSizes) {
  expect_near(over([](Array x) { return x + wg::axis_index("i"); })(xs), {0.5, 0.0, 4.0, 3.25});
  EXPECT_EQ(over([](Array) { return wg::axis_index("i"); })(xs).dtype(), wg::int32);
  expect_near(over([](Array x) { return x * double(wg::axis_size("i")); })(xs), 4 * xs);
}

TEST(Collectives, Gathers) {
  const Array m = wg::arange(6.0).reshape({3, 2});
  const auto stacked = over([](Array x) { return wg::all_gather(x, "i"); })(m);
  ASSERT_EQ(stacked.shape(), (wg::Shape{3, 3, 2}));
  for (int k = 0; k < 3; ++k) expect_near(stacked(k), m);
  expect_near(over([](Array x) { return wg::all_gather(x, "i", -1); })(m)(1), m.T());
  expect_near(over([](Array x) { return wg::all_gather(x, "i", 0, wg::tiled); })(m)(2),
              m.reshape({6}));
  const Array w = wg::arange(1.0, 7.0).reshape({3, 2});
  const auto f = [=](Array x) {
    return wg::sum(wg::all_gather(x, "i") * w * (1 + wg::axis_index("i")));
  };
  expect_near(over(wg::grad(f))(m), {{6.0, 12.0}, {18.0, 24.0}, {30.0, 36.0}});
  const auto g = [=](Array x) {
    const Array a = wg::all_gather(x, "i", 0, wg::tiled);
    return wg::sum(a * a * w.reshape({6}) * (1 + wg::axis_index("i")));
  };
  expect_near(over(wg::grad(g))(m), {{0.0, 24.0}, {72.0, 144.0}, {240.0, 360.0}});
}

TEST(Collectives, Permutations) {
  const wg::Permutation ring{{0, 1}, {1, 2}, {2, 3}, {3, 0}};
  expect_near(over([&](Array x) { return wg::ppermute(x, "i", ring); })(xs),
              {0.25, 0.5, -1.0, 2.0});
  expect_near(over([](Array x) { return wg::ppermute(x, "i", {{0, 2}, {3, 1}}); })(xs),
              {0.0, 0.25, 0.5, 0.0});
  expect_near(over(wg::grad([&](Array x) { return x * x * wg::ppermute(x, "i", ring); }))(xs),
              {1.25, 3.0, -3.9375, 1.25});
  const auto bad = [](const wg::Permutation& p) {
    return [=] { (void)over([&](Array x) { return wg::ppermute(x, "i", p); })(xs); };
  };
  EXPECT_NE(fault(bad({{0, 4}})).find("out of range"), std::string::npos);
  EXPECT_NE(fault(bad({{0, 1}, {0, 2}})).find("again"), std::string::npos);
  EXPECT_NE(fault(bad({{0, 1}, {2, 1}})).find("again"), std::string::npos);
}

TEST(Collectives, Gradients) {
  const auto alone = [](Array x) { return wg::psum(wg::sin(x), "i"); };
  expect_near(over(wg::grad(alone))(xs), {3.5103302, 2.1612091, -1.6645874, 3.8756497});
  const auto f = [](Array x) { return x * wg::psum(wg::sin(x), "i"); };
  const Array want = {2.3304255, 1.740185, 0.066398978, 2.4902527};
  const auto total = [&](Array v) { return wg::sum(over(f)(v)); };
  expect_near(over(wg::grad(f))(xs), want);
  expect_near(wg::grad(total)(xs), want);
  expect_near(wg::jit(wg::grad(total))(xs), want);
  expect_near(over(wg::jit(wg::grad(wg::jit(f))))(xs), want);
  expect_near(over(wg::grad(wg::grad(f)))(xs),
              {4.641985893, 5.604434013, -1.285207391, 5.413343430});
  const auto cubic = [](Array v) {
    return wg::sum(over([](Array x) { return wg::psum(x * x, "i") * x; })(v));
  };
  expect_near(wg::hessian(cubic)(Array{0.5, -1.0}), {{1.0, -1.0}, {-1.0, -5.0}});
}

TEST(Collectives, NestedNames) {
  const Array m = wg::arange(6.0).reshape({2, 3});
  const auto f = [](Array x) {
    return std::tuple{wg::psum(x, "i"), wg::psum(x, "j"), wg::pmean(x, {"i", "j"}),
                      wg::axis_index({"i", "j"}), wg::axis_size({"i", "j"})};
  };
  auto [i, j, both, index, size] = over(wg::vmap(f, wg::AxisName("j")))(m);
  expect_near(i, {{3.0, 5.0, 7.0}, {3.0, 5.0, 7.0}});
  expect_near(j, {{3.0, 3.0, 3.0}, {12.0, 12.0, 12.0}});
  expect_near(both, 2.5 * wg::ones({2, 3}));
  expect_near(index, wg::arange(6).reshape({2, 3}));
  EXPECT_EQ(size, 6);
  // The inner axis hides the outer one; unnamed maps in between do not matter.
  const auto sum = [](Array x) { return wg::psum(x, "i"); };
  expect_near(over(over(sum))(m), j);
  expect_near(over(wg::vmap(sum))(m), i);
  expect_near(wg::vmap(over(sum))(m), j);
  expect_near(over(wg::jit(wg::vmap(sum)))(m), i);
}

TEST(Collectives, InControlFlow) {
  const auto averaging = [](Array x) {
    const auto step = [](Array c, wg::None) {
      c = 0.5 * (c + wg::pmean(c, "i"));
      return std::pair{c, c};
    };
    return wg::scan(step, x, wg::none, 3);
  };
  auto [last, all] = over(averaging)(xs);
  expect_near(last, {0.4453125, 0.2578125, 0.6328125, 0.4140625});
  expect_near(all(2), {1.21875, 0.828125, 0.6328125});
  const auto square = [&](Array x) { return wg::pow(averaging(x).first, 2); };
  expect_near(over(wg::grad(square))(xs), {0.876953125, 0.830078125, 0.923828125, 0.869140625});
  expect_near(over(wg::jit(wg::grad(square)))(xs),
              {0.876953125, 0.830078125, 0.923828125, 0.869140625});
  const auto total = [&](Array v) { return wg::sum(wg::pow(over(averaging)(v).first, 2)); };
  expect_near(wg::grad(total)(xs), {0.876953125, 0.830078125, 0.923828125, 0.869140625});
  const auto again = wg::checkpoint(square);
  expect_near(over(wg::jit(wg::grad(again)))(xs),
              {0.876953125, 0.830078125, 0.923828125, 0.869140625});
  const auto loop = [](Array x) {
    return wg::fori_loop(0, 3, [](Array, Array c) { return c * 0.5 + wg::psum(c, "i"); }, x);
  };
  expect_near(over(loop)(xs), {39.875, 39.6875, 40.0625, 39.84375});
  expect_near(wg::jit(over(loop))(xs), {39.875, 39.6875, 40.0625, 39.84375});
  const auto branch = [](Array x) {
    return wg::cond(
        Array(x > 0), [](Array v) { return wg::psum(v, "i"); }, [](Array v) { return -v; }, x);
  };
  expect_near(over(branch)(xs), {1.75, 1.0, 1.75, 1.75});
}

TEST(Collectives, CompiledProgramsDependOnTheAxis) {
  const auto scale = wg::jit([](Array x) { return x * double(wg::axis_size("i")); });
  expect_near(over(scale)(xs), 4 * xs);
  expect_near(over(scale)(Array{1.0, 2.0}), {2.0, 4.0});
  EXPECT_THROW((void)scale(1.0), wg::ValueError);
  const auto sum = wg::jit([](Array x) { return wg::psum(x, "i"); });
  expect_near(over(sum)(xs), 1.75 * wg::ones({4}));
  expect_near(over(sum)(Array{1.0, 2.0}), {3.0, 3.0});
}

TEST(Collectives, TreesAndAxesOfArguments) {
  const auto f = [](const std::pair<Array, Array>& p, Array w) {
    const auto sums = wg::psum(p, "i");
    return std::pair{sums.first * w, wg::psum(w, "i") + sums.second};
  };
  const Array a = {{1.0, 2.0, 3.0}, {4.0, 5.0, 6.0}};
  const auto mapped = wg::vmap(f, {1, wg::none}, 0, "i");
  auto [x, y] = mapped(std::pair{a, a}, 10.0);
  expect_near(x, {{60.0, 150.0}, {60.0, 150.0}, {60.0, 150.0}});
  expect_near(y, {{36.0, 45.0}, {36.0, 45.0}, {36.0, 45.0}});
}

TEST(Collectives, AxesOfAGivenSize) {
  const auto f = [](Array x) { return std::pair{x * wg::axis_index("i"), wg::psum(x, "i")}; };
  auto [each, sum] = wg::vmap(f, {wg::none}, 0, {"i", 3})(2.0);
  expect_near(each, {0.0, 2.0, 4.0});
  expect_near(sum, {6.0, 6.0, 6.0});
  expect_near(wg::vmap(f, wg::AxisName("i", 4))(xs).second, 1.75 * wg::ones({4}));
  EXPECT_THROW((void)wg::vmap(f, wg::AxisName("i", 3))(xs), wg::ShapeError);
}

TEST(Collectives, NamesOutOfScope) {
  EXPECT_NE(
      fault([] { (void)wg::psum(xs, "i"); }).find("psum: no axis 'i' is in scope, nor any other"),
      std::string::npos);
  const auto wrong = [](auto f) { return fault([=] { (void)over(f)(xs); }); };
  EXPECT_NE(wrong([](Array x) {
              return wg::pmean(x, "j");
            }).find("pmean: no axis 'j' is in scope, only 'i'"),
            std::string::npos);
  EXPECT_NE(wrong([](Array x) { return wg::all_gather(x, "j"); }).find("all_gather"),
            std::string::npos);
  EXPECT_NE(wrong([](Array x) { return x + wg::axis_index("k"); }).find("axis_index"),
            std::string::npos);
  EXPECT_NE(wrong([](Array x) { return x * double(wg::axis_size("k")); }).find("axis_size"),
            std::string::npos);
  EXPECT_THROW((void)over([](Array x) { return wg::all_gather(x, "i", 2); })(xs), wg::Error);
  EXPECT_THROW((void)wg::vmap([](Array x) { return x; }, {wg::none}, 0, "i")(1.0), wg::ValueError);
  // A fault inside leaves no name behind.
  const auto fails = [](Array x) -> Array {
    if (x.shape().empty()) throw std::runtime_error("inside");
    return x;
  };
  EXPECT_THROW((void)over(fails)(xs), std::runtime_error);
  EXPECT_NE(fault([] { (void)wg::psum(xs, "i"); }).find("nor any other"), std::string::npos);
}
