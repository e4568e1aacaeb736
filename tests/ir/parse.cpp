#include "wengert/ir/parse.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "wengert/ir/builder.hpp"
#include "wengert/ir/print.hpp"
#include "wengert/ir/rewrite.hpp"
#include "wengert/ir/verify.hpp"
#include "wengert/ops/manifest.hpp"

namespace wengert {
namespace {

Function canonical(const Function& f) { return rearrange(f, value_range(0, f.inputs), f.outputs); }

TEST(Parse, ReadsWhatIsPrinted) {
  const std::string text = R"({ lambda a:f32[] b:f32[3] c:bool[3] . let
    d:f32[] = mul a 3.0:f32[]
    e:f32[3] = add d b
    f:f32[3] = select c e -1e-30:f32[]
  in (f, d, 2.5:f32[]) })";
  const Function f = parse_ir(text);
  verify(f);
  EXPECT_EQ(f.str(), text);
  EXPECT_EQ(parse_ir(f.str()), f);
}

TEST(Parse, SpaceMeansNothing) {
  EXPECT_EQ(parse_ir("{lambda a:f32[].let b:f32[]=neg a in(b)}").str(),
            "{ lambda a:f32[] . let\n    b:f32[] = neg a\n  in (b,) }");
}

TEST(Parse, LiteralsComeBackBitForBit) {
  const auto bits_of = [](Dtype d, std::uint64_t bits) {
    Constant c;
    c.dtype = d;
    c.bits[0] = bits;
    return c;
  };
  const Constant constants[] = {{Dtype::f32, 0.1f},
                                {Dtype::f64, 0.1},
                                {Dtype::f64, 5e-324},
                                {Dtype::f32, INFINITY},
                                {Dtype::f64, -0.0},
                                {Dtype::f16, 65504.0f},
                                {Dtype::bf16, 0.1f},
                                {Dtype::bool_, true},
                                {Dtype::u64, ~std::uint64_t(0)},
                                {Dtype::i8, -128},
                                {Dtype::c64, std::complex<float>(0.1f, NAN)},
                                {Dtype::c128, std::complex<double>(-0.0, 1e300)},
                                bits_of(Dtype::f32, 0x7fc00000u),
                                bits_of(Dtype::f32, 0xffc00001u),
                                bits_of(Dtype::f64, 0xfff8000000000000u),
                                bits_of(Dtype::f16, 0xfe00u),
                                bits_of(Dtype::bf16, 0x7fc1u)};
  for (const Constant& c : constants) {
    Builder b;
    const Function f = b.finish({b.literal(c)});
    ASSERT_EQ(parse_ir(f.str()).literals.size(), 1u) << f;
    EXPECT_EQ(parse_ir(f.str()).literals[0].constant, c) << f;
  }
}

TEST(Parse, EveryKindOfAttribute) {
  const std::string text = R"({ lambda a:f32[2,3] b:i32[] . let
    c:f32[3,2] = transpose[permutation=(1, 0)] a
    d:f64[3,2] = convert_element_type[new_dtype=f64] c
    e:f64[3,2] = integer_pow[y=-2] d
    f:f64[3,2] = cond[
      branches=[
        { lambda a:f64[3,2] . let
          in (a,) }
        { lambda a:f64[3,2] . let
            b:f64[3,2] = call[
              f={ lambda a:f64[3,2] . let
                  b:f64[3,2] = neg a
                in (b,) }] a
          in (b,) }]] b e
  in (f,) })";
  EXPECT_EQ(parse_ir(text).str(), text);
  verify(parse_ir(text));
}

TEST(Parse, SharesLiterals) {
  const Function f = parse_ir(
      "{ lambda a:f32[] . let b:f32[] = add a 1.0:f32[] c:f32[] = mul b 1.0:f32[] in (c,) }");
  EXPECT_EQ(f.literals.size(), 1u);
  EXPECT_EQ(canonical(f), f);
}

