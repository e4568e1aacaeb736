// expect: wengert: a primitive is a Reduction but names no monoid: write `using Combine = <binary
// elementwise primitive>;` and `static Constant identity(Dtype d)`
#include "wengert/ops/base.hpp"

using namespace wengert::ops;

struct Foo : Reduction, Flat {
  static constexpr Name name = "foo";
  static constexpr Dtypes dtypes = floating;
};

constexpr wengert::Primitive row = row_of<Foo>();
