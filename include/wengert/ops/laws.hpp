// Algebra as data: what simplify may rewrite.
//
// A law holds for every value of its variables in IEEE arithmetic, NaN, infinities and signed zeros
// included (a NaN stays a NaN, of whatever payload); or it says where it does not and is not
// listed. So there is no x * 0 = 0, no x - x = 0, and x + 0 = x only for the zero that is negative.
// Numbers in a law stand for literals of real dtypes, broadcast or not. A law makes terms smaller,
// or moves them towards the front of the list of operations, so rewriting ends.
#pragma once

#include <string_view>
#include <vector>

#include "wengert/ops/symbol.hpp"

namespace wengert::ops {

/// One side of a law: a variable, a number, or an operation applied to terms.
struct Term {
  int variable = -1;
  double number = 0;
  std::string_view name = {};   // of the operation; empty for variables and numbers
  std::uint64_t operation = 0;  // the hash of its name
  std::vector<Term> operands;

  Term(double n) : number(n) {}  // NOLINT: numbers are terms wherever one is wanted
  Term(std::string_view operation_name, std::vector<Term> terms)
      : name(operation_name),
        operation(wengert::hash_of(operation_name)),
        operands(std::move(terms)) {}
  static Term named(int k) {
    Term t(0);
    t.variable = k;
    return t;
  }
};

struct Law {
  Term left, right;
};

/// Laws whose two sides are terms.
const std::vector<Law>& algebraic_laws();

/// A node about to be made: what laws about attributes see.
struct Site {
  Builder& builder;
  const Attributes& attributes;
  std::span<const Value> operands;
  const Type& result;

  Symbol operand() const { return {&builder, operands[0]}; }
};

/// A law about attributes: `inner`, where named, made the first operand. `rewrite` gives the value
/// that replaces the node, or nothing where the law does not apply.
struct MovementLaw {
  std::string_view outer, inner;
  Maybe (*rewrite)(const Site& site, const Node* inner);
};
const std::vector<MovementLaw>& movement_laws();

}  // namespace wengert::ops

