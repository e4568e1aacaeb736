// Functions whose derivative the user states: forward (custom_jvp) or reverse (custom_vjp).
//
// The rules are traced when a derivative first needs them. A vmap of the operation wraps its rules,
// so a derivative of the vmap still finds them.
#pragma once

#include "wengert/ops/control/call.hpp"

namespace wengert::ops {

/// custom_jvp[f rule] operands: f's outputs. rule->derive() maps (operands, tangents of all of
/// them) to (f's outputs, tangents of all of them).
struct CustomJvp : FunctionApplication {
  static constexpr Name name = "custom_jvp";
  static constexpr Form form = Form::call;

  static Attributes attributes(FunctionRef f, RuleRef rule);

  static std::vector<Maybe> jvp(const Application& application, std::span<const Maybe> tangents);
  static Batched batch(const Application& application, const std::vector<bool>& batched,
                       std::int64_t size);
};

/// custom_vjp[f fwd bwd] operands: f's outputs. fwd->derive() maps the operands to (f's outputs,
/// residuals), bwd->derive() maps (residuals, cotangents of f's outputs) to cotangents of all
/// operands.
struct CustomVjp : FunctionApplication {
  static constexpr Name name = "custom_vjp";
  static constexpr Form form = Form::call;

  static Attributes attributes(FunctionRef f, RuleRef fwd, RuleRef bwd);

  static std::vector<Maybe> jvp(const Application& application, std::span<const Maybe> tangents);
  static Batched batch(const Application& application, const std::vector<bool>& batched,
                       std::int64_t size);
};

/// custom_vjp_linear[bwd residuals] residuals tangents: the linear map whose transpose is the
/// Function bwd, of (residuals, cotangents). Forward mode evaluates it by transposing bwd.
struct CustomVjpLinear : ControlFlow {
  static constexpr Name name = "custom_vjp_linear";
  static constexpr Form form = Form::library;

  static Attributes attributes(FunctionRef bwd, std::size_t residuals);

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes& attributes);
  static std::vector<Tensor> eval(std::span<const Tensor> operands, const Attributes& attributes,
                                  std::span<const Type> results);
  static std::vector<Maybe> jvp(const Application& application, std::span<const Maybe> tangents);
  static std::vector<Maybe> transpose(const Application& application,
                                      std::span<const Maybe> cotangents,
                                      const std::vector<bool>& linear);
  static std::optional<Function> expand(std::span<const Type> operands,
                                        const Attributes& attributes);
  static Batched batch(const Application& application, const std::vector<bool>& batched,
                       std::int64_t size);
};

}  // namespace wengert::ops

#if WENGERT_BODIES
#include <functional>
#include <mutex>

namespace wengert::ops {

WENGERT_API Attributes CustomJvp::attributes(FunctionRef f, RuleRef rule) {
  return {{"f", std::move(f)}, {"rule", std::move(rule)}};
}

WENGERT_API Attributes CustomVjp::attributes(FunctionRef f, RuleRef fwd, RuleRef bwd) {
  return {{"f", std::move(f)}, {"fwd", std::move(fwd)}, {"bwd", std::move(bwd)}};
}

WENGERT_API Attributes CustomVjpLinear::attributes(FunctionRef bwd, std::size_t residuals) {
  return {{"bwd", std::move(bwd)}, {"residuals", std::int64_t(residuals)}};
}

namespace control {

/// A rule made from another when it is first needed.
class DerivedRule : public CustomRule {
 public:
  explicit DerivedRule(std::function<FunctionRef()> make) : make_(std::move(make)) {}
  FunctionRef derive() override {
    std::call_once(once_, [&] { made_ = make_(); });
    return made_;
  }

