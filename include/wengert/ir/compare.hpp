// Structural equality and hashing of Functions, with or without the values of their literals.
//
// Executables are shared between Functions that differ in literals alone; hash-consing and printing
// tell them apart.
#pragma once

#include "wengert/ir/function.hpp"
#include "wengert/ir/primitive.hpp"

#if WENGERT_BODIES
namespace wengert {

namespace comparison {

enum class Literals : bool { ignored, compared };

inline std::uint64_t hash_with(const Function& f, Literals literals);

inline std::uint64_t hash_with(const Attributes& attributes, Literals literals) {
  std::uint64_t hash = attributes.entries().size();
  for (const auto& [name, value] : attributes.entries()) {
    hash = combine(hash, wengert::hash_of(std::string_view(name)));
    hash = combine(hash, std::visit(
        [&]<class T>(const T& v) -> std::uint64_t {
          if constexpr (std::is_same_v<T, std::int64_t> || std::is_same_v<T, Dtype>) return std::uint64_t(v);
          else if constexpr (std::is_same_v<T, Shape>) return hash_of(v);
          else if constexpr (std::is_same_v<T, std::string>) return wengert::hash_of(std::string_view(v));
          else if constexpr (std::is_same_v<T, RuleRef>) return 7;
          else if constexpr (std::is_same_v<T, FunctionRef>)
            return literals == Literals::compared ? v.hash : hash_with(*v, literals);
          else {
            std::uint64_t all = v.size();
            for (const FunctionRef& f : v)
              all = combine(all, literals == Literals::compared ? f.hash : hash_with(*f, literals));
            return all;
          }
        }, value));
  }
  return hash;
}

inline std::uint64_t hash_with(const Function& f, Literals literals) {
  std::uint64_t hash = f.inputs;
  for (Value v = 0; v < f.inputs; ++v) hash = combine(hash, hash_of(f.types[v]));
  for (const Literal& l : f.literals) {
    hash = combine(combine(hash, l.value), std::uint64_t(l.constant.dtype));
    if (literals == Literals::compared) hash = combine(hash, hash_of(l.constant));
  }
  for (const Node& n : f.nodes) {
    hash = combine(hash, n.op->id);
    if (!n.attributes.empty()) hash = combine(hash, hash_with(n.attributes, literals));
    for (Value v : f.operands(n)) hash = combine(hash, v);
  }
  for (Value v : f.outputs) hash = combine(hash, v);
  return hash;
}

inline bool equal(const Function& a, const Function& b, Literals literals);

inline bool equal(const Attributes& a, const Attributes& b, Literals literals) {
  if (literals == Literals::compared) return a == b;
  const auto &x = a.entries(), &y = b.entries();
  if (&x == &y) return true;
  if (x.size() != y.size()) return false;
  for (std::size_t k = 0; k < x.size(); ++k) {
    if (x[k].first != y[k].first || x[k].second.index() != y[k].second.index()) return false;
    if (const auto* f = std::get_if<FunctionRef>(&x[k].second)) {
      if (!equal(**f, *std::get<FunctionRef>(y[k].second), literals)) return false;
    } else if (const auto* fs = std::get_if<Functions>(&x[k].second)) {
      const auto& gs = std::get<Functions>(y[k].second);
      if (fs->size() != gs.size()) return false;
      for (std::size_t j = 0; j < gs.size(); ++j)
        if (!equal(*(*fs)[j], *gs[j], literals)) return false;
    } else if (x[k].second != y[k].second) {
      return false;
    }
  }
  return true;
}

inline bool equal(const Function& a, const Function& b, Literals literals) {
  if (&a == &b) return true;
  if (a.inputs != b.inputs || a.types != b.types || a.outputs != b.outputs || a.operand_list != b.operand_list ||
      a.nodes.size() != b.nodes.size() || a.literals.size() != b.literals.size())
    return false;
  for (std::size_t k = 0; k < a.literals.size(); ++k) {
    const Literal &x = a.literals[k], &y = b.literals[k];
    if (x.value != y.value || (literals == Literals::compared && !(x.constant == y.constant))) return false;
  }
  for (std::size_t k = 0; k < a.nodes.size(); ++k) {
    const Node &x = a.nodes[k], &y = b.nodes[k];
    if (x.op->id != y.op->id || x.operand_count != y.operand_count || x.first_result != y.first_result ||
        !equal(x.attributes, y.attributes, literals))
      return false;
  }
  return true;
}

}  // namespace comparison

WENGERT_API bool operator==(const Function& a, const Function& b) {
  return comparison::equal(a, b, comparison::Literals::compared);
}
WENGERT_API std::uint64_t hash_of(const Function& f) {
  return comparison::hash_with(f, comparison::Literals::compared);
}
WENGERT_API bool same_structure(const Function& a, const Function& b) {
  return comparison::equal(a, b, comparison::Literals::ignored);
}
WENGERT_API std::uint64_t structure_hash(const Function& f) {
  return comparison::hash_with(f, comparison::Literals::ignored);
}
WENGERT_API std::uint64_t hash_of(const Attributes& attributes) {
  return comparison::hash_with(attributes, comparison::Literals::compared);
}
WENGERT_API FunctionRef::FunctionRef(Function f)
    : function(std::make_shared<const Function>(std::move(f))), hash(hash_of(*function)) {}
WENGERT_API bool operator==(const FunctionRef& a, const FunctionRef& b) {
  return a.function == b.function || (a.hash == b.hash && *a == *b);
}

}  // namespace wengert
#endif
