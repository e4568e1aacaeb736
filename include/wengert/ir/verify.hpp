// Whether a Function is well formed: single assignment, definition before use, and the types that
// the operations infer. Debug builds verify what every pass returns.
#pragma once

#include "wengert/ir/function.hpp"
#include "wengert/ir/primitive.hpp"
#include "wengert/ir/transforms.hpp"

namespace wengert {

/// f itself; builds without NDEBUG, or with WENGERT_VERIFY, verify it first.
inline Function verified(Function f) {
#if !defined(NDEBUG) || defined(WENGERT_VERIFY)
  verify(f);
#endif
  return f;
}

}  // namespace wengert

#if WENGERT_BODIES
#include <algorithm>

namespace wengert {

namespace verification {

template <class... Facts>
void require(bool holds, const Facts&... facts) {
  if (!holds) throw InternalError(cat("verify: ", facts...));
}

inline std::string list_of(std::span<const Type> types) {
  std::string text;
  for (const Type& t : types) text += (text.empty() ? "" : ", ") + t.str();
  return "(" + text + ")";
}

// Marks `v` as defined; each value is defined once.
inline void define(std::vector<bool>& defined, Value v) {
  require(v < defined.size(), "value ", v, " has no type");
  require(!defined[v], "value ", v, " is defined twice");
  defined[v] = true;
}

inline void verify_attributes(const Attributes& attributes) {
  for (const auto& [name, value] : attributes.entries()) {
    if (const auto* f = std::get_if<FunctionRef>(&value)) verify(**f);
    if (const auto* fs = std::get_if<Functions>(&value))
      for (const FunctionRef& f : *fs) verify(*f);
  }
}

inline void verify_node(const Function& f, const Node& n, std::vector<bool>& defined) {
  require(n.op != nullptr, "a node has no primitive");
  require(n.first_operand + n.operand_count <= f.operand_list.size(), n.op->name,
          ": operands out of range");
  for (Value v : f.operands(n))
    require(v < defined.size() && defined[v] && (!n.result_count || v < n.first_result), n.op->name,
            ": operand ", v, " is used before it is defined");
  verify_attributes(n.attributes);
  std::vector<Type> inferred;
  try {
    inferred = infer(*n.op, f.operand_types(n), n.attributes);
  } catch (const Error& error) {
    require(false, error.what());
  }
  for (Value k = 0; k < n.result_count; ++k) define(defined, n.first_result + k);
  require(std::ranges::equal(inferred, f.result_types(n)), n.op->name, ": results are declared as ",
          list_of(f.result_types(n)), " and inferred as ", list_of(inferred));
}

}  // namespace verification

WENGERT_API void verify(const Function& f) {
  using namespace verification;
  std::vector<bool> defined(f.types.size());
  require(f.inputs <= f.types.size(), f.inputs, " inputs, but ", f.types.size(), " values");
  for (Value v = 0; v < f.inputs; ++v) define(defined, v);
  for (std::size_t k = 0; k < f.literals.size(); ++k) {
    const Literal& l = f.literals[k];
    define(defined, l.value);
    require(!k || f.literals[k - 1].value < l.value, "literal ", l.value, " is out of order");
    require(f.types[l.value] == Type{l.constant.dtype, {}}, "literal ", l.value, " of dtype ",
            l.constant.dtype, " is declared as ", f.types[l.value]);
  }
  for (const Node& n : f.nodes) verify_node(f, n, defined);
  for (Value v : f.outputs)
    require(v < defined.size() && defined[v], "output ", v, " is not defined");
  for (Value v = 0; v < defined.size(); ++v) require(defined[v], "value ", v, " is not defined");
}

}  // namespace wengert
#endif