 private:
  std::function<FunctionRef()> make_;
  std::once_flag once_;
  FunctionRef made_;
};

/// f over a leading axis of the marked inputs, every output batched.
inline Function batched_throughout(const Function& f, const Flags& batched, std::int64_t size) {
  return wengert::batch(f, batched, size, Flags(f.outputs.size(), true)).function;
}

/// bwd over a batch, where cotangents of operands that are not batched are summed over it.
inline Function batched_backward(const Function& bwd, const Flags& batched_inputs,
                                 const Flags& batched_operands, std::int64_t size) {
  const Function many = batched_throughout(bwd, batched_inputs, size);
  Builder builder(many.input_types());
  Values cts = builder.inline_function(many, value_range(0, many.inputs));
  for (std::size_t k = 0; k < cts.size(); ++k)
    if (!batched_operands[k]) cts[k] = reduce_sum({&builder, cts[k]}, {0}).value;
  return body_of(builder, cts);
}

/// The tangents of every operand, absent ones as zeros.
inline Values all_tangents(const Application& application, std::span<const Maybe> tangents) {
  Values all;
  for (std::size_t k = 0; k < tangents.size(); ++k)
    all.push_back(value_or_zeros(application.builder, tangents[k],
                                 application.builder.type(application.operands[k])));
  return all;
}

}  // namespace control

// ---- custom_jvp
// ---------------------------------------------------------------------------------------

WENGERT_API std::vector<Maybe> CustomJvp::jvp(const Application& application,
                                              std::span<const Maybe> tangents) {
  using namespace control;
  Builder& builder = application.builder;
  const FunctionRef rule = application.attributes.get<RuleRef>("rule")->derive();
  const Values arguments = joined(application.operands, all_tangents(application, tangents));
  std::vector<Type> types;
  for (Value v : arguments) types.push_back(builder.type(v));
  check_types(name, "arguments of the derivative rule", types, rule->input_types());
  const std::vector<Type> results = application.attributes.function("f")->output_types();
  check_types(name, "results of the derivative rule (outputs, then their tangents)",
              rule->output_types(), joined(results, results));
  const Values out = builder.inline_function(*rule, arguments);
  const std::size_t n = application.results.size();
  return dual_results(std::span(out).first(n), std::span(out).subspan(n), Flags(n, true));
}

WENGERT_API Batched CustomJvp::batch(const Application& application,
                                     const std::vector<bool>& batched, std::int64_t size) {
  using namespace control;
  const Function& f = *application.attributes.function("f");
  const RuleRef rule = application.attributes.get<RuleRef>("rule");
  const auto many = std::make_shared<DerivedRule>([rule, batched, size] {
    return FunctionRef(batched_throughout(*rule->derive(), joined(batched, batched), size));
  });
  return {append(application.builder, primitive<CustomJvp>(),
                 attributes(batched_throughout(f, batched, size), many), application.operands),
          Flags(f.outputs.size(), true)};
}

// ---- custom_vjp
// ---------------------------------------------------------------------------------------

WENGERT_API std::vector<Maybe> CustomVjp::jvp(const Application& application,
                                              std::span<const Maybe> tangents) {
  using namespace control;
  Builder& builder = application.builder;
  const FunctionRef fwd = application.attributes.get<RuleRef>("fwd")->derive();
  const FunctionRef bwd = application.attributes.get<RuleRef>("bwd")->derive();
  const std::vector<Type> results = application.attributes.function("f")->output_types();
  const std::vector<Type> found = fwd->output_types();
  const std::size_t n = results.size();
  check_types(name, "the forward rule's results (outputs, then residuals)",
              part(found, 0, std::min(n, found.size())), results);
  const Values out = builder.inline_function(*fwd, application.operands);
  check_types(name, "arguments of the backward rule (residuals, then cotangents)",
              joined(part(found, n, found.size() - n), results), bwd->input_types());
  check_types(name, "the backward rule's results, one cotangent per argument", bwd->output_types(),
              application.attributes.function("f")->input_types());
  const Values dy = append(
      builder, primitive<CustomVjpLinear>(), CustomVjpLinear::attributes(bwd, out.size() - n),
      joined(part(out, n, out.size() - n), all_tangents(application, tangents)));
  return dual_results(part(out, 0, n), dy, Flags(n, true));
}

WENGERT_API Batched CustomVjp::batch(const Application& application,
                                     const std::vector<bool>& batched, std::int64_t size) {
  using namespace control;
  const Function& f = *application.attributes.function("f");
  const RuleRef fwd = application.attributes.get<RuleRef>("fwd"),
                bwd = application.attributes.get<RuleRef>("bwd");
  const auto many_fwd = std::make_shared<DerivedRule>([fwd, batched, size] {
    return FunctionRef(batched_throughout(*fwd->derive(), batched, size));
  });
  const auto many_bwd = std::make_shared<DerivedRule>([bwd, fwd, batched, size] {
    fwd->derive();  // whose residuals bwd is traced with
    const FunctionRef rule = bwd->derive();
    return FunctionRef(batched_backward(*rule, Flags(rule->inputs, true), batched, size));
  });
  return {append(application.builder, primitive<CustomVjp>(),
                 attributes(batched_throughout(f, batched, size), many_fwd, many_bwd),
                 application.operands),
          Flags(f.outputs.size(), true)};
}

// ---- custom_vjp_linear
// --------------------------------------------------------------------------------

namespace control {

/// (residuals, tangents) -> tangents of the results: bwd, turned round.
inline Function forward_of(const Attributes& attributes) {
  const Function& bwd = *attributes.function("bwd");
  Flags linear(bwd.inputs, true);
  std::fill_n(linear.begin(), attributes.count("residuals"), false);
  return wengert::transpose(bwd, linear);
}

}  // namespace control

WENGERT_API std::optional<Function> CustomVjpLinear::expand(std::span<const Type>,
                                                            const Attributes& attributes) {
  return control::forward_of(attributes);
}

WENGERT_API std::vector<Type> CustomVjpLinear::infer(std::span<const Type> operands,
                                                     const Attributes& attributes) {
  const Function& bwd = *attributes.function("bwd");
  const auto residuals = attributes.count("residuals");
  const auto inputs = bwd.input_types();
  if (residuals > inputs.size())
    throw ShapeError(
        cat(name, ": ", residuals, " residuals, but the rule takes ", inputs.size(), " arguments"));
  control::check_types(name, "residuals and tangents", operands,
                       control::joined(inputs.first(residuals), bwd.output_types()));
  return control::part(inputs, residuals, inputs.size() - residuals);
}

WENGERT_API std::vector<Tensor> CustomVjpLinear::eval(std::span<const Tensor> operands,
                                                      const Attributes& attributes,
                                                      std::span<const Type>) {
  return wengert::eval(control::forward_of(attributes), operands);
}

WENGERT_API std::vector<Maybe> CustomVjpLinear::jvp(const Application& application,
                                                    std::span<const Maybe> tangents) {
  const Attributes forward = Call::attributes(control::forward_of(application.attributes));
  return Call::jvp({application.builder, primitive<Call>(), forward, application.operands,
                    application.results, application.operand_types, application.result_types},
                   tangents);
}

WENGERT_API std::vector<Maybe> CustomVjpLinear::transpose(const Application& application,
                                                          std::span<const Maybe> cotangents,
                                                          const std::vector<bool>& linear) {
  using namespace control;
  const auto residuals = application.attributes.count("residuals");
  Values arguments = part(application.operands, 0, residuals);
  for (std::size_t k = 0; k < cotangents.size(); ++k)
    arguments.push_back(
        value_or_zeros(application.builder, cotangents[k], application.result_types[k]));
  const Values cts =
      application.builder.inline_function(*application.attributes.function("bwd"), arguments);
  std::vector<Maybe> out(residuals);
  for (std::size_t k = 0; k < cts.size(); ++k)
    out.push_back(linear[residuals + k] ? Maybe(cts[k]) : std::nullopt);
  return out;
}

WENGERT_API Batched CustomVjpLinear::batch(const Application& application,
                                           const std::vector<bool>& batched, std::int64_t size) {
  using namespace control;
  const auto residuals = application.attributes.count("residuals");
  const Flags operands = part(batched, residuals, batched.size() - residuals);
  const Flags inputs =
      joined(part(batched, 0, residuals), Flags(application.result_types.size(), true));
  Function bwd = batched_backward(*application.attributes.function("bwd"), inputs, operands, size);
  return {append(application.builder, primitive<CustomVjpLinear>(),
                 attributes(std::move(bwd), residuals), application.operands),
          Flags(application.result_types.size(), true)};
}

}  // namespace wengert::ops
#endif
