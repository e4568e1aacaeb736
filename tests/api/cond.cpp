#include <string>

#include "acceptance/near.hpp"

TEST(Cond, ChoosesAndDifferentiates) {
  const auto f = [](Array x) {
    return wg::cond(
        x > 0, [](Array y) { return wg::sqrt(y); }, [](Array y) { return y * y; }, x);
  };
  expect_near(f(4.0), 2.0);
  expect_near(f(-3.0), 9.0);
  expect_near(wg::grad(f)(4.0), 0.25);
  expect_near(wg::grad(f)(-3.0), -6.0);
  expect_near(wg::vmap(wg::grad(f))(Array{4.0, -3.0, 0.0}), {0.25, -6.0, 0.0});
  expect_near(wg::jit(f)(4.0), 2.0);
}

TEST(Cond, CapturesTreesAndSeveralOperands) {
  const Array a = {1.0, 2.0};
  const auto f = [&](Array p, Array x, Array y) {
    return wg::cond(
        p > 0,
        [&](Array u, Array v) {
          return std::pair{Array(u * a), Array(v)};
        },
        [&](Array u, Array v) {
          return std::pair{Array(a - u), Array(v * 2)};
        },
        x, y);
  };
  expect_near(f(1.0, 3.0, 5.0).first, {3.0, 6.0});
  expect_near(wg::jit(f)(-1.0, 3.0, 5.0).first, {-2.0, -1.0});
  expect_near(f(-1.0, 3.0, 5.0).second, 10.0);
}

TEST(Cond, BranchesReturnOneType) {
  try {
    (void)wg::cond(
        true, [](Array x) { return Array(x > 0); }, [](Array x) { return x; }, 1.0);
    FAIL();
  } catch (const wg::DtypeError& e) {
    EXPECT_NE(std::string(e.what()).find("cond: the result"), std::string::npos) << e.what();
  }
  EXPECT_THROW((void)wg::cond(
                   Array{true, false}, [](Array x) { return x; }, [](Array x) { return x; }, 1.0),
               wg::ShapeError);
}

TEST(Switch, ClampsItsIndex) {
  const auto f = [](Array i, Array x) {
    return wg::switch_(
        i, [](Array y) { return y + 1; }, [](Array y) { return y * 10; }, [](auto y) { return -y; },
        x);
  };
  expect_near(f(0, 3.0), 4.0);
  expect_near(f(1, 3.0), 30.0);
  expect_near(f(2, 3.0), -3.0);
  expect_near(f(7, 3.0), -3.0);
  expect_near(f(-7, 3.0), 4.0);
  expect_near(wg::grad<1>(f)(1, 3.0), 10.0);
  expect_near(wg::vmap(f, {0, wg::none})(Array{0, 1, 2}, 3.0), {4.0, 30.0, -3.0});
  EXPECT_THROW((void)f(0.5, 3.0), wg::DtypeError);
}
