// expect: wengert: a primitive states no form: derive it from Elementwise<arity>, Movement,
// Reduction, Blockwise or Library
#include "wengert/ops/base.hpp"

using namespace wengert::ops;

struct Foo : Flat {
  static constexpr Name name = "foo";
};

constexpr wengert::Primitive row = row_of<Foo>();
