#include "wengert/ops/control/reversal.hpp"

#include <map>

#include "transform/numbers.hpp"

namespace wengert {
namespace {

// Steps run again to undo `steps` with `places`, by the strides that are tested.
class Cost {
 public:
  Cost() : function_(std::vector<Type>(2, Type{Dtype::i64, {}})) {
    const ops::Symbol steps{&function_, 0}, places{&function_, 1};
    stride_ = function_.finish({ops::control::stride(steps, places).value});
  }

  int operator()(int steps, int places) {
    if (steps == 1) return 0;
    const auto [known, fresh] = costs_.try_emplace({steps, places});
    if (fresh) {
      const int m = int(at(stride_, {{double(steps)}, {double(places)}})[0][0]);
      EXPECT_GE(m, 1);
      EXPECT_LT(m, steps);
      EXPECT_TRUE(places > 1 || m == steps - 1);
      known->second = m + (*this)(m, places) + (*this)(steps - m, std::max(places - 1, 1));
    }
    return known->second;
  }

 private:
  Builder function_;
  Function stride_;
  std::map<std::pair<int, int>, int> costs_;
};

// The least of all strides.
int least_cost(int steps, int places, std::map<std::pair<int, int>, int>& known) {
  if (steps == 1) return 0;
  if (places == 1) return steps * (steps - 1) / 2;
  const auto [entry, fresh] = known.try_emplace({steps, places}, 1 << 30);
  if (fresh) {
    int least = 1 << 30;
    for (int m = 1; m < steps; ++m)
      least = std::min(least,
                       m + least_cost(m, places, known) + least_cost(steps - m, places - 1, known));
    known[{steps, places}] = least;
  }
  return known[{steps, places}];
}

TEST(Reversal, StridesAreOptimal) {
  Cost cost;
  std::map<std::pair<int, int>, int> known;
  for (int steps = 1; steps <= 40; ++steps)
    for (int places = 1; places <= 6; ++places)
      ASSERT_EQ(cost(steps, places), least_cost(steps, places, known)) << steps << " " << places;
}

// sin(a v), n times, of f64[size].
Function sines(std::int64_t size) {
  const std::string v = "f64[" + std::to_string(size) + "]";
  return parse_ir("{ lambda n:i32[] a:f64[] v:" + v + R"( . let
    c:)" + v + R"( m:i32[] = while[
      cond={ lambda n:i32[] c:)" +
                  v + R"( m:i32[] . let b:bool[] = lt m n in (b,) }
      body={ lambda a:f64[] c:)" +
                  v + R"( m:i32[] . let
          d:)" + v +
                  R"( = mul c a e:)" + v + R"( = sin d k:i32[] = add m 1:i32[] in (e, k) }
      cond_consts=1 body_consts=1] n a v 0:i32[]
  in (c,) })");
}

struct Reverse {
  std::vector<Value> needs;
  Function back;
  explicit Reverse(const Function& f) {
    Linearization derivative = linearize(f, {false, true, true});
    needs = derivative.needs;
    std::vector<bool> linear(needs.size(), false);
    linear.resize(derivative.linear.inputs, true);
    back = transpose(derivative.linear, linear);
  }
};

TEST(Reversal, ManyStepsAreUndoneFromFewStates) {
  constexpr int size = 5000;  // 26 of these states are a mebibyte: 32 are kept
  const Reverse reverse(sines(size));
  for (const Type& t : reverse.back.types) EXPECT_LE(t.elements(), 33 * size) << t;
  for (int n : {0, 1, 34, 40}) {
    Numbers v(size, 0), ct(size, 0);
    v[3] = 0.8;
    ct[3] = 2;
    std::vector<Numbers> arguments;
    for (const Value need : reverse.needs)
      arguments.push_back(std::vector<Numbers>{{double(n)}, {1.1}, v}[need]);
    arguments.push_back(ct);
    double x = 0.8, da = 0, dx = 1;
    for (int k = 0; k < n; ++k) {
      const double slope = std::cos(1.1 * x);
      da = slope * (1.1 * da + x);
      dx *= 1.1 * slope;
      x = std::sin(1.1 * x);
    }
    const std::vector<Numbers> got = at(reverse.back, arguments);
    EXPECT_NEAR(got[0][0], 2 * da, 1e-9) << n;
    EXPECT_NEAR(got[1][3], 2 * dx, 1e-9) << n;
    EXPECT_EQ(got[1][4], n == 0 ? 0 : got[1][5]) << n;
  }
}

}  // namespace
}  // namespace wengert
