// expect: wengert: a primitive has no name: write `static constexpr Name name = <its name in the
// IR>;`
#include "wengert/ops/base.hpp"

using namespace wengert::ops;

struct Foo : Elementwise<1>, Flat {
  static constexpr Dtypes dtypes = floating;
  template <class V> static V eval(V x) { return x; }
};

constexpr wengert::Primitive row = row_of<Foo>();
