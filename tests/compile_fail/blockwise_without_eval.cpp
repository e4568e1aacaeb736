// expect: wengert: a primitive is Blockwise but has no eval: write `template <class V> static
// std::vector<V> eval(std::span<const V> elements, std::span<const Type> operands)`
#include "wengert/ops/base.hpp"

using namespace wengert;
using namespace wengert::ops;

struct Foo : Blockwise<2, 2>, Flat {
  static constexpr Name name = "foo";
  static constexpr Dtypes dtypes = floating;
  static std::vector<Type> infer(std::span<const Type> operands, const Attributes&) {
    return {operands[0]};
  }
};

constexpr Primitive row = row_of<Foo>();
