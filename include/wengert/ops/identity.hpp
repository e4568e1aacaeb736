// Identities that say something to a pass: the name of a value, and when it may be computed.
#pragma once

#include "wengert/ops/base.hpp"

namespace wengert::ops {

/// checkpoint_name[name] x: x, by a name that policies of checkpoint refer to.
struct CheckpointName : Elementwise<1>, Linear {
  static constexpr Name name = "checkpoint_name";
  static constexpr Dtypes dtypes = any;
  static constexpr int cost = 0;
  template <class V>
  static V eval(V x) {
    return x;
  }
  template <class V>
  static V transpose(V ct) {
    return ct;
  }
};

/// optimization_barrier x others: x, not before the others have been computed, and not the same
/// value as x to whoever looks for equal ones. The others are not read.
struct OptimizationBarrier : Movement, Linear {
  static constexpr Name name = "optimization_barrier";
  static constexpr int arity = -1;
  static constexpr bool waits = true;

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes&) {
    if (operands.empty()) throw ShapeError(cat(name, ": takes a value and what it waits for"));
    return {operands[0]};
  }
  template <class I>
  static Source move(Reader<I>& reader, std::span<const Type>, const Attributes&,
                     std::span<const I> index) {
    return reader.element(0, index);
  }
  static std::vector<Tensor> evaluate(std::span<const Tensor> operands, const Attributes&,
                                      std::span<const Type>) {
    return {operands[0]};
  }
  static std::vector<Maybe> jvp(const Application&, std::span<const Maybe> tangents) {
    return {tangents[0]};
  }
  static std::vector<Maybe> transpose(const Application& application, Symbol ct,
                                      const std::vector<bool>& linear) {
    std::vector<Maybe> found(application.operands.size());
    if (linear[0]) found[0] = ct.value;
    return found;
  }
  static Batched batch(const Application& application, const std::vector<bool>& batched,
                       std::int64_t) {
    const Results x =
        application.builder.append(application.op, application.attributes, application.operands);
    return {{x[0]}, {batched[0]}};
  }
};

}  // namespace wengert::ops
