// expect: wengert: a primitive is Elementwise but has no eval for a dtype it admits: write
// `template <class V> static V eval(V x)`
#include "wengert/ops/base.hpp"

using namespace wengert::ops;

struct Foo : Elementwise<1>, Flat {
  static constexpr Name name = "foo";
  static constexpr Dtypes dtypes = floating;
};

constexpr wengert::Primitive row = row_of<Foo>();
