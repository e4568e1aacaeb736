// Operations that a library function computes as a whole: the struct's eval works on tensors,
//   static std::vector<Tensor> evaluate(std::span<const Tensor>, const Attributes&, std::span<const
//   Type> results)
#pragma once

#include "wengert/ops/form/movement.hpp"

namespace wengert::ops {

struct Library : ByAttributes {
  static constexpr Form form = Form::library;
  static constexpr int arity = 1;

  template <class Op> static constexpr void lower(Primitive& row) {
    static_assert(
        requires { Op::evaluate; },
        "wengert: a primitive is of Library form but has no evaluate: write `static "
        "std::vector<Tensor> evaluate(std::span<const Tensor> operands, const Attributes&, "
        "std::span<const Type> results)`");
    row.eval = &Op::evaluate;
    if constexpr (requires { &Op::expand; }) row.expand = &Op::expand;
  }
};

}  // namespace wengert::ops
