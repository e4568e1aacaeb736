// expect: wengert: a primitive has no batching rule: write `static Attributes batch(const
// Attributes&, std::int64_t size)`
#include "wengert/ops/base.hpp"

using namespace wengert;
using namespace wengert::ops;

struct Foo : Movement, Flat {
  static constexpr Name name = "foo";
  static std::vector<Type> infer(std::span<const Type> operands, const Attributes&) {
    return {operands[0]};
  }
  template <class I> static Source move(Reader<I>& reader, std::span<const Type>, const Attributes&,
                                        std::span<const I> index) {
    return reader.element(0, index);
  }
};

constexpr Primitive row = row_of<Foo>();
