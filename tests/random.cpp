// Numbers from JAX 0.10.2, jax_threefry_partitionable=True.
#include "acceptance/near.hpp"

namespace {

using wg::random::key;

template <class T>
std::vector<T> values(const Array& x) {
  return x.to_vector<T>();
}

const Array k42 = key(42);

}  // namespace

TEST(Random, KeysAreTheWordsOfTheSeed) {
  EXPECT_EQ(values<std::uint32_t>(key(12345678901)), (std::vector<std::uint32_t>{2, 3755744309}));
  EXPECT_EQ(values<std::uint32_t>(wg::random::split(k42, 3)),
            (std::vector<std::uint32_t>{1832780943, 270669613, 64467757, 2916123636, 2465931498,
                                        255383827}));
  EXPECT_EQ(values<std::uint32_t>(wg::random::fold_in(k42, 7)),
            (std::vector<std::uint32_t>{2547012911, 1371500959}));
}

TEST(Random, Bits) {
  EXPECT_EQ(
      values<std::uint32_t>(wg::random::bits(k42, {5})),
      (std::vector<std::uint32_t>{2098992034, 2919706841, 2646866425, 2409546199, 1935504149}));
  EXPECT_EQ(wg::random::bits(k42, {5}, wg::uint8).dtype(), wg::uint8);
  EXPECT_EQ(values<int>(wg::random::bits(k42, {2}, wg::uint16))[0], 2098992034 & 0xffff);
  EXPECT_THROW((void)wg::random::bits(k42, {5}, wg::int32), wg::DtypeError);
}

TEST(Random, Uniform) {
  EXPECT_EQ(values<float>(wg::random::uniform(k42, {5})),
            (std::vector<float>{0.48870956897735596f, 0.6797971725463867f, 0.6162714958190918f,
                                0.5610160827636719f, 0.4506446123123169f}));
  EXPECT_EQ(values<double>(wg::random::uniform(k42, {3, 2}, 0, 1, wg::float64)),
            (std::vector<double>{0.4267275666499091, 0.015010069515314584, 0.5741444178995352,
                                 0.7298188969046309, 0.687800341230566, 0.6439377419166104}));
  expect_near(wg::random::uniform(k42, {4}, -2.0, 3.0),
              {0.4435478448867798, 1.3989858627319336, 1.081357479095459, 0.8050804138183594},
              1e-6);
  const Array many = wg::random::uniform(key(7), {100000}, 0.0, 1.0, wg::bfloat16);
  EXPECT_GE(wg::min(many).item<double>(), 0.0);
  EXPECT_LT(wg::max(many).item<double>(), 1.0);
}

TEST(Random, Distributions) {
  expect_near(wg::random::normal(k42, {3, 3})(0),
              {-0.02830461598932743, 0.4671318531036377, 0.2957029640674591}, 1e-6);
  expect_near(
      wg::random::normal(k42, {5}, wg::float64),
      Array(std::vector<double>{-0.18471174528191162, -2.169824560397754, 0.18693555179382582,
                                0.6122653570510959, 0.4896249504757018}),
      1e-12);
  expect_near(wg::random::exponential(k42, {4}),
              {0.670817494392395, 1.1388006210327148, 0.9578199982643127, 0.8232924938201904},
              1e-6);
  expect_near(wg::random::gumbel(k42, {4}),
              {0.3340933918952942, 0.952019453048706, 0.7255305647850037, 0.5481715202331543},
              2e-6);
  expect_near(wg::random::laplace(k42, {4}),
              {0.022839652374386787, -0.4456535577774048, -0.2646729052066803, -0.1301453858613968},
              1e-5);
  expect_near(wg::random::truncated_normal(k42, -1, 1, {4}),
              {-0.01932193711400032, 0.3126998543739319, 0.20030078291893005, 0.10460413247346878},
              1e-5);
}

TEST(Random, Integers) {
  EXPECT_EQ(values<int>(wg::random::randint(k42, {6}, -3, 10)),
            (std::vector<int>{8, 9, 9, 6, -1, 7}));
  EXPECT_EQ(wg::random::randint(k42, {6}, 0, 256, wg::uint8).dtype(), wg::uint8);
  EXPECT_EQ(values<int>(wg::random::randint(k42, {2}, 5, 5)), (std::vector<int>{5, 5}));
  EXPECT_EQ(values<int>(wg::random::permutation(k42, 8)),
            (std::vector<int>{7, 4, 2, 5, 3, 6, 0, 1}));
  expect_near(wg::random::permutation(k42, wg::arange(6.0).reshape({3, 2})),
              {{4.0, 5.0}, {0.0, 1.0}, {2.0, 3.0}});
}

TEST(Random, Choices) {
  EXPECT_EQ(wg::random::categorical(k42, wg::zeros({5, 4, 3}), 1).shape(), (wg::Shape{5, 3}));
  wg::DefaultFloat x64(wg::float64);
  EXPECT_EQ(values<int>(wg::random::bernoulli(k42, 0.3, wg::Shape{8})),
            (std::vector<int>{0, 1, 0, 0, 0, 0, 0, 0}));
  const Array logits = wg::log(Array{0.1, 0.2, 0.7});
  EXPECT_EQ(values<int>(wg::random::categorical(k42, logits, -1, wg::Shape{6})),
            (std::vector<int>{2, 2, 2, 2, 2, 2}));
}

TEST(Random, ElementsDoNotDependOnTheShapeOrTheTransform) {
  const Array flat = wg::random::uniform(k42, {12});
  expect_near(wg::random::uniform(k42, {3, 4}).ravel(), flat, 0, 0);
  expect_near(wg::random::uniform(k42, {}), flat(0), 0, 0);
  const auto draw = [](Array k) { return wg::random::normal(k, {3}); };
  const Array keys = wg::random::split(k42, 4);
  expect_near(wg::vmap(draw)(keys)(2), draw(keys(2)), 0, 0);
  expect_near(wg::jit(draw)(k42), draw(k42), 1e-6);
}

TEST(Random, WhatIsNoKeyIsRefused) {
  EXPECT_THROW((void)wg::random::uniform(wg::ones({2}), {3}), wg::DtypeError);
  EXPECT_THROW((void)wg::random::uniform(wg::random::split(k42), {3}), wg::ShapeError);
}
