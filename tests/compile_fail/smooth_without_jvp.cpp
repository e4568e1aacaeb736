// expect: wengert: a primitive is Smooth but has no jvp: write `template <class V> static V jvp(V
// x, V dx)`
#include "wengert/ops/base.hpp"

using namespace wengert::ops;

struct Foo : Elementwise<1>, Smooth {
  static constexpr Name name = "foo";
  static constexpr Dtypes dtypes = floating;
  template <class V> static V eval(V x) { return x * x; }
};

constexpr wengert::Primitive row = row_of<Foo>();
