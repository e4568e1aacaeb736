#include "wengert/ops/laws.hpp"

#include <cmath>
#include <limits>

#include "transform/numbers.hpp"

namespace wengert {
namespace {

using ops::Term;

// Both sides of a law as Functions of x, y (of dtype d) and the mask m.
Value build(Builder& b, const Term& t, Dtype d) {
  if (t.variable >= 0) return Value(t.variable);
  if (!t.operation) return b.literal(Constant(d, t.number));
  std::vector<Value> operands;
  for (const Term& operand : t.operands) {
    const bool is_mask = t.name == "select" && operands.empty() && operand.variable < 0;
    operands.push_back(build(b, operand, is_mask ? Dtype::bool_ : d));
  }
  return b.append(*find_primitive(t.name), {}, operands)[0];
}

Function side(const Term& t, Dtype d) {
  Builder b(std::vector<Type>{{d, {}}, {d, {}}, {Dtype::bool_, {}}});
  return b.finish({build(b, t, d)});
}

bool is_logical(const Term& t) { return t.name == "not" || t.name == "and" || t.name == "or"; }
bool is_complex_law(const Term& t) {
  return t.name == "conj" || t.name == "real" || t.name == "imag";
}

// NaNs agree whatever their payload; zeros must agree in sign, but for strong products.
bool agree(double a, double b, const Term& left) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  const bool any_zero = left.name == "mul_strong" || left.name == "div_strong";
  return a == b && (any_zero || std::signbit(a) == std::signbit(b));
}

TEST(Laws, HoldForEverySpecialNumber) {
  constexpr double inf = std::numeric_limits<double>::infinity(),
                   nan = std::numeric_limits<double>::quiet_NaN();
  const Numbers special = {0.0,    -0.0,   1.0,     -1.0, 0.1,  3e200,
                           -3e200, 5e-324, -5e-324, inf,  -inf, nan};
  for (const ops::Law& law : ops::algebraic_laws()) {
    if (is_complex_law(law.left)) continue;
    const Dtype d = is_logical(law.left) ? Dtype::bool_ : Dtype::f64;
    const Function left = side(law.left, d), right = side(law.right, d);
    for (double x : special)
      for (double y : special)
        for (double m : {0.0, 1.0}) {
          const std::vector<Numbers> inputs = {{x}, {y}, {m}};
          EXPECT_TRUE(agree(at(left, inputs)[0][0], at(right, inputs)[0][0], law.left))
              << left << "\n"
              << right << "\nat x " << x << " y " << y << " m " << m;
        }
  }
}

TEST(Laws, NameOperationsThatExist) {
  for (const ops::Law& law : ops::algebraic_laws())
    EXPECT_TRUE(find_primitive(law.left.name)) << law.left.name;
  for (const ops::MovementLaw& law : ops::movement_laws())
    EXPECT_TRUE(find_primitive(law.outer)) << law.outer;
}

}  // namespace
}  // namespace wengert
