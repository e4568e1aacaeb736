// A Function applied as one step: what jit leaves behind, and how repeated subprograms stay
// outlined.
#pragma once

#include "wengert/ops/control/flow.hpp"

namespace wengert::ops {

/// The rules of operations whose results are the outputs of their Function `f`: a derivative or a
/// batch is the same operation with another f, a transpose is a call.
struct FunctionApplication : ControlFlow {
  template <class Op>
  static std::vector<Type> derived_infer(std::span<const Type> operands,
                                         const Attributes& attributes) {
    return infer_as(Op::name, operands, attributes);
  }

  static std::vector<Tensor> eval(std::span<const Tensor> operands, const Attributes& attributes,
                                  std::span<const Type> results);
  static std::vector<Maybe> jvp(const Application& application, std::span<const Maybe> tangents);
  static std::vector<Maybe> transpose(const Application& application,
                                      std::span<const Maybe> cotangents,
                                      const std::vector<bool>& linear);
  static Batched batch(const Application& application, const std::vector<bool>& batched,
                       std::int64_t size);

 protected:
  /// f's results. Throws ShapeError or DtypeError unless the operands are what f takes.
  static std::vector<Type> infer_as(Name name, std::span<const Type> operands,
                                    const Attributes& attributes);
  /// With f's outputs that are needed, and the inputs that these need, alone.
  static Pruned prune_f(const Attributes& attributes, const std::vector<bool>& needed);
};

/// call[f] operands: f's outputs.
struct Call : FunctionApplication {
  static constexpr Name name = "call";
  static constexpr Form form = Form::call;

  static Attributes attributes(FunctionRef f);

  static Split split(std::span<const Type> operands, const Attributes& attributes,
                     const std::vector<bool>& unknown);
  static Pruned prune(const Attributes& attributes, const std::vector<bool>& needed) {
    return prune_f(attributes, needed);
  }
};

}  // namespace wengert::ops

#if WENGERT_BODIES
namespace wengert::ops {

WENGERT_API Attributes Call::attributes(FunctionRef f) { return {{"f", std::move(f)}}; }

WENGERT_API std::vector<Type> FunctionApplication::infer_as(Name name,
                                                            std::span<const Type> operands,
                                                            const Attributes& attributes) {
  const Function& f = *attributes.function("f");
  control::check_types(name, "arguments", operands, f.input_types());
  return f.output_types();
}

WENGERT_API std::vector<Tensor> FunctionApplication::eval(std::span<const Tensor> operands,
                                                          const Attributes& attributes,
                                                          std::span<const Type>) {
  return wengert::eval(*attributes.function("f"), operands);
}

namespace control {

/// The operation applied, with another f.
inline Values append_with(const Application& application, FunctionRef f,
                          std::span<const Value> operands) {
  return append(application.builder, application.op, application.attributes.with("f", std::move(f)),
                operands);
}

}  // namespace control

WENGERT_API std::vector<Maybe> FunctionApplication::jvp(const Application& application,
                                                        std::span<const Maybe> tangents) {
  using namespace control;
  Jvp derivative = wengert::jvp(*application.attributes.function("f"), present(tangents));
  const Values out = append_with(application, std::move(derivative.function),
                                 joined(application.operands, values_of(tangents)));
  const std::size_t n = application.results.size();
  return dual_results(std::span(out).first(n), std::span(out).subspan(n),
                      derivative.active_outputs);
}

WENGERT_API std::vector<Maybe> FunctionApplication::transpose(const Application& application,
                                                              std::span<const Maybe> cotangents,
                                                              const std::vector<bool>& linear) {
  using namespace control;
  const Function& f = *application.attributes.function("f");
  const Function reached = with_outputs(f, chosen(f.outputs, present(cotangents)));
  FunctionRef back = wengert::transpose(reached, linear, products_of(application));
  const Values operands =
      joined(chosen(application.operands, linear, false), values_of(cotangents));
  return spread(
      append(application.builder, primitive<Call>(), Call::attributes(std::move(back)), operands),
      linear);
}

WENGERT_API Batched FunctionApplication::batch(const Application& application,
                                               const std::vector<bool>& batched,
                                               std::int64_t size) {
  BatchedFunction many = wengert::batch(*application.attributes.function("f"), batched, size);
  return {control::append_with(application, std::move(many.function), application.operands),
          many.batched_outputs};
}

WENGERT_API Split Call::split(std::span<const Type>, const Attributes& attributes,
                              const std::vector<bool>& unknown) {
  Split parts = wengert::split(*attributes.function("f"), unknown);
  // What the known part only hands on does not pass through the call.
  const auto outlined = [](const FunctionRef& f) {
    Builder builder(f->input_types());
    std::vector<bool> computed;
    for (Value v : f->outputs) computed.push_back(v >= f->inputs);
    const control::Values outputs = control::chosen(f->outputs, computed);
    control::Values results, all;
    if (!outputs.empty())
      results = control::append(builder, primitive<Call>(),
                                Call::attributes(control::with_outputs(*f, outputs)),
                                value_range(0, f->inputs));
    std::size_t next = 0;
    for (Value v : f->outputs) all.push_back(v < f->inputs ? v : results[next++]);
    return builder.finish(all);
  };
  return {outlined(parts.known), outlined(parts.unknown), parts.unknown_results};
}

WENGERT_API Pruned FunctionApplication::prune_f(const Attributes& attributes,
                                                const std::vector<bool>& needed) {
  using namespace control;
  const Function& f = *attributes.function("f");
  const Values outputs = chosen(f.outputs, needed);
  const Flags inputs = live_inputs(f, outputs);
  if (!count(inputs, false) && !count(needed, false)) return {attributes, inputs, needed};
  return {attributes.with("f", FunctionRef(pruned(f, inputs, outputs))), inputs, needed};
}

}  // namespace wengert::ops
#endif
