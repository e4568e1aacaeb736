// expect: wengert: a primitive is of Library form but has no evaluate: write `static
// std::vector<Tensor> evaluate(std::span<const Tensor> operands, const Attributes&, std::span<const
// Type> results)`
#include "wengert/ops/base.hpp"

using namespace wengert;
using namespace wengert::ops;

struct Foo : Library, Flat {
  static constexpr Name name = "foo";
  static std::vector<Type> infer(std::span<const Type> operands, const Attributes&) {
    return {operands[0]};
  }
  static Attributes batch(const Attributes& attributes, std::int64_t) { return attributes; }
};

constexpr Primitive row = row_of<Foo>();
