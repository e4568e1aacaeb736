#include "wengert/lower/flatten.hpp"

#include "lower/simulate.hpp"

namespace wengert::lower {
namespace {

using testing::samples;

std::size_t count_of(const Function& f, Form form) {
  std::size_t n = 0;
  for (const Node& node : f.nodes) n += node.op->form == form;
  return n;
}

// flatten(f) computes what f does.
Function expect_flat(const std::string& text) {
  const Function f = parse_ir(text);
  const Function flat = flatten(f);
  verify(flat);
  for (Form form : {Form::call, Form::recompute, Form::identity})
    EXPECT_EQ(count_of(flat, form), 0u) << text;
  const auto inputs = samples(f);
  const auto want = eval(f, inputs), got = eval(flat, inputs);
  EXPECT_EQ(got.size(), want.size());
  for (std::size_t k = 0; k < want.size(); ++k)
    EXPECT_LE(testing::difference(got[k], want[k]), 1e-12) << text;
  return flat;
}

TEST(Flatten, CallsAreInlined) {
  expect_flat(R"({ lambda x:f64[3] . let
      y:f64[3] z:f64[] = call[f={ lambda x:f64[3] . let
          y:f64[3] = call[f={ lambda x:f64[3] . let y:f64[3] = mul x 3.0:f64[] in (y) }] x
          z:f64[] = reduce_sum[axes=(0)] y in (y, z) }] x
      w:f64[3] = mul y z in (w, z, x) })");
  expect_flat(
      "{ lambda x:f64[3] . let y:f64[3] = call[f={ lambda x:f64[3] . let in (x) }] x in "
      "(y, y) }");
  expect_flat(
      "{ lambda x:f64[] . let y:f64[] = call[f={ lambda x:f64[] . let in (2.0:f64[]) }] x "
      "in (y) }");
}

TEST(Flatten, CallsInsideBodiesAreInlined) {
  const Function flat = expect_flat(R"({ lambda x:f64[] . let
      y:f64[] = scan[body={ lambda c:f64[] . let
          d:f64[] = call[f={ lambda x:f64[] . let y:f64[] = mul x 0.5:f64[] in (y) }] c in (d)
        } length=3 reverse=0 consts=0 carry=1] x in (y) })");
  ASSERT_EQ(flat.nodes.size(), 1u);
  EXPECT_EQ(count_of(*flat.nodes[0].attributes.function("body"), Form::call), 0u);
}

// What was computed before does not serve a recomputation, which waits for its late operands;
// within it, and between recomputations of the same at the same time, equal nodes are one.
TEST(Flatten, RecomputationsStayApart) {
  const auto again = [](const char* results, const char* late) {
    return std::string("      ") + results + " = recompute[f={ lambda x:f64[3] c:f64[3] . let " +
           "a:f64[3] = sin x b:f64[3] = mul a c in (b) } late=" + late + "] x c\n";
  };
  const std::string first = "{ lambda x:f64[3] c:f64[3] . let\n      a:f64[3] = sin x\n";
  const auto sines = [](const Function& f) {
    std::size_t n = 0;
    for (const Node& node : f.nodes) n += node.op->name == "sin";
    return n;
  };
  EXPECT_EQ(sines(expect_flat(first + again("b:f64[3]", "(0, 1)") + " in (a, b) }")), 2u);
  EXPECT_EQ(sines(expect_flat(first + again("b:f64[3]", "(0, 1)") + again("d:f64[3]", "(0, 1)") +
                              " in (a, b, d) }")),
            2u);
  EXPECT_EQ(sines(expect_flat(first + again("b:f64[3]", "(0, 0)") + " in (a, b) }")), 1u);
}

// Whatever is updated, inside or outside, in one place; several updates stay a scatter.
TEST(Flatten, ScattersOfOneUpdateReplaceAPart) {
  const auto text = [](const std::string& dtype, const std::string& kind, const std::string& mode,
                       int row, int updates) {
    const std::string n = std::to_string(updates);
    return "{ lambda a:" + dtype + "[4,3,5] u:" + dtype + "[" + n +
           ",3] . let i:i32[1,1] = broadcast_in_dim[shape=(1, 1) dims=()] " + std::to_string(row) +
           ":i32[] j:i32[1,1] = broadcast_in_dim[shape=(1, 1) dims=()] 2:i32[] k:i32[1,2] = "
           "concatenate[dimension=1] i j l:i32[" +
           n + ",2] = broadcast_in_dim[shape=(" + n + ", 2) dims=(0, 1)] k c:" + dtype +
           "[4,3,5] = scatter[axes=(0, 2) kind=\"" + kind + "\" mode=\"" + mode +
           "\"] a l u in (c) }";
  };
  for (const char* dtype : {"u8", "i32", "i64", "f16", "bf16", "f32", "f64", "c64"})
    for (const std::string kind : {"set", "add", "mul", "min", "max"})
      for (const std::string mode : {"check", "clip", "fill", "unchecked"})
        for (int row : {-7, 0, 3, 9}) {
          const bool inside = row >= 0 && row < 4, ordered = kind != "min" && kind != "max";
          if ((!inside && mode != "clip" && mode != "fill") || (dtype[0] == 'c' && !ordered))
            continue;
          const Function flat = expect_flat(text(dtype, kind, mode, row, 1));
          EXPECT_EQ(count_of(flat, Form::library), 0u);
        }
  const Function refused = flatten(parse_ir(text("f32", "set", "check", 9, 1)));
  EXPECT_THROW((void)eval(refused, samples(refused)), IndexError);
  EXPECT_EQ(count_of(expect_flat(text("f32", "add", "clip", 1, 2)), Form::library), 1u);
}

