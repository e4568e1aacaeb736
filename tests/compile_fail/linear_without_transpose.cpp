// expect: wengert: a primitive is linear but has no transpose: write `template <class V> static V
// transpose(V ct)`
#include "wengert/ops/base.hpp"

using namespace wengert::ops;

struct Foo : Elementwise<1>, Linear {
  static constexpr Name name = "foo";
  static constexpr Dtypes dtypes = floating;
  template <class V> static V eval(V x) { return x + x; }
};

constexpr wengert::Primitive row = row_of<Foo>();
