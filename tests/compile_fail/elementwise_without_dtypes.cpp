// expect: wengert: a primitive does not say what it is defined for: write `static constexpr Dtypes
// dtypes = floating | complex;`
#include "wengert/ops/base.hpp"

using namespace wengert::ops;

struct Foo : Elementwise<1>, Flat {
  static constexpr Name name = "foo";
  template <class V> static V eval(V x) { return x; }
};

constexpr wengert::Primitive row = row_of<Foo>();
