// Vectorisation: a Function of single examples becomes a Function of batches, node by node.
//
// Values carry a flag, batched or not; batched ones have the batch axis first. What does not depend
// on a batched input is computed once for all.
#pragma once

#include "wengert/ir/transforms.hpp"

#if WENGERT_BODIES
#include <algorithm>

#include "wengert/ir/builder.hpp"
#include "wengert/ir/rewrite.hpp"
#include "wengert/ir/verify.hpp"
#include "wengert/ops/symbol.hpp"

namespace wengert {

namespace batching {

inline Type with_batch_axis(Type type, std::int64_t size) {
  type.shape.insert(0, size);
  return type;
}

class Batching {
 public:
  Batching(const Function& f, const std::vector<bool>& batched_inputs, std::int64_t size)
      : f_(f), size_(size), here_(f.types.size(), no_value), batched_(f.types.size()) {
    for (Value v = 0; v < f.inputs; ++v) {
      batched_[v] = batched_inputs[v];
      here_[v] = builder_.input(batched_[v] ? with_batch_axis(f.types[v], size) : f.types[v]);
    }
    for (const Literal& l : f.literals) here_[l.value] = builder_.literal(l.constant);
    for (const Node& n : f.nodes) node(n);
  }

  BatchedFunction finish(const std::vector<bool>& batched_outputs) {
    BatchedFunction result;
    std::vector<Value> outputs;
    for (std::size_t k = 0; k < f_.outputs.size(); ++k) {
      const Value v = f_.outputs[k];
      const bool wanted = k < batched_outputs.size() && batched_outputs[k];
      const ops::Symbol output{&builder_, here_[v]};
      outputs.push_back(wanted ? ops::with_batch_axis(output, batched_[v], size_).value : here_[v]);
      result.batched_outputs.push_back(batched_[v] || wanted);
    }
    const Function whole = builder_.finish(std::move(outputs));
    result.function = verified(rearrange(whole, value_range(0, whole.inputs), whole.outputs));
    return result;
  }

 private:
  void node(const Node& n) {
    std::vector<Value> operands;
    std::vector<bool> batched;
    for (Value v : f_.operands(n)) {
      operands.push_back(here_[v]);
      batched.push_back(batched_[v]);
    }
    const bool some = std::ranges::count(batched, true) > 0;
    const Batched out = some ? by_rule(n, operands, batched) : once(n, operands);
    for (Value k = 0; k < n.result_count; ++k) {
      here_[n.first_result + k] = out.values[k];
      batched_[n.first_result + k] = out.batched[k];
    }
  }

  Batched once(const Node& n, std::span<const Value> operands) {
    const Results results = builder_.append(*n.op, n.attributes, operands);
    return {value_range(results.first, n.result_count), std::vector<bool>(n.result_count)};
  }

  Batched by_rule(const Node& n, std::span<const Value> operands,
                  const std::vector<bool>& batched) {
    if (!n.op->batch)
      throw RuleError(
          cat(n.op->name, ": has no batching rule, which vmap needs; give the primitive a batch"));
    const std::vector<Type> operand_types = f_.operand_types(n);
    return n.op->batch(
        {builder_, *n.op, n.attributes, operands, {}, operand_types, f_.result_types(n)}, batched,
        size_);
  }

  const Function& f_;
  std::int64_t size_;
  Builder builder_;
  std::vector<Value> here_;
  std::vector<bool> batched_;
};

}  // namespace batching

WENGERT_API BatchedFunction batch(const Function& f, const std::vector<bool>& batched_inputs,
                                  std::int64_t size, const std::vector<bool>& batched_outputs) {
  return batching::Batching(f, batched_inputs, size).finish(batched_outputs);
}

}  // namespace wengert
#endif
