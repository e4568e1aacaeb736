// expect: wengert: a primitive has no type rule: write `static std::vector<Type>
// infer(std::span<const Type> operands, const Attributes&)`
#include "wengert/ops/base.hpp"

using namespace wengert;
using namespace wengert::ops;

struct Foo : Movement, Flat {
  static constexpr Name name = "foo";
  template <class I> static Source move(Reader<I>& reader, std::span<const Type>, const Attributes&,
                                        std::span<const I> index) {
    return reader.element(0, index);
  }
  static Attributes batch(const Attributes& attributes, std::int64_t) { return attributes; }
};

constexpr Primitive row = row_of<Foo>();