TEST(Flatten, WhatNobodyNeedsIsGone) {
  EXPECT_TRUE(expect_flat("{ lambda x:f64[] . let y:f64[] = sin x in (x) }").nodes.empty());
}

TEST(Flatten, LoopsOfSmallBodiesRunInLanes) {
  const auto vmap = [](const std::string& extent) {
    const std::string t = "f64[" + extent + "]", wide = "f64[9," + extent + "]";
    return "{ lambda x:" + wide + " . let y:f64[9] = vmap[f={ lambda x:" + t + " . let s:" + t +
           " = sin x y:f64[] = reduce_sum[axes=(0)] s in (y) } size=9 batched=(1)] x in (y) }";
  };
  EXPECT_EQ(count_of(expect_flat(vmap("64")), Form::map), 1u);
  EXPECT_EQ(count_of(expect_flat(vmap("65")), Form::map), 0u);
  // A vmap of a vmap is one of the two.
  const Function nested = expect_flat(R"({ lambda x:f64[5,7] . let
      y:f64[5,7] = vmap[f={ lambda x:f64[7] . let
          y:f64[7] = vmap[f={ lambda x:f64[] . let y:f64[] = sin x in (y) } size=7 batched=(1)] x
        in (y) } size=5 batched=(1)] x in (y) })");
  EXPECT_LE(count_of(nested, Form::map), 1u);
}

TEST(Flatten, LiteralsBecomeSlotsInOrder) {
  const Function f = parse_ir(R"({ lambda x:f64[] . let
      a:f64[] = mul x 2.0:f64[]
      y:f64[] = scan[body={ lambda c:f64[] . let d:f64[] = mul c 0.5:f64[] in (d) }
                     length=3 reverse=0 consts=0 carry=1] a
      b:f64[] = add y 7.0:f64[] in (b) })");
  const std::vector<Constant> literals = all_literals(f);
  ASSERT_EQ(literals.size(), 3u);
  EXPECT_EQ(literals[0].as<double>(), 2);
  EXPECT_EQ(literals[1].as<double>(), 7);
  EXPECT_EQ(literals[2].as<double>(), 0.5);
  const Function slots = with_slots(f);
  EXPECT_EQ(slots.literals[0].constant.bits[0], 0u);
  EXPECT_EQ(slots.literals[1].constant.bits[0], 1u);
  const Node* scan = nullptr;
  for (const Node& n : slots.nodes)
    if (n.op->form == Form::scan) scan = &n;
  ASSERT_TRUE(scan);
  EXPECT_EQ(scan->attributes.function("body")->literals[0].constant.bits[0], 2u);
}

// What differs in literals alone shares an executable.
TEST(Flatten, SlotsDoNotDependOnTheLiterals) {
  const auto of = [](const char* x, const char* y) {
    return parse_ir("{ lambda a:f32[] . let b:f32[] = mul a " + std::string(x) +
                    ":f32[] c:f32[] = add b " + y + ":f32[] in (c) }");
  };
  EXPECT_EQ(with_slots(of("2.0", "3.0")), with_slots(of("4.0", "5.0")));
  EXPECT_EQ(with_slots(of("2.0", "2.0")).literals.size(), of("2.0", "2.0").literals.size());
}

// Batching rules write literals of their own, which are no slots of the caller's.
TEST(Flatten, ExpandedMapsMayAddLiterals) {
  const std::string vmap = R"({ lambda x:f64[3,100] i:i32[3] . let
      y:f64[3,100] = vmap[f={ lambda x:f64[100] i:i32[] . let
          s:f64[2] = dynamic_slice[sizes=(2,)] x i
          t:f64[2] = mul s 7.0:f64[]
          y:f64[100] = dynamic_update_slice x t i in (y) } size=3 batched=(1, 1)] x i in (y) })";
  const Program p = testing::expect_lowered(vmap);
  EXPECT_EQ(p.literals.size(), 1u);
  EXPECT_FALSE(p.constants.empty());
}

TEST(Flatten, DeepCallsDoNotRecurse) {
  // A call of a call of …: flattening takes time, not stack, by depth.
  Function f = parse_ir("{ lambda x:f64[] . let y:f64[] = mul x x in (y) }");
  for (int depth = 0; depth < 200; ++depth) {
    Builder b(f.input_types());
    const std::vector<Value> x{0};
    const Results r = b.append(*find_primitive("call"), Attributes({{"f", FunctionRef(f)}}), x);
    f = b.finish({r[0]});
  }
  EXPECT_EQ(flatten(f).nodes.size(), 1u);
}

}  // namespace
}  // namespace wengert::lower
