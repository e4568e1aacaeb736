// A user's operation that works on whole tensors.
#include "ops/apply.hpp"

namespace wengert::testing {

using namespace wengert::ops;

namespace {

struct Reversed : Library, Flat {
  static constexpr Name name = "reversed";
  static std::vector<Type> infer(std::span<const Type> operands, const Attributes&) {
    return {operands[0]};
  }
  static std::vector<Tensor> evaluate(std::span<const Tensor> operands, const Attributes&,
                                      std::span<const Type> results) {
    Tensor out(results[0]);
    std::reverse_copy(operands[0].data<float>(), operands[0].data<float>() + out.type.elements(),
                      out.data<float>());
    return {out};
  }
  static Attributes batch(const Attributes& attributes, std::int64_t) { return attributes; }
};

TEST(LibraryForm, EvaluatesWholeTensors) {
  EXPECT_EQ(elements<float>(testing::apply<Reversed>({vector<float>({1, 2, 3})})),
            (std::vector{3.f, 2.f, 1.f}));
}

}  // namespace
}  // namespace wengert::testing
