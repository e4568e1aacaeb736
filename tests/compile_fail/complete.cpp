// expect: nothing: a primitive with every rule compiles
#include <cmath>

#include "wengert/ops/manifest.hpp"

using namespace wengert;
using namespace wengert::ops;

struct Foo : Elementwise<2>, Smooth {
  static constexpr Name name = "foo";
  static constexpr Dtypes dtypes = floating;
  template <class V> static V eval(V x, V y) { return x * math::sin(y); }
  template <class V> static V jvp(Arg<0>, V, V y, V dx) { return sin(y) * dx; }
  template <class V> static V jvp(Arg<1>, V x, V y, V dy) { return x * cos(y) * dy; }
};

constexpr Primitive row = row_of<Foo>();
static_assert(row.form == Form::elementwise && row.arity == 2 && row.jvp && row.batch &&
              !row.transpose);
