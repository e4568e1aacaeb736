// expect: wengert: a primitive states no derivative: derive it from Smooth, Linear,
// LinearIn<operands...>, Bilinear or Flat
#include "wengert/ops/base.hpp"

using namespace wengert::ops;

struct Foo : Elementwise<1> {
  static constexpr Name name = "foo";
  static constexpr Dtypes dtypes = floating;
  template <class V> static V eval(V x) { return x; }
};

constexpr wengert::Primitive row = row_of<Foo>();
