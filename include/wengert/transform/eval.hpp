// The reference interpreter: node by node, each by its primitive's eval; values die at their last
// use.
//
// It is also what runs small arrays eagerly, so it does nothing per node but gather operands and
// call.
#pragma once

#include "wengert/ir/transforms.hpp"

#if WENGERT_BODIES
#include "wengert/ir/primitive.hpp"

namespace wengert {

namespace evaluation {

// One past the position in the order of evaluation at which each value is read last; 0 where it
// never is.
inline std::vector<std::uint32_t> last_reads(const Function& f) {
  std::vector<std::uint32_t> last(f.types.size());
  std::uint32_t position = 0;
  for (const Node& n : f.nodes)
    for (Value v : f.operands(n)) last[v] = ++position;
  for (Value v : f.outputs) last[v] = ~std::uint32_t(0);
  return last;
}

[[noreturn]] inline void no_eval(const Primitive& op) {
  throw RuleError(
      cat(op.name, ": cannot be computed by the interpreter; give the primitive an eval"));
}

}  // namespace evaluation

WENGERT_API std::vector<Tensor> eval(const Function& f, std::span<const Tensor> inputs) {
  if (inputs.size() != f.inputs)
    throw InternalError(cat("eval: ", inputs.size(), " inputs given, ", f.inputs, " wanted"));
  const std::vector<std::uint32_t> last = evaluation::last_reads(f);
  std::vector<Tensor> values(f.types.size());
  for (Value v = 0; v < f.inputs; ++v)
    if (last[v]) values[v] = inputs[v];
  for (const Literal& l : f.literals)
    if (last[l.value]) values[l.value] = Tensor(l.constant);

  std::vector<Tensor> operands;
  std::uint32_t position = 0;
  for (const Node& n : f.nodes) {
    operands.clear();
    for (Value v : f.operands(n)) {
      if (last[v] == ++position)
        operands.push_back(std::move(values[v]));
      else
        operands.push_back(values[v]);
    }
    if (!n.op->eval) evaluation::no_eval(*n.op);
    std::vector<Tensor> results = n.op->eval(operands, n.attributes, f.result_types(n));
    for (Value k = 0; k < n.result_count; ++k)
      if (last[n.first_result + k]) values[n.first_result + k] = std::move(results[k]);
  }
  std::vector<Tensor> outputs;
  outputs.reserve(f.outputs.size());
  for (Value v : f.outputs) outputs.push_back(values[v]);
  return outputs;
}

}  // namespace wengert
#endif
