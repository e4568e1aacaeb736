// What a primitive is made of: a struct whose base classes state its mathematics, and `row_of`,
// which derives the row of rules that passes see.
//
//   struct Sin : Elementwise<1>, Smooth {
//     static constexpr Name name = "sin";
//     static constexpr Dtypes dtypes = floating | complex;
//     template <class V> static V eval(V x) { return math::sin(x); }
//     template <class V> static V jvp(V x, V dx) { return cos(x) * dx; }
//   };
//
// One base says how the value is computed (form/): Elementwise, Movement, Reduction, Blockwise,
// Library. The others say what the derivative is (derivative.hpp): Smooth, Linear, LinearIn,
// Bilinear, Flat. A rule that a base demands and the struct lacks does not compile; a rule that the
// struct writes in full replaces the one its base derives. Users' own primitives are made the same
// way.
#pragma once

#include "wengert/ops/derivative.hpp"
#include "wengert/ops/form/blockwise.hpp"
#include "wengert/ops/form/elementwise.hpp"
#include "wengert/ops/form/library.hpp"
#include "wengert/ops/form/movement.hpp"
#include "wengert/ops/form/reduction.hpp"

namespace wengert::ops {

template <class Op, class Base>
concept Is = std::derived_from<Op, Base>;

template <class Op>
concept HasForm = requires {
  Op::form;
};
template <class Op>
concept HasDerivative = Is<Op, Smooth> || Is<Op, Flat> || is_linear<Op>;

/// The rules a struct may write in full.
template <class Op>
concept WritesInfer = requires(std::span<const Type> types, const Attributes& attributes) {
  { Op::infer(types, attributes) } -> std::same_as<std::vector<Type>>;
};
template <class Op>
concept WritesBatch = requires(const Application& application, const std::vector<bool>& batched) {
  { Op::batch(application, batched, std::int64_t()) } -> std::same_as<Batched>;
};

template <class Op> constexpr Primitive row_of() {
  static_assert(HasForm<Op>,
                "wengert: a primitive states no form: derive it from Elementwise<arity>, Movement, "
                "Reduction, Blockwise or Library");
  static_assert(HasDerivative<Op>,
                "wengert: a primitive states no derivative: derive it from Smooth, Linear, "
                "LinearIn<operands...>, Bilinear or Flat");
  static_assert(
      requires { Op::name; },
      "wengert: a primitive has no name: write `static constexpr Name name = <its name in the "
      "IR>;`");
  Primitive row;
  row.name = Op::name;
  row.id = hash_of(Op::name);
  row.form = Op::form;
  row.arity = Op::arity;
  if constexpr (WritesInfer<Op>)
    row.infer = &Op::infer;
  else
    row.infer = &Op::template derived_infer<Op>;
  if constexpr (WritesBatch<Op>)
    row.batch = &Op::batch;
  else
    row.batch = &Op::template derived_batch<Op>;
  Op::template lower<Op>(row);
  if constexpr (Is<Op, Smooth>)
    row.jvp = &Smooth::tangents<Op>;
  else if constexpr (Is<Op, Flat>)
    row.jvp = &Flat::tangents<Op>;
  else
    row.jvp = &linear_tangents<Op>;
  if constexpr (is_linear<Op>) row.transpose = &linear_cotangents<Op>;
  if constexpr (requires { Op::masks; }) row.masks = Op::masks;
  if constexpr (requires { Op::waits; }) row.waits = Op::waits;
  return row;
}

}  // namespace wengert::ops
