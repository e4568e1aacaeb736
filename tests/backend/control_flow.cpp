#include "wengert/backend/control_flow.hpp"

#include "backend/execute.hpp"

namespace wengert::testing {
namespace {

// Many instances of a program, one in each lane.
std::string mapped(const std::string& body, const std::string& input, const std::string& output,
                   int count) {
  const std::string n = std::to_string(count);
  const auto wide = [&](const std::string& type) {
    const auto at = type.find('[') + 1;
    return type.substr(0, at) + n + (type[at] == ']' ? "" : ",") + type.substr(at);
  };
  return "{ lambda x:" + wide(input) + " . let y:" + wide(output) +
         " = vmap[f={ lambda x:" + input + " . let " + body + " in (y) } size=" + n +
         " batched=(1)] x in (y) }";
}

constexpr int counts[] = {1, 2, 7, 16, 17, 33};

Tensor integers(int count) {
  Tensor t(Type{Dtype::i32, {count}});
  for (int k = 0; k < count; ++k) t.data<std::int32_t>()[k] = (k * 5) % 13 - 4;
  return t;
}

TEST(ControlFlow, FinishedLanesAreFrozen) {
  const std::string body =
      "y:i32[] m:i32[] = while[cond={ lambda x:i32[] n:i32[] . let p:bool[] = lt x 100:i32[] in "
      "(p) "
      "} body={ lambda x:i32[] n:i32[] . let a:i32[] = add x n y:i32[] = add a 7:i32[] m:i32[] = "
      "add n 1:i32[] in (y, m) } cond_consts=0 body_consts=0] x 0:i32[]";
  for (int count : counts)
    expect_compiled(mapped(body, "i32[]", "i32[]", count), {integers(count)});
}

// A lane beyond the end must not keep the others looping: its x of 0 never ends.
TEST(ControlFlow, LanesThatDoNotExistDoNotLoop) {
  const std::string body =
      "y:i32[] = while[cond={ lambda x:i32[] . let p:bool[] = lt x 100:i32[] in (p) } body={ "
      "lambda "
      "x:i32[] . let y:i32[] = add x x in (y) } cond_consts=0 body_consts=0] x";
  for (int count : counts) {
    Tensor x(Type{Dtype::i32, {count}});
    for (int k = 0; k < count; ++k) x.data<std::int32_t>()[k] = k + 1;
    expect_compiled(mapped(body, "i32[]", "i32[]", count), {x});
  }
}

TEST(ControlFlow, CountedLoops) {
  for (const char* length : {"0", "1", "5"})
    for (int count : counts)
      expect_compiled(
          mapped("y:f64[3] = scan[body={ lambda c:f64[3] . let d:f64[3] = mul c c "
                 "e:f64[] = reduce_sum[axes=(0)] d f:f64[3] = sub d e in (f) } length=" +
                     std::string(length) + " reverse=0 consts=0 carry=1] x",
                 "f64[3]", "f64[3]", count));
}

TEST(ControlFlow, EachLaneTakesItsOwnArm) {
  const std::string body =
      "y:i32[] = cond[branches=[{ lambda x:i32[] . let y:i32[] = add x 100:i32[] in (y) } { lambda "
      "x:i32[] . let in (x) } { lambda x:i32[] . let y:i32[] = mul x x in (y) }]] x x";
  for (int count : counts)
    expect_compiled(mapped(body, "i32[]", "i32[]", count), {integers(count)});
}

TEST(ControlFlow, AllLanesTakeOneArm) {
  for (const char* arm : {"-1", "0", "1", "2", "9"})
    expect_compiled(
        "{ lambda x:f64[20] i:i32[] . let y:f64[20] = vmap[f={ lambda x:f64[] i:i32[] . "
        "let y:f64[] = cond[branches=[{ lambda x:f64[] . let y:f64[] = sin x in (y) } { "
        "lambda x:f64[] . let in (2.0:f64[]) } { lambda x:f64[] . let in (x) }]] i x in "
        "(y) } size=20 batched=(1, 0)] x i in (y) }",
        {sample({Dtype::f64, {20}}, 1), Tensor(Constant(Dtype::i32, std::atoi(arm)))});
}

TEST(ControlFlow, LoopsInsideArmsInsideLoops) {
  const std::string body =
      "y:i32[] = scan[body={ lambda c:i32[] . let y:i32[] = cond[branches=[{ lambda c:i32[] . let "
      "y:i32[] = while[cond={ lambda x:i32[] . let p:bool[] = lt x 30:i32[] in (p) } body={ lambda "
      "x:i32[] . let y:i32[] = add x 9:i32[] in (y) } cond_consts=0 body_consts=0] c in (y) } { "
      "lambda c:i32[] . let y:i32[] = sub c 3:i32[] in (y) }]] c c in (y) } length=3 reverse=0 "
      "consts=0 carry=1] x";
  for (int count : counts)
    expect_compiled(mapped(body, "i32[]", "i32[]", count), {integers(count)});
}

TEST(ControlFlow, ScalarsAlone) {
  for (const char* x : {"-3", "0", "1", "2", "50"})
    expect_compiled(
        "{ lambda x:i32[] . let y:i32[] = cond[branches=[{ lambda x:i32[] . let y:i32[] "
        "= add x 100:i32[] in (y) } { lambda x:i32[] . let y:i32[] = while[cond={ lambda "
        "x:i32[] . let p:bool[] = lt x 40:i32[] in (p) } body={ lambda x:i32[] . let "
        "y:i32[] = add x x in (y) } cond_consts=0 body_consts=0] x in (y) }]] x x in (y) "
        "}",
        {Tensor(Constant(Dtype::i32, std::atoi(x)))});
}

}  // namespace
}  // namespace wengert::testing
