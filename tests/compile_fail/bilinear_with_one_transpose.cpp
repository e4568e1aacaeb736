// expect: wengert: a primitive is linear but has no transpose
#include "wengert/ops/base.hpp"

using namespace wengert::ops;

struct Foo : Elementwise<2>, Bilinear {
  static constexpr Name name = "foo";
  static constexpr Dtypes dtypes = floating;
  template <class V> static V eval(V x, V y) { return x * y; }
  template <class V> static V transpose(Arg<0>, V ct, V y) { return ct * y; }
};

constexpr wengert::Primitive row = row_of<Foo>();
