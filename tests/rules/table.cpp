#include "rules/table.hpp"

#include <algorithm>
#include <iomanip>
#include <map>

#include "ops/examples.hpp"

namespace wengert::testing {

namespace {

using Dtypes = std::vector<Dtype>;

/// "b u i h f c", a letter for each group of dtypes, or the names of some of a group.
std::string text_of(const Dtypes& some) {
  const std::pair<const char*, Dtypes> groups[] = {{"b", {bool_}},
                                                   {"u", {uint8, uint16, uint32, uint64}},
                                                   {"i", {int8, int16, int32, int64}},
                                                   {"h", {float16, bfloat16}},
                                                   {"f", {float32, float64}},
                                                   {"c", {complex64, complex128}}};
  std::string text;
  const auto add = [&](std::string_view word) {
    text += (text.empty() ? "" : " ") + std::string(word);
  };
  for (const auto& [letter, group] : groups) {
    const auto has = [&](Dtype d) { return std::ranges::find(some, d) != some.end(); };
    if (std::ranges::all_of(group, has))
      add(letter);
    else
      for (Dtype d : group)
        if (has(d)) add(short_name_of(d));
  }
  return text;
}

// The dtypes of a primitive's examples: those it takes where it is tried in each, and of its
// results.
struct Seen {
  Dtypes operands, results;

  explicit Seen(const Primitive& op) {
    for (Example example : examples_of(op.name)) {
      // Those that take one dtype at a time may be tried in fewer than there are.
      if (varies(example)) example.dtypes.clear();
      for (int d = 0; d < dtype_count; ++d) try {
          if (const auto types = operand_types(op, example, Dtype(d)))
            note(op, example, *types, Dtype(d));
        } catch (const ShapeError&) {  // an operand of fixed dtype does not go with it
        }
    }
  }

