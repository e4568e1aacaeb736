#include "wengert/ops/control/linear_solve.hpp"

#include "transform/numbers.hpp"

namespace wengert {
namespace {

// x with a x = b, a being a number; derivatives ask for 1000 times what solves the system, so that
// each `solve` and `transposed` in a result shows.
const Function quotient = parse_ir(R"({ lambda a:f64[] b:f64[2] . let
    c:f64[2] = linear_solve[
      f={ lambda a:f64[] b:f64[2] . let c:f64[2] = div b a in (c,) }
      matvec={ lambda a:f64[] b:f64[2] . let c:f64[2] = mul a b in (c,) }
      solve={ lambda a:f64[] b:f64[2] . let c:f64[2] = div b a d:f64[2] = mul c 1000.0:f64[] in (d,) }
      transposed={ lambda a:f64[] b:f64[2] . let c:f64[2] = div b a d:f64[2] = mul c 100.0:f64[] in (d,) }] a b
  in (c,) })");

TEST(LinearSolve, IsItsFunction) {
  expect_near(at(quotient, {{2}, {6, 8}}), {{3, 4}});
  expect_near(at(parse_ir(quotient.str()), {{2}, {6, 8}}), {{3, 4}});
}

// a dx = db - da x.
TEST(LinearSolve, TangentsAreSolutions) {
  expect_near(at(jvp(quotient, {false, true}).function, {{2}, {6, 8}, {1, 0}}), {{3, 4}, {500, 0}});
  expect_near(at(jvp(quotient, {true, false}).function, {{2}, {6, 8}, {1}}),
              {{3, 4}, {-1500, -2000}});
  expect_near(at(jvp(quotient, {true, true}).function, {{2}, {6, 8}, {1}, {3, 0}}),
              {{3, 4}, {0, -2000}});
}

TEST(LinearSolve, CotangentsAreSolutionsOfTheTranspose) {
  expect_near(at(pullback(quotient), {{2}, {6, 8}, {1, 2}}), {{-50 * (3 + 8)}, {50, 100}});
}

TEST(LinearSolve, Batches) {
  for (const std::vector<bool>& batched :
       {std::vector<bool>{true, true}, {true, false}, {false, true}}) {
    const Function many = batch(quotient, batched, 2).function;
    const Numbers a = batched[0] ? Numbers{2, 4} : Numbers{2},
                  b = batched[1] ? Numbers{6, 8, 10, 12} : Numbers{6, 8};
    Numbers x, ct = {1, 2, 3, 4}, da(a.size()), db(b.size());
    for (std::size_t i = 0; i < 2; ++i)
      for (std::size_t j = 0; j < 2; ++j) {
        const double of_a = a[batched[0] ? i : 0], y = 100 * ct[2 * i + j] / of_a;
        x.push_back(b[batched[1] ? 2 * i + j : j] / of_a);
        da[batched[0] ? i : 0] -= y * x.back();
        db[batched[1] ? 2 * i + j : j] += y;
      }
    expect_near(at(many, {a, b}), {x});
    expect_near(at(pullback(many), {a, b, ct}), {da, db});
  }
}

TEST(LinearSolve, RefusesFunctionsThatDoNotFit) {
  const auto message = [](const std::string& f, const std::string& matvec) {
    const std::string same = "{ lambda a:f64[] b:f64[2] . let in (b,) }";
    try {
      (void)parse_ir(cat("{ lambda a:f64[] b:f64[2] . let c:f64[2] = linear_solve[f=", f,
                         " matvec=", matvec, " solve=", same, " transposed=", same,
                         "] a b in (c,) }"));
      return std::string("accepted");
    } catch (const Error& e) {
      return std::string(e.what());
    }
  };
  const std::string same = "{ lambda a:f64[] b:f64[2] . let in (b,) }";
  EXPECT_EQ(message(same, same), "accepted");
  const auto expect_in = [](const std::string& part, const std::string& whole) {
    EXPECT_NE(whole.find(part), std::string::npos) << whole;
  };
  expect_in("linear_solve: solutions and right-hand sides: value 0 has type f64[] where f64[2]",
            message("{ lambda a:f64[] b:f64[2] . let in (a,) }", same));
  expect_in("linear_solve: 3 solutions of 2 operands",
            message("{ lambda a:f64[] b:f64[2] . let in (b, b, b) }", same));
  expect_in("linear_solve: arguments of matvec: value 1 has type f64[2] where f64[3]",
            message(same, "{ lambda a:f64[] b:f64[3] . let in (b,) }"));
  expect_in("linear_solve: results of matvec: value 0 has type f64[] where f64[2]",
            message(same, "{ lambda a:f64[] b:f64[2] . let in (a,) }"));
}

}  // namespace
}  // namespace wengert
