// What the operations that carry Functions share. Each is a form of its own: its rules are written
// in full, in terms of the passes of ir/transforms.hpp applied to its bodies.
#pragma once

#include "wengert/ir/rewrite.hpp"
#include "wengert/ir/transforms.hpp"
#include "wengert/ops/base.hpp"

namespace wengert::ops {

/// A primitive over Functions. Demands infer, eval, jvp and batch; transpose and split where they
/// exist.
struct ControlFlow : Smooth {
  static constexpr int arity = at_least(0);

  template <class Op>
  static constexpr void lower(Primitive& row) {
    row.eval = &Op::eval;
    if constexpr (requires { &Op::transpose; }) row.transpose = &Op::transpose;
    if constexpr (requires { &Op::split; }) row.split = &Op::split;
    if constexpr (requires { &Op::prune; }) row.prune = &Op::prune;
    if constexpr (requires { &Op::expand; }) row.expand = &Op::expand;
  }
};

namespace control {

using Flags = std::vector<bool>;
using Values = std::vector<Value>;

template <class List>
auto joined(const List& first, const auto&... rest) {
  std::vector<std::remove_cvref_t<decltype(first[0])>> all(std::begin(first), std::end(first));
  (all.insert(all.end(), std::begin(rest), std::end(rest)), ...);
  return all;
}

/// The entries of `all` whose flag is `wanted`.
template <class List>
auto chosen(const List& all, const Flags& flags, bool wanted = true) {
  std::vector<std::remove_cvref_t<decltype(all[0])>> some;
  for (std::size_t k = 0; k < flags.size(); ++k)
    if (flags[k] == wanted) some.push_back(all[k]);
  return some;
}

/// `count` entries of `all` from `first` on.
template <class List>
auto part(const List& all, std::size_t first, std::size_t count) {
  return std::vector<std::remove_cvref_t<decltype(all[0])>>(
      std::begin(all) + std::ptrdiff_t(first), std::begin(all) + std::ptrdiff_t(first + count));
}

inline std::size_t count(const Flags& flags, bool wanted = true) {
  return std::size_t(std::count(flags.begin(), flags.end(), wanted));
}

inline Flags present(std::span<const Maybe> values) {
  Flags flags;
  for (const Maybe& v : values) flags.push_back(v.has_value());
  return flags;
}

inline Values values_of(std::span<const Maybe> values) {
  Values some;
  for (const Maybe& v : values)
    if (v) some.push_back(*v);
  return some;
}

inline Values append(Builder& builder, const Primitive& op, const Attributes& attributes,
                     std::span<const Value> operands) {
  const Results results = builder.append(op, attributes, operands);
  return value_range(results.first, results.count);
}

inline Value zeros(Builder& builder, const Type& type) { return full(builder, type, 0).value; }

// The type by value: it may lie in the builder, whose storage moves.
inline Value value_or_zeros(Builder& builder, const Maybe& value, Type type) {
  return value ? *value : zeros(builder, type);
}

/// Tangents (of the active results) and primals, from a node that computes both.
inline std::vector<Maybe> dual_results(std::span<const Value> primals,
                                       std::span<const Value> tangents, const Flags& active) {
  std::vector<Maybe> out;
  std::size_t next = 0;
  for (const bool is_active : active)
    out.push_back(is_active ? Maybe(tangents[next++]) : std::nullopt);
  out.insert(out.end(), primals.begin(), primals.end());
  return out;
}

/// `values` in the positions that are marked.
inline std::vector<Maybe> spread(std::span<const Value> values, const Flags& marked) {
  std::vector<Maybe> out;
  std::size_t next = 0;
  for (const bool is_marked : marked)
    out.push_back(is_marked ? Maybe(values[next++]) : std::nullopt);
  return out;
}

inline Products products_of(const Application& application) {
  return application.strong ? Products::strong : Products::ieee;
}

/// f with those outputs alone.
inline Function with_outputs(const Function& f, std::span<const Value> outputs) {
  return rearrange(f, value_range(0, f.inputs), outputs);
}
/// f with `inputs`, values of f, as its parameters in this order.
inline Function with_inputs(const Function& f, std::span<const Value> inputs) {
  return rearrange(f, inputs, f.outputs);
}

/// A body: without what its outputs do not need.
inline Function body_of(const Builder& builder, Values outputs) {
  const Function f = builder.finish(std::move(outputs));
  return rearrange(f, value_range(0, f.inputs), f.outputs);
}

/// The Function that applies op once.
Function applied(const Primitive& op, const Attributes& attributes, std::span<const Type> operands);

/// A split of what cannot be taken apart: every operand that is known is a residual.
Split all_unknown(const Primitive& op, const Attributes& attributes, std::span<const Type> operands,
                  const Flags& unknown);

std::string list_of(std::span<const Type> types);
/// Throws ShapeError or DtypeError unless a body's types are those it will meet.
void check_types(std::string_view operation, std::string_view what, std::span<const Type> got,
                 std::span<const Type> wanted);

/// Which inputs of f those outputs need.
Flags live_inputs(const Function& f, std::span<const Value> outputs);
/// f with those of its inputs, and those outputs, alone.
Function pruned(const Function& f, const Flags& inputs, std::span<const Value> outputs);

/// Whether a transposed f would have strong zeros anywhere inside.
bool has_masks(const Function& f);

/// The known part of a body, taken apart once more: what depends on the invariant inputs alone runs
/// before the loop. `before` maps the invariant inputs to (the residuals marked in `invariant`,
/// what `inside` needs); `inside` maps (those, the other inputs) to (the first outputs, the other
/// residuals).
struct Hoisted {
  FunctionRef before, inside;
  Flags invariant;
};
Hoisted hoist(const Function& known, const Flags& varying, std::size_t first_residual);

/// Exchanges the two leading axes.
inline Symbol swap_leading_axes(Symbol x) {
  Shape permutation = Shape::iota(x.shape().size());
  std::swap(permutation[0], permutation[1]);
  return ops::transpose(x, permutation);
}

}  // namespace control
}  // namespace wengert::ops

