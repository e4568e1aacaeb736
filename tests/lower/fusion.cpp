#include "wengert/lower/fusion.hpp"

#include "lower/simulate.hpp"

namespace wengert::lower {
namespace {

/// A plan with the Function that it refers to.
struct Planned {
  Function f;
  FusionPlan plan;
  explicit Planned(const std::string& text) : f(parse_ir(text)), plan(plan_fusion(f)) {}

  std::vector<Unit::Kind> kinds() const {
    std::vector<Unit::Kind> all;
    for (const Unit& u : plan.units) all.push_back(u.kind);
    return all;
  }
  std::size_t stored() const {
    return std::size_t(std::count(plan.stored.begin(), plan.stored.end(), true));
  }
};

using Kind = Unit::Kind;
using Kinds = std::vector<Kind>;

std::string chain(const std::string& shape, int length) {
  const std::string t = "f32[" + shape + "]";
  std::string text = "{ lambda v0:" + t + " . let ";
  for (int k = 0; k < length; ++k)
    text += "v" + std::to_string(k + 1) + ":" + t + " = add v" + std::to_string(k) + " v0 ";
  return text + "in (v" + std::to_string(length) + ") }";
}

TEST(Fusion, ChainsOfOneShapeAreOneUnit) {
  for (const char* shape : {"17", "1000", "30,40", "2,3,4,5"}) {
    const Planned p(chain(shape, 20));
    EXPECT_EQ(p.kinds(), Kinds{Kind::fused}) << shape;
    EXPECT_EQ(p.stored(), 1u) << shape;  // the output alone
  }
  EXPECT_EQ(Planned(chain("4", 20)).kinds(), Kinds{Kind::registers});
}

// A chain without end is cut, so that no kernel grows beyond bounds.
TEST(Fusion, LongChainsAreCut) {
  const Planned p(chain("1000", 5000));
  EXPECT_GT(p.plan.units.size(), 4u);
  EXPECT_LT(p.plan.units.size(), 100u);
  for (const Unit& u : p.plan.units) EXPECT_LT(u.size, 1000);
}

TEST(Fusion, WhatIsDearAndUsedTwiceIsComputedOnce) {
  const Planned dear(R"({ lambda a:f32[100] b:f32[50] . let
      c:f32[100] = exp a
      d:f32[50] = slice[start=(0) limit=(50) strides=(1)] c
      e:f32[50] = slice[start=(50) limit=(100) strides=(1)] c
      f:f32[50] = mul d e in (f) })");
  EXPECT_EQ(dear.plan.fates[2], Fate::root);
  EXPECT_TRUE(dear.plan.stored[2]);
  const Planned cheap(R"({ lambda a:f32[100] b:f32[50] . let
      c:f32[100] = neg a
      d:f32[50] = slice[start=(0) limit=(50) strides=(1)] c
      e:f32[50] = slice[start=(50) limit=(100) strides=(1)] c
      f:f32[50] = mul d e in (f) })");
  EXPECT_EQ(cheap.plan.fates[2], Fate::inlined);
}

TEST(Fusion, SharedInOneUnitIsNotStored) {
  const Planned p(R"({ lambda a:f32[100] . let
      b:f32[100] = exp a c:f32[100] = sin b d:f32[100] = cos b e:f32[100] = mul c d in (e) })");
  EXPECT_EQ(p.kinds(), Kinds{Kind::fused});
  EXPECT_EQ(p.stored(), 1u);
}

TEST(Fusion, ReductionsStartUnits) {
  const Planned p(R"({ lambda a:f32[50,60] . let
      b:f32[50,60] = exp a
      c:f32[50] = reduce_sum[axes=(1)] b
      d:f32[50] = log c
      e:f32[50] = add d c in (e) })");
  EXPECT_EQ(p.kinds(), Kinds{Kind::reduction});  // prologue inlined, epilogue joined
  EXPECT_EQ(p.stored(), 1u);
  const Planned softmax(R"({ lambda a:f32[50,60] . let
      b:f32[50,60] = exp a
      c:f32[50] = reduce_sum[axes=(1)] b
      d:f32[50,60] = broadcast_in_dim[shape=(50, 60) dims=(0)] c
      e:f32[50,60] = div b d in (e) })");
  EXPECT_EQ(softmax.kinds(), (Kinds{Kind::fused, Kind::reduction, Kind::fused}));
}

