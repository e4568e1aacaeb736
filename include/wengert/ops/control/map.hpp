// A Function over a leading axis: what vmap leaves behind, so that the compiler can choose how to
// batch (examples in vector lanes, small arrays in registers) rather than find it out.
#pragma once

#include "wengert/ops/control/flow.hpp"

namespace wengert::ops {

/// vmap[f size batched] operands: f applied `size` times, to slices along the leading axis of the
/// operands marked 1 in `batched` and to the others as they are; results are stacked along a
/// leading axis.
struct Vmap : ControlFlow {
  static constexpr Name name = "vmap";
  static constexpr Form form = Form::map;

  static Attributes attributes(FunctionRef f, std::int64_t size, const std::vector<bool>& batched);

  static std::vector<Type> infer(std::span<const Type> operands, const Attributes& attributes);
  static std::vector<Tensor> eval(std::span<const Tensor> operands, const Attributes& attributes,
                                  std::span<const Type> results);
  static std::vector<Maybe> jvp(const Application& application, std::span<const Maybe> tangents);
  static std::vector<Maybe> transpose(const Application& application,
                                      std::span<const Maybe> cotangents,
                                      const std::vector<bool>& linear);
  static Batched batch(const Application& application, const std::vector<bool>& batched,
                       std::int64_t size);
  static Split split(std::span<const Type> operands, const Attributes& attributes,
                     const std::vector<bool>& unknown);
  static Pruned prune(const Attributes& attributes, const std::vector<bool>& needed);
};

}  // namespace wengert::ops

#if WENGERT_BODIES
namespace wengert::ops {

WENGERT_API Attributes Vmap::attributes(FunctionRef f, std::int64_t size,
                                        const std::vector<bool>& batched) {
  return {{"f", std::move(f)}, {"size", size}, {"batched", flag_list(batched)}};
}

namespace control {

struct MapParts {
  const FunctionRef& f;
  std::int64_t size;
  Flags batched;