TEST(Parse, LongFunctions) {
  Builder b(std::vector<Type>{{Dtype::f32, {}}});
  Value v = 0;
  for (int k = 0; k < 100'000; ++k) v = b.append(primitive<ops::Neg>(), {}, std::array{v})[0];
  const Function f = b.finish({v});
  EXPECT_EQ(parse_ir(f.str()), f);
}

void expect_fault(std::string_view text, int line, int column, std::string_view fault) {
  try {
    parse_ir(text);
    FAIL() << "expected a ParseError of " << text;
  } catch (const ParseError& e) {
    EXPECT_EQ(e.line, line) << e.what();
    EXPECT_EQ(e.column, column) << e.what();
    EXPECT_NE(std::string_view(e.what()).find(fault), std::string_view::npos) << e.what();
  }
}

TEST(Parse, FaultsSayWhere) {
  expect_fault("", 1, 1, "expected '{'");
  expect_fault("{ lambda a:f32[] . let\n  in (b,) }", 2, 7, "'b' is not defined");
  expect_fault("{ lambda a:f33[] . let in (a,) }", 1, 12, "no dtype is called 'f33'");
  expect_fault("{ lambda a:f32[] a:f32[] . let in (a,) }", 1, 18, "'a' is defined twice");
  expect_fault("{ lambda a:f32[] . let\n  b:f32[] = frob a in (b,) }", 2, 13,
               "no primitive is called 'frob'");
  expect_fault("{ lambda a:f32[] . let\n  b:f64[] = neg a in (b,) }", 2, 3, "neg gives f32[]");
  expect_fault("{ lambda a:f32[] . let\n  b:f32[] = add a in (b,) }", 2, 13, "takes 2 operands");
  expect_fault("{ lambda a:f32[2] b:f32[3] . let\n  c:f32[2] = add a b in (c,) }", 2, 14, "shape");
  expect_fault("{ lambda a:f32[] . let\n  b:f32[] = neg a in (b,) } x", 2, 29, "expected the end");
  expect_fault("{ lambda a:f32[-1] . let in (a,) }", 1, 12, "negative");
  expect_fault("{ lambda a:f32[4294967296,4294967296] . let in (a,) }", 1, 12,
               "2^63 bytes or more");
  expect_fault("{ lambda . let in (1.0:i32[],) }", 1, 20, "not a number of this type");
  expect_fault("{ lambda . let in (300:u8[],) }", 1, 20, "out of range");
  expect_fault("{ lambda . let in (1.0:f32[2],) }", 1, 20, "a literal is a scalar");
  expect_fault("{ lambda in:f32[] . let in (in,) }", 1, 10, "cannot name a value");
  expect_fault(
      "{ lambda a:f32[] . let b:f32[] = custom_jvp[f={ lambda . let in () } rule=<rule>] a in (b,) "
      "}",
      1, 75, "no text form");
  expect_fault("{ lambda a:f32[] . let b:f32[] = call[f=\"", 1, 42, "inside quotes");
}

// One statement on a:f32[2,3] b:i32[] c:f32[] d:i32[4,1].
void expect_refusal(std::string_view statement, std::string_view fault) {
  const std::string text =
      cat("{ lambda a:f32[2,3] b:i32[] c:f32[] d:i32[4,1] . let\n  ", statement, " in () }");
  expect_fault(text, 2, int(statement.find("= ")) + 5, fault);
}

TEST(Parse, TypeRulesRefuseNonsense) {
  expect_refusal("e:f32[2,3] = sort[dimension=0 num_keys=1]",
                 "sort: takes at least 1 operand, not 0");
  expect_refusal("e:f32[2,3] = concatenate[dimension=0]", "takes at least 1 operand, not 0");
  expect_refusal("e:f32[2,3] = dynamic_update_slice a", "takes at least 2 operands, not 1");
  expect_refusal("e:f32[3,2] = transpose[permutation=(4294967296, 0)] a", "not a permutation");
  expect_refusal("e:f32[2,3] = rev[dimensions=(-1,)] a", "must exist and ascend");
  expect_refusal("e:f32[2] = iota[dtype=f32 shape=(2,) dimension=1]", "must exist and ascend");
  expect_refusal("e:f32[1] = broadcast_in_dim[shape=(-1,) dims=()] c", "has a negative extent");
  expect_refusal("e:f32[] = broadcast_in_dim[shape=(4611686018427387904, 4) dims=()] c",
                 "2^63 bytes or more");
  expect_refusal(
      "e:f32[] = broadcast_in_dim[shape=(1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,"
      "1,1,1,1,1,1,1,1,1) dims=()] c",
      "an array of rank 33; an array has at most 32 axes");
  expect_refusal("e:f32[2,3] = pad[low=(9223372036854775807, 0) high=(0, 0) interior=(0, 0)] a c",
                 "overflows 64 bits");
  expect_refusal("e:f32[2,3] = pad[low=(0, 0) high=(0, 0) interior=(9223372036854775807, 0)] a c",
                 "overflows 64 bits");
  expect_refusal("e:f32[4,3] = gather[axes=(0,) mode=\"chekc\"] a d", "no mode is called 'chekc'");
  expect_refusal("e:f32[4,2,3] = gather[axes=() mode=\"check\"] a d", "number of axes");
  expect_refusal("e:f32[2,3] = scatter[axes=(0,) kind=\"sub\" mode=\"clip\"] a d a", "no 'sub' of");
  expect_refusal(
      "e:f32[] = dot_general[lhs_contract=(0, 0) rhs_contract=(0, 0) lhs_batch=() rhs_batch=()] a "
      "a",
      "name each axis once");
  expect_refusal("e:f32[2,3] = integer_pow a", "attribute 'y' is missing");
  expect_refusal("e:f32[2,3] = custom_vjp_linear[bwd={ lambda . let in () } residuals=-1] a",
                 "attribute 'residuals' is -1");
  expect_refusal("e:f32[2,3] = custom_vjp_linear[bwd={ lambda . let in () } residuals=1] a",
                 "1 residuals, but the rule takes 0 arguments");
  expect_refusal(
      "e:f32[2,3] = linearized[unknown={ lambda . let in () } operands=(1, 1) results=(1,) "
      "signature={ lambda . let in () }] a",
      "1 operands, but flags for 2");
}

TEST(Parse, DeepNestingIsAFaultNotAnOverflow) {
  std::string text;
  for (int k = 0; k < 100'000; ++k) text += "{ lambda . let a:f32[] = call[f=";
  EXPECT_THROW(parse_ir(text), ParseError);
}

TEST(Parse, NoPrefixOrDamageIsReadOrCrashes) {
  const std::string text =
      parse_ir("{ lambda a:f32[] . let b:f32[] = integer_pow[y=2] a in (b, nan:f32[]) }").str();
  for (std::size_t k = 0; k < text.size(); ++k) {
    EXPECT_THROW(parse_ir(text.substr(0, k)), ParseError) << text.substr(0, k);
    for (const char damage : {'{', ']', '9', '"', ':', 'q'}) {
      std::string damaged = text;
      damaged[k] = damage;
      try {
        parse_ir(damaged);
      } catch (const ParseError&) {
      }
    }
  }
}

}  // namespace
}  // namespace wengert