TEST(Fusion, ShortReductionsAreInlined) {
  const Planned p(R"({ lambda a:f32[500,3] . let
      b:f32[500,3] = mul a a
      c:f32[500] = reduce_sum[axes=(1)] b
      d:f32[500] = sqrt c in (d) })");
  EXPECT_EQ(p.kinds(), Kinds{Kind::fused});
}

TEST(Fusion, OtherDomainsAreOtherUnits) {
  const Planned p(
      "{ lambda a:f32[100] b:f32[200] . let c:f32[100] = exp a d:f32[200] = exp b in "
      "(c, d) }");
  EXPECT_EQ(p.kinds(), (Kinds{Kind::fused, Kind::fused}));
  EXPECT_EQ(Planned("{ lambda a:f32[100] b:f32[100] . let c:f32[100] = exp a d:f32[100] = sin b in "
                    "(c, d) }")
                .kinds(),
            Kinds{Kind::fused});
}

// A root read at another index than its reader's must be complete before that reads it.
TEST(Fusion, MovedReadsSeparateUnits) {
  const Planned p(R"({ lambda a:f32[100] . let
      b:f32[100] = exp a
      c:f32[100] = rev[dimensions=(0)] b
      d:f32[100] = mul b c in (b, d) })");
  EXPECT_EQ(p.kinds(), (Kinds{Kind::fused, Kind::fused}));
}

TEST(Fusion, KindsOfNodes) {
  EXPECT_EQ(Planned("{ lambda a:f32[64,64] . let b:f32[64,64] = dot_general[lhs_contract=(1) "
                    "rhs_contract=(0) lhs_batch=() rhs_batch=()] a a in (b) }")
                .kinds(),
            Kinds{Kind::statement});
  EXPECT_EQ(Planned("{ lambda a:f32[37,3,3] . let b:f32[37,3,3] = inv a in (b) }").kinds(),
            Kinds{Kind::block});
  EXPECT_EQ(Planned("{ lambda a:f32[3,3] . let b:f32[3,3] = inv a in (b) }").kinds(),
            Kinds{Kind::registers});
  EXPECT_EQ(Planned("{ lambda a:f32[50,50] . let b:f32[50,50] = inv a in (b) }").kinds(),
            Kinds{Kind::statement});
  EXPECT_EQ(
      Planned("{ lambda a:f32[9] . let b:f32[9] = sort[dimension=0 num_keys=1] a in (b) }").kinds(),
      Kinds{Kind::statement});
  EXPECT_EQ(Planned("{ lambda x:f64[9] . let y:f64[9] = vmap[f={ lambda x:f64[] . let y:f64[] = "
                    "sin x in (y) } size=9 batched=(1)] x in (y) }")
                .kinds(),
            Kinds{Kind::map});
}

TEST(Fusion, FatesOfEveryValue) {
  const Planned p(R"({ lambda a:f32[100] . let
      b:f32[100] = neg a c:f32[100] = exp b d:f32[100] = sin a in (c) })");
  EXPECT_EQ(p.plan.fates, (std::vector{Fate::given, Fate::inlined, Fate::root, Fate::unused}));
}

TEST(Fusion, OutputsOfIterationsAreStreamed) {
  const Planned p(
      "{ lambda x:f64[] . let y:f64[] z:f64[30] = scan[body={ lambda c:f64[] . let d:f64[] = sin c "
      "in (d, d) } length=30 reverse=0 consts=0 carry=1] x in (y, z) }");
  EXPECT_EQ(p.plan.streamed, (std::vector{false, false, true}));
  EXPECT_TRUE(p.plan.stored[2]);
}

}  // namespace
}  // namespace wengert::lower
