// expect: wengert: a primitive is Smooth but has no jvp for one of its operands: write `template
// <class V> static V jvp(Arg<k>, V x, V y, V tangent)`
#include "wengert/ops/base.hpp"

using namespace wengert::ops;

struct Foo : Elementwise<2>, Smooth {
  static constexpr Name name = "foo";
  static constexpr Dtypes dtypes = floating;
  template <class V> static V eval(V x, V y) { return x * y; }
  template <class V> static V jvp(Arg<0>, V, V y, V dx) { return dx * y; }
};

constexpr wengert::Primitive row = row_of<Foo>();
