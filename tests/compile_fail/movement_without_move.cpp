// expect: wengert: a primitive is a Movement but has no index map: write `template <class I> static
// Source move(Reader<I>&, std::span<const Type> operands, const Attributes&, std::span<const I>
// index)`
#include "wengert/ops/base.hpp"

using namespace wengert;
using namespace wengert::ops;

struct Foo : Movement, Flat {
  static constexpr Name name = "foo";
  static std::vector<Type> infer(std::span<const Type> operands, const Attributes&) {
    return {operands[0]};
  }
  static Attributes batch(const Attributes& attributes, std::int64_t) { return attributes; }
};

constexpr Primitive row = row_of<Foo>();
