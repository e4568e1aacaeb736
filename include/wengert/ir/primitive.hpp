// A primitive: one row of rules. Passes read the row; they never ask which operation they have.
//
// Rows are built at compile time from the structs of ops/, where a struct's base classes state its
// mathematics and derive most of the row. A null rule means that the mathematics has none, and the
// pass that needs it says so with RuleError.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "wengert/ir/function.hpp"
#include "wengert/ir/index.hpp"
#include "wengert/ir/lane.hpp"

namespace wengert {

class Builder;

inline constexpr Value no_value = ~Value(0);

/// A tangent or cotangent; absent where it is zero.
using Maybe = std::optional<Value>;

/// A primitive applied inside a Builder: what a transform's rule sees.
struct Application {
  Builder& builder;
  const Primitive& op;
  const Attributes& attributes;
  std::span<const Value> operands;       // no_value for the linear operands of a transpose
  std::span<const Value> results;        // of a jvp; empty elsewhere
  std::span<const Type> operand_types;   // without the batch axis
  std::span<const Type> result_types;    // likewise
  bool strong = false;                   // of a transpose: products of cotangents take 0 * r = 0 for every r
};

/// Results of a batching rule; a batched value has its batch axis first.
struct Batched {
  std::vector<Value> values;
  std::vector<bool> batched;
};

/// A node that is part known, part unknown, taken apart. `known` maps the known operands to the known
/// results and then the residuals; `unknown` maps the residuals and then the unknown operands to the
/// unknown results.
struct Split {
  FunctionRef known, unknown;
  std::vector<bool> unknown_results;
};

/// A node without results that nobody needs and operands that they alone needed; flags tell what stays.
struct Pruned {
  Attributes attributes;
  std::vector<bool> operands, results;
};

/// A value of generated code with its IR dtype: `im` is used by complex dtypes alone.
struct Cell {
  Lane re, im;
  Dtype dtype = Dtype::f32;
};

// ---- how an operation is computed ------------------------------------------------------------------------

/// Where one element of a movement operation's result comes from: an opaque token of the Reader.
struct Source {
  std::int64_t token = 0;
};

/// Gives a movement operation the elements of its operands. I is std::int64_t in the interpreter and
/// Index in the compiler.
template <class I>
struct Reader {
  virtual ~Reader() = default;
  /// Element of an operand; the index must be in bounds.
  virtual Source element(int operand, std::span<const I> index) = 0;
  /// The value of an integer operand's element as an index, held between low and high.
  virtual I integer(int operand, std::span<const I> index, std::int64_t low, std::int64_t high) = 0;
  /// The index itself as an element of the result's dtype.
  virtual Source value(I index) = 0;
  /// What a gather gives where its index is out of bounds and its mode is fill: NaN, or 0 of integers.
  virtual Source missing() { return value(constant(0)); }
  virtual Source select(I condition, Source a, Source b) = 0;
  /// Raises IndexError after the computation where `valid` is 0 (checked gathers).
  virtual void check(I valid) = 0;
  /// An index of this kind with a constant value.
  virtual I constant(std::int64_t c) = 0;
};

/// The operands of a reduction walk their own elements: dimension d of an operand follows dimension
/// walk[d] of the result, or, where negative, reduced dimension ~walk[d].
struct ReductionPlan {
  const Primitive* combine = nullptr;     // the monoid: a binary elementwise primitive
  Constant identity;
  const Primitive* product = nullptr;     // joins two operands before combining; null for one operand
  Shape reduced;                          // extents of the reduced dimensions
  std::vector<std::vector<int>> walks;    // per operand
  Dtype accumulator = Dtype::f32;         // dtype of the running value; converted at the end
};

enum class Form : std::uint8_t {
  elementwise,  // same index everywhere; operands have the result's shape or are scalars
  movement,     // an element of the result is an element of an operand
  reduction,    // a monoid over a product space
  blockwise,    // unrolled arithmetic on small trailing matrices, independent over leading axes
  call,         // attribute f, applied to the operands
  recompute,    // as call, in code of its own that waits for the operands marked in attribute late
  branch,       // attribute branches, chosen by operand 0
  loop,         // attributes cond, body, cond_consts, body_consts
  scan,         // attributes body, length, reverse, consts, carry
  map,          // attributes f, size, batched: f over leading axes
  identity,     // results are the operands (derivatives differ)
  library       // the interpreter's eval is called
};

/// The arity of an operation that takes n operands or more.
constexpr int at_least(int n) { return ~n; }

struct Primitive {
  std::string_view name;
  std::uint64_t id = 0;  // hash of the name: equal across shared libraries
  Form form = Form::library;
  int arity = at_least(0);