#if WENGERT_BODIES
namespace wengert::ops {

namespace algebra {

inline Term operator-(Term x) { return {"neg", {x}}; }
inline Term operator+(Term x, Term y) { return {"add", {x, y}}; }
inline Term operator-(Term x, Term y) { return {"sub", {x, y}}; }
inline Term operator*(Term x, Term y) { return {"mul", {x, y}}; }
inline Term operator/(Term x, Term y) { return {"div", {x, y}}; }
inline Term operator!(Term x) { return {"not", {x}}; }
inline Term operator&(Term x, Term y) { return {"and", {x, y}}; }
inline Term operator|(Term x, Term y) { return {"or", {x, y}}; }

}  // namespace algebra

WENGERT_API const std::vector<Law>& algebraic_laws() {
  using namespace algebra;
  const Term x = Term::named(0), y = Term::named(1), m = Term::named(2);
  const auto of = [](std::string_view name, auto... operands) {
    return Term(name, {Term(operands)...});
  };
  static const std::vector<Law> laws = {
      {x * 1, x},
      {Term(1) * x, x},
      {x / 1, x},
      {x - 0, x},     // x = -0 included: -0 - 0 = -0
      {x + -0.0, x},  // +0 would turn -0 into 0
      {Term(-0.0) + x, x},
      {x * -1, -x},
      {Term(-1) * x, -x},
      {x / -1, -x},
      {-(-x), x},
      {x + -y, x - y},
      {x - -y, x + y},
      {-x + y, y - x},
      {-x * -y, x * y},
      {of("mul_strong", x, Term(1)),
       x},  // but for the sign of zero, which a strong zero does not promise
      {of("div_strong", x, Term(1)), x},
      {of("abs", -x), of("abs", x)},
      {of("abs", of("abs", x)), of("abs", x)},
      {of("square", -x), of("square", x)},
      {of("max", x, x), x},
      {of("min", x, x), x},
      {!!x, x},
      {x & x, x},
      {x | x, x},
      {of("select", m, x, x), x},
      {of("select", Term(1), x, y), x},
      {of("select", Term(0), x, y), y},
      {of("select", !m, x, y), of("select", m, y, x)},
      {of("conj", of("conj", x)), x},
      {of("real", of("complex", x, y)), x},
      {of("imag", of("complex", x, y)), y},
  };
  return laws;
}

namespace algebra {

inline Maybe operand_where(const Site& site, bool holds) {
  return holds ? Maybe(site.operands[0]) : std::nullopt;
}

inline Maybe if_same_type(const Site& site, const Node*) {
  return operand_where(site, site.operand().type() == site.result);
}
inline Maybe if_no_axes(const Site& site, const Node*) {
  return operand_where(site, site.attributes.shape("axes").empty());
}
inline Maybe if_in_order(const Site& site, const Node*) {
  const Shape& permutation = site.attributes.shape("permutation");
  return operand_where(site, permutation == Shape::iota(permutation.size()));
}
inline Maybe if_first_power(const Site& site, const Node*) {
  return operand_where(site, site.attributes.integer("y") == 1);
}

/// The operand of `inner`.
inline Symbol inner_operand(const Site& site, const Node* inner) {
  return {&site.builder, site.builder.function().operands(*inner)[0]};
}
inline Maybe reshape_once(const Site& site, const Node* inner) {
  return reshape(inner_operand(site, inner), site.result.shape).value;
}
inline Maybe transpose_once(const Site& site, const Node* inner) {
  const Shape &outer = site.attributes.shape("permutation"),
              &first = inner->attributes.shape("permutation");
  Shape both;
  for (const std::int64_t d : outer) both.push_back(first[d]);
  return transpose(inner_operand(site, inner), both).value;
}
inline Maybe broadcast_once(const Site& site, const Node* inner) {
  const Shape &outer = site.attributes.shape("dims"), &first = inner->attributes.shape("dims");
  Shape both;
  for (const std::int64_t d : first) both.push_back(outer[d]);
  return broadcast_in_dim(inner_operand(site, inner), site.result.shape, both).value;
}
// Through a dtype that holds every value of the first, the way round is no change.
inline Maybe convert_back(const Site& site, const Node* inner) {
  const Symbol x = inner_operand(site, inner);
  const Dtype between = inner->attributes.dtype("new_dtype");
  const bool holds =
      kind_of(between) == kind_of(x.dtype()) && promote(between, x.dtype()) == between;
  return holds && x.dtype() == site.result.dtype ? Maybe(x.value) : std::nullopt;
}

}  // namespace algebra

WENGERT_API const std::vector<MovementLaw>& movement_laws() {
  using namespace algebra;
  static const std::vector<MovementLaw> laws = {
      {"convert_element_type", "", if_same_type},
      {"reshape", "", if_same_type},
      {"broadcast_in_dim", "", if_same_type},
      {"slice", "", if_same_type},
      {"pad", "", if_same_type},
      {"concatenate", "", if_same_type},
      {"transpose", "", if_in_order},
      {"rev", "",
       [](const Site& site, const Node*) {
         return operand_where(site, site.attributes.shape("dimensions").empty());
       }},
      {"reduce_sum", "", if_no_axes},
      {"reduce_prod", "", if_no_axes},
      {"reduce_max", "", if_no_axes},
      {"reduce_min", "", if_no_axes},
      {"reduce_and", "", if_no_axes},
      {"reduce_or", "", if_no_axes},
      {"integer_pow", "", if_first_power},
      {"reshape", "reshape", reshape_once},
      {"transpose", "transpose", transpose_once},
      {"broadcast_in_dim", "broadcast_in_dim", broadcast_once},
      {"convert_element_type", "convert_element_type", convert_back},
  };
  return laws;
}

}  // namespace wengert::ops
#endif