  explicit MapParts(const Attributes& attributes)
      : f(attributes.function("f")),
        size(attributes.integer("size")),
        batched(attributes.flags("batched")) {}
  Function expanded() const {
    return wengert::batch(*f, batched, size, Flags(f->outputs.size(), true)).function;
  }
};

}  // namespace control

WENGERT_API std::vector<Type> Vmap::infer(std::span<const Type> operands,
                                          const Attributes& attributes) {
  const control::MapParts map(attributes);
  std::vector<Type> arguments(operands.begin(), operands.end());
  if (map.batched.size() != operands.size())
    throw ShapeError(
        cat("vmap: ", operands.size(), " operands, but flags for ", map.batched.size()));
  for (std::size_t k = 0; k < arguments.size(); ++k) {
    if (!map.batched[k]) continue;
    Shape& shape = arguments[k].shape;
    if (shape.empty() || shape[0] != map.size)
      throw ShapeError(cat("vmap: a mapped operand has type ", operands[k],
                           " beside a mapped axis of ", map.size,
                           "; mapped extents must be equal"));
    shape.erase(0);
  }
  control::check_types(name, "arguments", arguments, map.f->input_types());
  std::vector<Type> results = map.f->output_types();
  for (Type& t : results) t.shape.insert(0, map.size);
  return results;
}

WENGERT_API std::vector<Tensor> Vmap::eval(std::span<const Tensor> operands,
                                           const Attributes& attributes, std::span<const Type>) {
  return wengert::eval(control::MapParts(attributes).expanded(), operands);
}

WENGERT_API std::vector<Maybe> Vmap::jvp(const Application& application,
                                         std::span<const Maybe> tangents) {
  using namespace control;
  const MapParts map(application.attributes);
  const Flags active = present(tangents);
  Jvp derivative = wengert::jvp(*map.f, active);
  const Flags batched = joined(map.batched, chosen(map.batched, active));
  const Values out = append(application.builder, primitive<Vmap>(),
                            attributes(std::move(derivative.function), map.size, batched),
                            joined(application.operands, values_of(tangents)));
  const std::size_t n = application.results.size();
  return dual_results(std::span(out).first(n), std::span(out).subspan(n),
                      derivative.active_outputs);
}

WENGERT_API std::vector<Maybe> Vmap::transpose(const Application& application,
                                               std::span<const Maybe> cotangents,
                                               const std::vector<bool>& linear) {
  using namespace control;
  const MapParts map(application.attributes);
  const Function reached = with_outputs(*map.f, chosen(map.f->outputs, present(cotangents)));
  FunctionRef back = wengert::transpose(reached, linear, products_of(application));
  const Values cts = values_of(cotangents);
  const Flags batched = joined(chosen(map.batched, linear, false), Flags(cts.size(), true));
  const Values out =
      append(application.builder, primitive<Vmap>(), attributes(std::move(back), map.size, batched),
             joined(chosen(application.operands, linear, false), cts));
  std::vector<Maybe> found = spread(out, linear);
  // Every example has the same operand there: its cotangent is the sum over examples.
  for (std::size_t k = 0; k < found.size(); ++k)
    if (found[k] && !map.batched[k])
      found[k] = reduce_sum({&application.builder, *found[k]}, {0}).value;
  return found;
}

// The new axis goes inside f, so that a map stays one map.
WENGERT_API Batched Vmap::batch(const Application& application, const std::vector<bool>& batched,
                                std::int64_t size) {
  using namespace control;
  Builder& builder = application.builder;
  const MapParts map(application.attributes);
  const Flags all(application.result_types.size(), true);
  Function inner = wengert::batch(*map.f, batched, size, all).function;
  Values operands;
  for (std::size_t k = 0; k < batched.size(); ++k) {
    const Symbol x{&builder, application.operands[k]};
    operands.push_back(batched[k] && map.batched[k] ? swap_leading_axes(x).value : x.value);
  }
  Values out = append(builder, primitive<Vmap>(),
                      attributes(std::move(inner), map.size, map.batched), operands);
  for (Value& v : out) v = swap_leading_axes({&builder, v}).value;
  return {out, all};
}

// Residuals that do not depend on mapped operands are computed once, outside the map.
WENGERT_API Split Vmap::split(std::span<const Type> operands, const Attributes& attributes,
                              const std::vector<bool>& unknown) {
  using namespace control;
  const MapParts map(attributes);
  const Split parts = wengert::split(*map.f, unknown);
  const std::size_t results = count(parts.unknown_results, false);
  const Flags known_batched = chosen(map.batched, unknown, false);
  const Hoisted hoisted = hoist(*parts.known, known_batched, results);

  Builder early(chosen(operands, unknown, false));
  const Values arguments = value_range(0, known_batched.size());
  const Values before =
      early.inline_function(*hoisted.before, chosen(arguments, known_batched, false));
  const std::size_t invariants = count(hoisted.invariant), needs = before.size() - invariants;
  Flags inside_batched(needs);
  inside_batched.resize(hoisted.inside->inputs, true);
  // A residual that is a mapped operand is handed on, not computed.
  const Function& inside = *hoisted.inside;
  Flags computed;
  for (std::size_t k = 0; k < inside.outputs.size(); ++k)
    computed.push_back(k < results || inside.outputs[k] < needs ||
                       inside.outputs[k] >= inside.inputs);
  const Values inside_operands =
      joined(part(before, invariants, needs), chosen(arguments, known_batched));
  Values mapped;
  if (count(computed))
    mapped = append(early, primitive<Vmap>(),
                    Vmap::attributes(with_outputs(inside, chosen(inside.outputs, computed)),
                                     map.size, inside_batched),
                    inside_operands);
  Values outputs;
  std::size_t next = 0, invariant = 0;
  for (std::size_t k = 0, at = 0; k < results + hoisted.invariant.size(); ++k) {
    if (k >= results && hoisted.invariant[k - results]) {
      outputs.push_back(before[invariant++]);
      continue;
    }
    outputs.push_back(computed[at] ? mapped[next++] : inside_operands[inside.outputs[at]]);
    ++at;
  }
  Flags late_batched = hoisted.invariant;
  late_batched.flip();
  late_batched = joined(late_batched, chosen(map.batched, unknown));
  std::vector<Type> late_types;
  for (std::size_t k = results; k < outputs.size(); ++k)
    late_types.push_back(early.type(outputs[k]));
  late_types = joined(late_types, chosen(operands, unknown));
  return {early.finish(outputs),
          applied(primitive<Vmap>(), Vmap::attributes(parts.unknown, map.size, late_batched),
                  late_types),
          parts.unknown_results};
}

WENGERT_API Pruned Vmap::prune(const Attributes& attributes, const std::vector<bool>& needed) {
  using namespace control;
  const MapParts map(attributes);
  const Values outputs = chosen(map.f->outputs, needed);
  const Flags inputs = live_inputs(*map.f, outputs);
  if (!count(inputs, false) && !count(needed, false)) return {attributes, inputs, needed};
  return {Vmap::attributes(pruned(*map.f, inputs, outputs), map.size, chosen(map.batched, inputs)),
          inputs, needed};
}

}  // namespace wengert::ops
#endif
