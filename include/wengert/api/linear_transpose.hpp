// The transpose of a linear callable: reverse mode without a point to differentiate at.
#pragma once

#include <utility>
#include <vector>

#include "wengert/api/jvp.hpp"

namespace wengert {

namespace transposition {

/// The transpose of `f`, linear in its inputs but the last ones, which are `captures`. Throws
/// RuleError, naming the operation, where f is not linear; DtypeError where an input or output is
/// neither floating nor complex.
LinearMap transposed(const Function& f, const std::vector<Handle>& captures);

}  // namespace transposition

/// A callable that maps a cotangent of f's result to a tuple of the cotangents of its arguments,
/// where f is linear in all of them. Of `examples` only types are read: shape_dtype_struct will do.
/// f's captures are constants. Throws RuleError, naming the operation, where f is not linear (an
/// added constant is not noticed: the transpose is that of the linear part), and DtypeError where
/// an Array among arguments or results is neither floating nor complex.
///   auto [x] = linear_transpose([&](Array v) { return matmul(a, v); }, v)(y);   // a.T() y
template <class F, class... Given>
auto linear_transpose(F f, Given&&... examples) {
  const auto arguments = convert_arguments<F>(std::forward<Given>(examples)...);
  auto recorded = record("linear_transpose", f, arguments);
  return Pullback("linear_transpose",
                  transposition::transposed(recorded.function, recorded.captures),
                  recording::types_only(arguments), std::move(recorded.result));
}

}  // namespace wengert

#if WENGERT_BODIES
#include <algorithm>

#include "wengert/ops/control/flow.hpp"

namespace wengert::transposition {

inline void require_inexact(const char* what, const Type& type) {
  if (!is_inexact(type.dtype))
    throw DtypeError(cat("linear_transpose: ", what, " of type ", type,
                         " has no cotangent; use a floating or complex dtype, or capture what is "
                         "constant"));
}

/// Whether f is linear in the inputs that vary, of which `dependent` outputs are made: these have a
/// derivative there, and it depends on no value that varies.
inline bool is_linear(const Function& f, const std::vector<bool>& varying,
                      const std::vector<bool>& dependent) {
  for (std::size_t k = 0; k < dependent.size(); ++k)
    if (dependent[k] && !is_inexact(f.types[f.outputs[k]].dtype)) return false;
  const Linearization derivative = linearize(f, varying);
  const std::size_t needs = derivative.needs.size();
  const Function linear = dce(derivative.linear);
  const std::vector<bool> live = live_values(linear, linear.outputs);
  for (std::size_t k = 0; k < needs; ++k) {
    const Value v = derivative.needs[k];
    if (live[k] && (v >= f.inputs || varying[v])) return false;
  }
  return std::any_of(live.begin() + std::ptrdiff_t(needs), live.begin() + linear.inputs,
                     [](bool reached) { return reached; });
}

/// Throws unless f is linear in the marked inputs.
inline void require_linear(const Function& f, const std::vector<bool>& linear_inputs) {
  std::vector<bool> varies(f.types.size());
  std::copy(linear_inputs.begin(), linear_inputs.end(), varies.begin());
  for (const Node& n : f.nodes) {
    std::vector<bool> varying;
    for (Value v : f.operands(n)) varying.push_back(varies[v]);
    if (std::ranges::count(varying, true) == 0) continue;
    if (n.op->form == Form::call) require_linear(*n.attributes.function("f"), varying);
    const Function one = ops::control::applied(*n.op, n.attributes, f.operand_types(n));
    const std::vector<bool> dependent = split(one, varying).unknown_results;
    if (!n.op->transpose || !is_linear(one, varying, dependent))
      throw RuleError(cat("linear_transpose: the function is not linear: ", n.op->name, " of ",
                          ops::control::list_of(f.operand_types(n)),
                          " is not linear in what depends on the arguments; use vjp for the "
                          "transposed derivative at a point"));
    std::copy(dependent.begin(), dependent.end(), varies.begin() + n.first_result);
  }
}

WENGERT_API LinearMap transposed(const Function& f, const std::vector<Handle>& captures) {
  std::vector<bool> linear(f.inputs - captures.size(), true);
  linear.resize(f.inputs, false);
  for (Value v = 0; v < f.inputs; ++v)
    if (linear[v]) require_inexact("an argument", f.types[v]);
  for (Value v : f.outputs) require_inexact("a result", f.types[v]);
  const Function live = dce(f);
  require_linear(live, linear);
  return {transpose(live, linear), captures};
}

}  // namespace wengert::transposition
#endif
