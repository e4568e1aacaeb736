// Linear systems, whose derivatives are systems with the same map, whatever solves them.
#pragma once

#include "wengert/ops/control/custom.hpp"

namespace wengert::ops {

/// linear_solve[f matvec solve transposed] constants b: x = f(constants, b) with
/// matvec(constants, x) = b, of b's types. A derivative does not look into f. Tangents of x solve
/// the same system, by `solve`; cotangents that of the transposed map, by `transposed`. All four
/// take (constants, b), and constants have no derivative but that of matvec.
struct LinearSolve : FunctionApplication {
  static constexpr Name name = "linear_solve";
  static constexpr Form form = Form::call;

  static Attributes attributes(FunctionRef f, FunctionRef matvec, FunctionRef solve,
                               FunctionRef transposed);

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes& attributes);
  static std::vector<Maybe> jvp(const Application& application, std::span<const Maybe> tangents);
  static std::vector<Maybe> transpose(const Application& application,
                                      std::span<const Maybe> cotangents,
                                      const std::vector<bool>& linear);
  static Batched batch(const Application& application, const std::vector<bool>& batched,
                       std::int64_t size);
};

}  // namespace wengert::ops

#if WENGERT_BODIES
namespace wengert::ops {

WENGERT_API Attributes LinearSolve::attributes(FunctionRef f, FunctionRef matvec, FunctionRef solve,
                                               FunctionRef transposed) {
  return {{"f", std::move(f)},
          {"matvec", std::move(matvec)},
          {"solve", std::move(solve)},
          {"transposed", std::move(transposed)}};
}

WENGERT_API std::vector<Type> LinearSolve::infer(std::span<const Type> operands,
                                                 const Attributes& attributes) {
  using namespace control;
  const std::vector<Type> results = infer_as(name, operands, attributes);
  if (results.size() > operands.size())
    throw ShapeError(cat(name, ": ", results.size(), " solutions of ", operands.size(),
                         " operands; there must be a right-hand side for each"));
  check_types(name, "solutions and right-hand sides", results, operands.last(results.size()));
  for (const char* each : {"matvec", "solve", "transposed"}) {
    const Function& g = *attributes.function(each);
    check_types(name, cat("arguments of ", each), operands, g.input_types());
    check_types(name, cat("results of ", each), g.output_types(), results);
  }
  return results;
}

// a x = b, so a dx = db - da x.
WENGERT_API std::vector<Maybe> LinearSolve::jvp(const Application& application,
                                                std::span<const Maybe> tangents) {
  using namespace control;
  Builder& builder = application.builder;
  const Attributes& attributes = application.attributes;
  const std::size_t n = application.result_types.size(),
                    constants = application.operands.size() - n;
  const Values before = part(application.operands, 0, constants);
  const Values x = append(builder, application.op, attributes, application.operands);
  std::vector<Maybe> db = part(tangents, constants, n);
  const auto dc = tangents.first(constants);
  const Jvp product =
      wengert::jvp(*attributes.function("matvec"), joined(present(dc), Flags(n, false)));
  const Values moved = builder.inline_function(product.function, joined(before, x, values_of(dc)));
  std::size_t next = n;
  for (std::size_t k = 0; k < n; ++k) {
    if (!product.active_outputs[k]) continue;
    const Symbol change{&builder, moved[next++]};
    db[k] = (db[k] ? Symbol{&builder, *db[k]} - change : -change).value;
  }
  if (!count(present(db))) return dual_results(x, {}, Flags(n, false));
  Values side = before;
  for (std::size_t k = 0; k < n; ++k)
    side.push_back(value_or_zeros(builder, db[k], application.result_types[k]));
  const Attributes again = attributes.with("f", attributes.function("solve"));
  return dual_results(x, append(builder, application.op, again, side), Flags(n, true));
}

WENGERT_API std::vector<Maybe> LinearSolve::transpose(const Application& application,
                                                      std::span<const Maybe> cotangents,
                                                      const std::vector<bool>& linear) {
  using namespace control;
  const Attributes& attributes = application.attributes;
  const std::size_t n = cotangents.size(), constants = application.operands.size() - n;
  const FunctionRef &solve = attributes.function("solve"),
                    &transposed = attributes.function("transposed");
  const FunctionRef across = wengert::transpose(*attributes.function("matvec"),
                                                joined(Flags(constants, false), Flags(n, true)));
  Values side = part(application.operands, 0, constants);
  for (std::size_t k = 0; k < n; ++k)
    side.push_back(value_or_zeros(application.builder, cotangents[k], application.result_types[k]));
  const Values solved =
      append(application.builder, application.op,
             LinearSolve::attributes(transposed, across, transposed, solve), side);
  std::vector<Maybe> out(constants);
  for (std::size_t k = 0; k < n; ++k)
    out.push_back(linear[constants + k] ? Maybe(solved[k]) : std::nullopt);
  return out;
}

WENGERT_API Batched LinearSolve::batch(const Application& application,
                                       const std::vector<bool>& batched, std::int64_t size) {
  using namespace control;
  const std::size_t n = application.result_types.size(),
                    constants = application.operands.size() - n;
  const Flags flags = joined(part(batched, 0, constants), Flags(n, true));
  Values operands = part(application.operands, 0, constants);
  for (std::size_t k = constants; k < application.operands.size(); ++k)
    operands.push_back(with_batch_axis(operand_of(application, k), batched[k], size).value);
  const auto many = [&](const char* each) {
    return FunctionRef(batched_throughout(*application.attributes.function(each), flags, size));
  };
  return {
      append(application.builder, application.op,
             attributes(many("f"), many("matvec"), many("solve"), many("transposed")), operands),
      Flags(n, true)};
}

}  // namespace wengert::ops
#endif
