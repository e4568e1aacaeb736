// What a derivative in progress records for control flow: a value that is already computed, with
// the part of its derivative that waits for tangents.
#pragma once

#include "wengert/ops/control/flow.hpp"

namespace wengert::ops {

/// linearized[unknown operands results signature] operands residuals: values computed elsewhere
/// from `operands`. The Function `unknown` maps (residuals, tangents of the operands marked 1) to
/// tangents of the results marked 1; the inputs of `signature` have the results' types.
struct Linearized : ControlFlow {
  static constexpr Name name = "linearized";
  static constexpr Form form = Form::library;

  static Attributes attributes(FunctionRef unknown, const std::vector<bool>& active_operands,
                               const std::vector<bool>& active_results,
                               std::span<const Type> results);

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes& attributes);
  static std::vector<Tensor> eval(std::span<const Tensor> operands, const Attributes& attributes,
                                  std::span<const Type> results);
  static std::vector<Maybe> jvp(const Application& application, std::span<const Maybe> tangents);
  static Batched batch(const Application& application, const std::vector<bool>& batched,
                       std::int64_t size);
};

}  // namespace wengert::ops

#if WENGERT_BODIES
namespace wengert::ops {

WENGERT_API Attributes Linearized::attributes(FunctionRef unknown,
                                              const std::vector<bool>& active_operands,
                                              const std::vector<bool>& active_results,
                                              std::span<const Type> results) {
  Shape operand_flags, result_flags;
  for (const bool is_active : active_operands) operand_flags.push_back(is_active);
  for (const bool is_active : active_results) result_flags.push_back(is_active);
  return {{"unknown", std::move(unknown)},
          {"operands", std::move(operand_flags)},
          {"results", std::move(result_flags)},
          {"signature", FunctionRef(Builder(results).finish({}))}};
}

WENGERT_API std::vector<Type> Linearized::infer(std::span<const Type> operands,
                                                const Attributes& attributes) {
  const Function& unknown = *attributes.function("unknown");
  const Shape& flags = attributes.shape("operands");
  if (flags.size() > operands.size())
    throw ShapeError(cat(name, ": ", operands.size(), " operands, but flags for ", flags.size()));
  std::vector<Type> arguments(operands.begin() + std::ptrdiff_t(flags.size()), operands.end());
  for (std::size_t k = 0; k < flags.size(); ++k)
    if (flags[k]) arguments.push_back(operands[k]);
  control::check_types(name, "residuals and tangents", arguments, unknown.input_types());
  return control::joined(attributes.function("signature")->input_types());
}

WENGERT_API std::vector<Tensor> Linearized::eval(std::span<const Tensor>, const Attributes&,
                                                 std::span<const Type>) {
  throw InternalError(
      "linearized: its value belongs to the trace that recorded it and cannot be computed again");
}

WENGERT_API std::vector<Maybe> Linearized::jvp(const Application& application,
                                               std::span<const Maybe> tangents) {
  using namespace control;
  const Shape& operands = application.attributes.shape("operands");
  Values arguments =
      part(application.operands, operands.size(), application.operands.size() - operands.size());
  for (std::size_t k = 0; k < operands.size(); ++k)
    if (operands[k])
      arguments.push_back(value_or_zeros(application.builder, tangents[k],
                                         application.builder.type(application.operands[k])));
  Flags results;
  for (const std::int64_t flag : application.attributes.shape("results"))
    results.push_back(flag != 0);
  return spread(
      application.builder.inline_function(*application.attributes.function("unknown"), arguments),
      results);
}

WENGERT_API Batched Linearized::batch(const Application&, const std::vector<bool>&, std::int64_t) {
  throw InternalError("linearized: cannot be batched; it lives inside one derivative");
}

}  // namespace wengert::ops
#endif
