#include "wengert/runtime/execute.hpp"

#include <thread>

#include "support/differential.hpp"

namespace wengert::testing {
namespace {

FunctionRef function(const std::string& text) { return FunctionRef(parse_ir(text)); }

double first(const std::vector<Tensor>& outputs) { return outputs.at(0).data<double>()[0]; }

TEST(Execute, LiteralsAreOfTheFunctionThatIsMeant) {
  const FunctionRef twice = function("{ lambda a:f64[] . let b:f64[] = mul a 2.0:f64[] in (b) }");
  const FunctionRef thrice = function("{ lambda a:f64[] . let b:f64[] = mul a 3.0:f64[] in (b) }");
  const std::vector<Tensor> x{Tensor(Constant(float64, 5.0))};
  // Of one structure, so from one entry of the cache; each with its own numbers.
  const auto of_twice = compile(twice), of_thrice = compile(thrice);
  EXPECT_EQ(first(of_twice->run(x, {})), 10);
  EXPECT_EQ(first(of_thrice->run(x, {})), 15);
  EXPECT_EQ(first(of_twice->run(x, thrice->literals)), 15);
  EXPECT_EQ(first(execute(twice, x)), 10);
  EXPECT_EQ(first(execute(thrice, x)), 15);
}

TEST(Execute, GivesTheInterpretersResultsHoweverOftenItRuns) {
  const FunctionRef f = function(
      "{ lambda a:f64[500] . let b:f64[500] = sin a c:f64[] = reduce_sum[axes=(0,)] b in (c, b) }");
  const std::vector<Tensor> x{sample(f->types[0], 1)};
  const std::vector<Tensor> want = eval(*f, x);
  for (int k = 0; k < 2000; ++k) {  // long enough that the interpreter's budget is spent
    const std::vector<Tensor> got = execute(f, x);
    ASSERT_LE(difference(got[0], want[0]), 1e-12);
    ASSERT_LE(difference(got[1], want[1]), 1e-14);
  }
}

TEST(Execute, SmallAndLargeTensorsOfOnePrimitive) {
  const Primitive& sine = *find_primitive("sin");
  for (const std::int64_t n : {0, 1, 100, 5000}) {
    const std::vector<Tensor> x{sample({float64, Shape{n}}, 2)};
    const std::vector<Tensor> got = execute(sine, {}, x),
                              want = sine.eval(x, {}, std::vector{x[0].type});
    EXPECT_LE(difference(got[0], want[0]), 1e-14);
  }
  EXPECT_THROW((void)execute(sine, {}, std::vector{sample({int32, Shape{3}}, 1)}), DtypeError);
}

TEST(Execute, ManyThreadsCompileAFunctionOnce) {
  const FunctionRef f =
      function("{ lambda a:f64[7] . let b:f64[7] = exp a c:f64[7] = mul b 0.125:f64[] in (c) }");
  const std::vector<Tensor> x{sample(f->types[0], 3)};
  const Tensor want = eval(*f, x)[0];
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back([&] { EXPECT_LE(difference(compile(f)->run(x, {})[0], want), 1e-14); });
  for (std::thread& t : threads) t.join();
}

}  // namespace
}  // namespace wengert::testing