#if WENGERT_BODIES
namespace wengert::ops::control {

WENGERT_API Function applied(const Primitive& op, const Attributes& attributes,
                             std::span<const Type> operands) {
  Builder builder(operands);
  return builder.finish(append(builder, op, attributes, value_range(0, operands.size())));
}

WENGERT_API Split all_unknown(const Primitive& op, const Attributes& attributes,
                              std::span<const Type> operands, const Flags& unknown) {
  const Function whole = applied(op, attributes, operands);
  const Values all = value_range(0, operands.size());
  Builder early(chosen(operands, unknown, false));
  return {early.finish(value_range(0, count(unknown, false))),
          with_inputs(whole, joined(chosen(all, unknown, false), chosen(all, unknown))),
          Flags(whole.outputs.size(), true)};
}

WENGERT_API std::string list_of(std::span<const Type> types) {
  std::string text;
  for (const Type& t : types) text += (text.empty() ? "" : ", ") + t.str();
  return "(" + text + ")";
}

WENGERT_API void check_types(std::string_view operation, std::string_view what,
                             std::span<const Type> got, std::span<const Type> wanted) {
  if (std::equal(got.begin(), got.end(), wanted.begin(), wanted.end())) return;
  if (got.size() != wanted.size())
    throw ShapeError(cat(operation, ": ", what, ": ", got.size(), " values where ", wanted.size(),
                         " are wanted: ", list_of(got), " and ", list_of(wanted)));
  for (std::size_t k = 0; k < got.size(); ++k) {
    const std::string text = cat(operation, ": ", what, ": value ", k, " has type ", got[k],
                                 " where ", wanted[k], " is wanted; ");
    if (got[k].dtype != wanted[k].dtype) throw DtypeError(text + "convert it with astype");
    if (!(got[k].shape == wanted[k].shape)) throw ShapeError(text + "reshape or broadcast it");
  }
}

WENGERT_API Flags live_inputs(const Function& f, std::span<const Value> outputs) {
  return part(live_values(f, outputs), 0, f.inputs);
}

WENGERT_API Function pruned(const Function& f, const Flags& inputs,
                            std::span<const Value> outputs) {
  return wengert::dce(rearrange(f, chosen(value_range(0, f.inputs), inputs), outputs));
}

WENGERT_API bool has_masks(const Function& f) {
  const auto inside = [](const Attributes::Entry& e) {
    if (const auto* body = std::get_if<FunctionRef>(&e.second)) return has_masks(**body);
    if (const auto* bodies = std::get_if<Functions>(&e.second))
      return std::any_of(bodies->begin(), bodies->end(),
                         [](const FunctionRef& b) { return has_masks(*b); });
    return false;
  };
  return std::any_of(f.nodes.begin(), f.nodes.end(), [&](const Node& n) {
    const auto& entries = n.attributes.entries();
    return n.op->masks || std::any_of(entries.begin(), entries.end(), inside);
  });
}

WENGERT_API Hoisted hoist(const Function& known, const Flags& varying, std::size_t first_residual) {
  Flags inside(known.outputs.size());
  std::fill_n(inside.begin(), first_residual, true);
  Split parts = wengert::split(known, varying, inside);
  Hoisted result{std::move(parts.known), std::move(parts.unknown), {}};
  for (std::size_t k = first_residual; k < known.outputs.size(); ++k)
    result.invariant.push_back(!parts.unknown_results[k]);
  return result;
}

}  // namespace wengert::ops::control
#endif