 private:
  void note(const Primitive& op, const Example& example, const std::vector<Type>& types, Dtype d) {
    const std::vector<Type> inferred = infer(op, types, example.attributes);
    for (const Type& t : inferred) add(results, t.dtype);
    add(operands, varies(example) ? d : types.empty() ? inferred[0].dtype : types.back().dtype);
  }
  static bool varies(const Example& example) {
    return std::ranges::any_of(example.operands, [](const Operand& o) { return !o.dtype; });
  }
  static void add(Dtypes& to, Dtype d) {
    if (std::ranges::find(to, d) == to.end()) to.push_back(d);
  }
};

Dtypes members_of(ops::Dtypes set) {
  Dtypes some;
  for (int d = 0; d < dtype_count; ++d)
    if (set.contains(Dtype(d))) some.push_back(Dtype(d));
  return some;
}

Dtypes inexact_of(Dtypes dtypes) {
  std::erase_if(dtypes, [](Dtype d) { return !is_inexact(d); });
  return dtypes;
}

template <class Op>
inline constexpr bool is_control = ops::Is<Op, ops::ControlFlow>;

template <class Op>
Rule jvp_of(const Seen& seen) {
  if constexpr (ops::Is<Op, ops::Flat>) {
    const bool whole = inexact_of(seen.results).empty();
    return {whole ? "zero: integer valued" : "zero: locally constant", true};
  } else {
    return {is_control<Op> ? "its Functions'" : text_of(inexact_of(seen.operands))};
  }
}

template <class Op>
Rule transpose_of(const Primitive& op, const Seen& seen) {
  if constexpr (ops::Is<Op, ops::Flat>) return {"none: derivative zero", true};
  if (op.transpose) return {is_control<Op> ? "its Functions'" : text_of(inexact_of(seen.operands))};
  return {ops::Is<Op, ops::Smooth> ? "none: not linear" : "", true};
}

/// How native code computes it; holes are calls of its eval.
template <class Op>
Rule llvm_of(const Primitive& op) {
  switch (op.form) {
    case Form::elementwise:
      return {op.emit ? "loop" : "", !op.emit};
    case Form::movement:
      return {op.move ? "index map" : "", !op.move};
    case Form::reduction:
      return {op.reduction ? "loop nest" : "", !op.reduction};
    case Form::blockwise:
      return {op.emit_block ? "unrolled where small" : "", !op.emit_block};
    case Form::library:
      if (ops::Is<Op, ops::Decomposition>) return {"none: library call, Eigen", true};
      if (ops::Is<Op, ops::Library>) return {"none: library call", true};
      return {op.expand ? "expanded" : "", !op.expand};
    default:
      return {is_control<Op> ? "branch, loop or call" : "", !is_control<Op>};
  }
}

template <class Op>
std::string family_of(const Primitive& op) {
  if (is_control<Op>) return "control flow";
  if (ops::Is<Op, ops::Collective>) return "along a named axis of vmap";
  switch (op.form) {
    case Form::elementwise:
      return ops::Is<Op, ops::Flat>                            ? "elementwise, derivative zero"
             : ops::is_linear<Op> && !ops::Is<Op, ops::Smooth> ? "elementwise, linear"
                                                               : "elementwise, smooth";
    case Form::movement:
      return "movement of elements";
    case Form::reduction:
      return "reductions and contractions";
    case Form::blockwise:
      return "matrices, unrolled where small";
    default:
      return "library calls";
  }
}

template <class Op>
Row row_of() {
  const Primitive& op = primitive<Op>();
  const Seen seen(op);
  const std::string all = is_control<Op> ? "its Functions'" : text_of(seen.operands);
  Row row{&op,
          family_of<Op>(op),
          {all, all.empty()},
          {all, all.empty()},
          jvp_of<Op>(seen),
          transpose_of<Op>(op, seen),
          {all, all.empty()},
          llvm_of<Op>(op)};
  if constexpr (ops::Is<Op, ops::Collective>) {
    const auto in = [](Rule rule, const std::string& dtypes) {
      return rule.hole && !rule.text.empty() ? rule : Rule{dtypes};
    };
    const Dtypes taken = members_of(Op::dtypes);
    row.type = row.batch = {text_of(taken)};
    row.jvp = in(row.jvp, text_of(inexact_of(taken)));
    row.transpose = in(row.transpose, text_of(inexact_of(taken)));
    row.eval = row.llvm = {"none: its axis' batching rule replaces it", true};
  }
  if (std::same_as<Op, ops::Linearized>) row.eval = row.llvm = {"none: belongs to its trace", true};
  return row;
}

}  // namespace

std::vector<Row> table() {
  std::vector<Row> rows;
  const auto add = [&]<class Op>(std::type_identity<Op>) { rows.push_back(row_of<Op>()); };
  ops::Primitives::each(add);
  ops::Decompositions::each(add);
  return rows;
}

void print_table(std::ostream& out) {
  out << "dtypes: b bool, u u8 u16 u32 u64, i i8 i16 i32 i64, h f16 bf16, f f32 f64, c c64 c128\n"
         "jvp, transpose: integers and booleans have no tangents; llvm: in the dtypes of eval\n\n";
  std::vector<std::vector<std::string>> lines{
      {"primitive", "type", "eval", "jvp", "transpose", "batch", "llvm"}};
  for (const Row& r : table())
    lines.push_back({std::string(r.op->name), r.type.text, r.eval.text, r.jvp.text,
                     r.transpose.text, r.batch.text, r.llvm.text});
  std::vector<std::size_t> widths(lines[0].size());
  for (const auto& line : lines)
    for (std::size_t k = 0; k < line.size(); ++k) widths[k] = std::max(widths[k], line[k].size());
  for (const auto& line : lines) {
    for (std::size_t k = 0; k + 1 < line.size(); ++k)
      out << std::left << std::setw(int(widths[k]) + 2) << line[k];
    out << line.back() << '\n';
  }
}

void print_readme(std::ostream& out) {
  std::vector<std::string> families;
  std::map<std::string, std::string> names;
  for (const Row& r : table()) {
    if (!names.contains(r.family)) families.push_back(r.family);
    std::string& list = names[r.family];
    list += (list.empty() ? "`" : " `") + std::string(r.op->name) + "`";
  }
  out << "<!-- primitives -->\n| family | primitives |\n|---|---|\n";
  for (const std::string& family : families)
    out << "| " << family << " | " << names[family] << " |\n";
  out << "<!-- /primitives -->\n";
}

}  // namespace wengert::testing