  // -- type and value
  std::vector<Type> (*infer)(std::span<const Type> operands, const Attributes&) = nullptr;
  std::vector<Tensor> (*eval)(std::span<const Tensor> operands, const Attributes&, std::span<const Type> results) = nullptr;

  // -- transforms
  /// Tangents of the results; control flow appends the results' primals, which it computes along with them.
  std::vector<Maybe> (*jvp)(const Application&, std::span<const Maybe> tangents) = nullptr;
  std::vector<Maybe> (*transpose)(const Application&, std::span<const Maybe> cotangents, const std::vector<bool>& linear) = nullptr;
  Batched (*batch)(const Application&, const std::vector<bool>& batched, std::int64_t size) = nullptr;
  Split (*split)(std::span<const Type> operands, const Attributes&, const std::vector<bool>& unknown) = nullptr;
  /// At least the needed results; null where all results are computed together.
  Pruned (*prune)(const Attributes&, const std::vector<bool>& needed) = nullptr;
  /// What it computes in terms of other operations, where compiled code has those in its place.
  std::optional<Function> (*expand)(std::span<const Type> operands, const Attributes&) = nullptr;
  bool masks = false;  // its transpose gives exact zeros where an operand was not chosen (select)
  bool waits = false;  // operand 0 as it is, once the others are there (optimization_barrier)

  // -- lowering, one of these by form
  Cell (*emit)(std::span<const Cell> operands, const Attributes&, Dtype result) = nullptr;
  int cost = 1;  // of emit, in vector instructions
  Source (*move)(Reader<Index>&, std::span<const Type> operands, const Attributes&, std::span<const Index> index) = nullptr;
  /// Of an operation whose result is operand 0 with operand 1 in place of a part of it: where an element
  /// of that goes.
  std::vector<Index> (*place)(Reader<Index>&, std::span<const Type> operands, std::span<const Index> index) = nullptr;
  ReductionPlan (*reduction)(std::span<const Type> operands, const Attributes&) = nullptr;
  /// True where the matrices are small enough to unroll; otherwise eval is called.
  bool (*unrolls)(std::span<const Type> operands, const Attributes&) = nullptr;
  /// Elements of the operands' trailing matrices, concatenated, to those of the result's.
  std::vector<Cell> (*emit_block)(std::span<const Cell> elements, std::span<const Type> operands, const Attributes&) = nullptr;
  std::vector<int> (*core_ranks)(std::span<const Type> operands, const Attributes&) = nullptr;  // operands', then the result's
};

/// The types of the results: what op.infer gives, once the number of operands is right, and where
/// arrays can have those types. Throws ShapeError, DtypeError or ValueError.
std::vector<Type> infer(const Primitive& op, std::span<const Type> operands,
                        const Attributes& attributes);

/// The primitive of that name, or null. Text form finds operations here.
const Primitive* find_primitive(std::string_view name);
void register_primitive(const Primitive& primitive);
/// Every registered primitive, sorted by name.
std::vector<const Primitive*> all_primitives();

}  // namespace wengert

#if WENGERT_BODIES
#include <map>
#include <mutex>

namespace wengert::ops {
void register_all();  // of ops/manifest.hpp
}

namespace wengert {

WENGERT_API std::vector<Type> infer(const Primitive& op, std::span<const Type> operands,
                                    const Attributes& attributes) {
  const bool open = op.arity < 0;
  const int wanted = open ? ~op.arity : op.arity, given = int(operands.size());
  if (open ? given < wanted : given != wanted)
    throw ValueError(cat(op.name, ": takes ", open ? "at least " : "", wanted, " operand",
                         wanted == 1 ? "" : "s", ", not ", given));
  std::vector<Type> results = op.infer(operands, attributes);
  for (const Type& t : results) require_array(op.name, t);
  return results;
}

namespace registry {
struct Table {
  std::mutex mutex;
  std::map<std::string_view, const Primitive*> by_name;
};
inline Table& table() {
  static Table* t = new Table;  // outlives static objects that register late
  return *t;
}
}  // namespace registry

WENGERT_API void register_primitive(const Primitive& primitive) {
  const std::lock_guard lock(registry::table().mutex);
  registry::table().by_name.emplace(primitive.name, &primitive);
}
WENGERT_API const Primitive* find_primitive(std::string_view name) {
  ops::register_all();
  const std::lock_guard lock(registry::table().mutex);
  const auto found = registry::table().by_name.find(name);
  return found == registry::table().by_name.end() ? nullptr : found->second;
}
WENGERT_API std::vector<const Primitive*> all_primitives() {
  ops::register_all();
  const std::lock_guard lock(registry::table().mutex);
  std::vector<const Primitive*> all;
  for (const auto& [name, primitive] : registry::table().by_name) all.push_back(primitive);
  return all;
}

}  // namespace wengert
#endif
