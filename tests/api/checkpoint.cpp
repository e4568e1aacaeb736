#include "wengert/api/checkpoint.hpp"

#include <string>

#include "acceptance/near.hpp"
#include "wengert/lower/flatten.hpp"
#include "wengert/lower/schedule.hpp"

namespace {

const wg::CheckpointPolicy policies[] = {wg::nothing_saveable,
                                         wg::everything_saveable,
                                         wg::dots_saveable,
                                         wg::dots_with_no_batch_dims_saveable,
                                         wg::save_only_these_names({"hidden"}),
                                         wg::save_anything_except_these_names({"hidden"})};

struct Layer {
  Array w, b;
};

Array block(const Layer& l, Array x) {
  const Array h = wg::checkpoint_name(wg::matmul(x, l.w) + l.b, "hidden");
  return wg::sin(wg::sin(h));
}

std::vector<Layer> layers(int count, int width) {
  std::vector<Layer> all;
  for (int k = 0; k < count; ++k)
    all.push_back({wg::sin(wg::arange(double(width * width)) + k).reshape({width, width}),
                   wg::cos(wg::arange(double(width)) * k)});
  return all;
}

template <class Block>
auto loss_of(Block f) {
  return [f](const std::vector<Layer>& all, Array x) {
    for (const Layer& l : all) x = f(l, x);
    return wg::sum(x * x);
  };
}

std::int64_t elements(const std::vector<wg::Type>& types) {
  std::int64_t total = 0;
  for (const wg::Type& t : types) total += t.elements();
  return total;
}

std::string text_of(const std::vector<wg::Type>& types) {
  std::string text;
  for (const wg::Type& t : types) text += (text.empty() ? "" : " ") + t.str();
  return text;
}

std::size_t count(const std::string& text, const std::string& word) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos; ++at) ++found;
  return found;
}

}  // namespace

TEST(Checkpoint, ValuesAndGradientsAreThoseOfTheFunction) {
  const auto all = layers(3, 4);
  const Array x = wg::arange(8.0).reshape({2, 4}) / 8;
  const auto plain = loss_of(block);
  const auto want = wg::grad(plain)(all, x);
  for (const wg::CheckpointPolicy& policy : policies) {
    SCOPED_TRACE(policy.text);
    const auto loss = loss_of(wg::checkpoint(block, policy));
    expect_near(loss(all, x), plain(all, x));
    expect_near(wg::jit(loss)(all, x), plain(all, x));
    for (const auto& got :
         {wg::grad(loss)(all, x), wg::jit(wg::grad(loss))(all, x), wg::grad(wg::jit(loss))(all, x)})
      for (std::size_t k = 0; k < all.size(); ++k) {
        expect_near(got[k].w, want[k].w, 1e-4, 1e-5);
        expect_near(got[k].b, want[k].b, 1e-4, 1e-5);
      }
  }
}

TEST(Checkpoint, DerivativesOfAnyOrder) {
  const wg::DefaultFloat x64(wg::float64);
  const auto f = [](Array x) { return wg::exp(wg::sin(x) * x); };
  const auto g = wg::checkpoint(f);
  const Array x = 0.7;
  expect_near(wg::grad(wg::grad(g))(x), wg::grad(wg::grad(f))(x), 1e-12, 0);
  expect_near(wg::grad(wg::grad(wg::grad(g)))(x), wg::grad(wg::grad(wg::grad(f)))(x), 1e-12, 0);
  expect_near(wg::jit(wg::grad(wg::checkpoint(wg::grad(g))))(x), wg::grad(wg::grad(f))(x), 1e-12,
              0);
  expect_near(wg::jvp(g, std::tuple{x}, std::tuple{Array(1.0)}).second, wg::grad(f)(x), 1e-12, 0);
  const auto sum_f = [&](Array v) { return wg::sum(f(v)); };
  const auto sum_g = [&](Array v) { return wg::sum(g(v)); };
  const Array v = {0.1, 0.5, -0.3};
  expect_near(wg::hessian(sum_g)(v), wg::hessian(sum_f)(v), 1e-12, 1e-12);
  expect_near(wg::jacrev(wg::jacrev(sum_g))(v), wg::hessian(sum_f)(v), 1e-12, 1e-12);
  expect_near(wg::vmap(wg::grad(g))(v), wg::vmap(wg::grad(f))(v), 1e-12, 0);
  expect_near(wg::grad([&](Array u) { return wg::sum(wg::vmap(g)(u)); })(v), wg::grad(sum_f)(v),
              1e-12, 0);
}

TEST(Checkpoint, InScanAndOfScan) {
  const Array w = wg::sin(wg::arange(9.0)).reshape({3, 3}),
              xs = wg::cos(wg::arange(15.0)).reshape({5, 3});
  const auto body = [&](Array c, Array x) {
    return wg::sin(wg::sin(wg::sin(wg::matmul(c, w) + x)));
  };
  const auto loop = [&](auto step) {
    return [&, step](Array c) {
      return wg::sum(
          wg::scan([&](Array s, Array x) { return std::pair{step(s, x), s}; }, c, xs).first);
    };
  };
  const Array c = {0.1, 0.2, 0.3};
  const auto plain = loop(body);
  const auto inside = loop(wg::checkpoint(body));
  const Array want = wg::grad(plain)(c);
  expect_near(wg::grad(inside)(c), want);
  expect_near(wg::jit(wg::grad(inside))(c), want);
  expect_near(wg::jit(wg::grad(wg::checkpoint(plain)))(c), want);
  EXPECT_EQ(elements(wg::saved_residuals(plain, c)), 9 + 3 * 15);
  EXPECT_EQ(elements(wg::saved_residuals(inside, c)), 9 + 15 + 15);  // w, xs and the carries
  EXPECT_EQ(text_of(wg::saved_residuals(wg::checkpoint(plain), c)), "f32[3] f32[3,3] f32[5,3]");
}

TEST(Checkpoint, ResidualsPerPolicy) {
  const auto f = [](Array x, Array w) {
    return wg::sin(wg::sin(wg::checkpoint_name(wg::matmul(x, w), "y")));
  };
  const Array x = wg::ones({4, 8}), w = wg::ones({8, 16});
  const auto of = [&](const wg::CheckpointPolicy& policy) {
    return text_of(wg::saved_residuals(wg::checkpoint(f, policy), x, w));
  };
  EXPECT_EQ(of(wg::nothing_saveable), "f32[4,8] f32[8,16]");
  EXPECT_EQ(of(wg::dots_saveable), "f32[4,8] f32[8,16] f32[4,16]");
  EXPECT_EQ(of(wg::dots_with_no_batch_dims_saveable), of(wg::dots_saveable));
  EXPECT_EQ(of(wg::save_only_these_names({"y", "z"})), of(wg::dots_saveable));
  EXPECT_EQ(of(wg::save_only_these_names({"z"})), of(wg::nothing_saveable));
  EXPECT_EQ(of(wg::everything_saveable), "f32[4,8] f32[8,16] f32[4,16] f32[4,16]");
  EXPECT_EQ(wg::saved_residuals(wg::remat(f), wg::shape_dtype_struct({4, 8}), w).size(), 2u);
}

// The recomputation is in the program that is compiled, behind its barrier.
TEST(Checkpoint, IsComputedAgain) {
  const auto chain = [](Array x) { return wg::sin(wg::sin(wg::sin(x))); };
  const auto lowered = [](auto f) {
    const auto loss = [f](Array x) { return wg::sum(f(x)); };
    return wg::lower::flatten(wg::make_ir(wg::grad(loss))(wg::ones({100}))).str();
  };
  EXPECT_EQ(count(lowered(chain), " sin "), 2u);
  const std::string again =
      lowered([&](Array x) { return wg::checkpoint(chain)(wg::checkpoint(chain)(x)); });
  EXPECT_EQ(count(again, " sin "), 3u + 2u + 2u) << again;
  EXPECT_EQ(count(again, "optimization_barrier"), 2u) << again;
}

// A compiled gradient holds the arguments of the blocks and one block's values at a time.
TEST(Checkpoint, TakesLessMemory) {
  constexpr std::size_t blocks = 8, steps = 6, size = 10000;
  const auto block = [](Array x) {
    for (std::size_t k = 0; k < steps; ++k) x = wg::sin(x) * 1.1 + wg::tanh(x);
    return x;
  };
  const auto arrays = [&](auto f) {
    const auto loss = [&](Array x) {
      for (std::size_t k = 0; k < blocks; ++k) x = f(x);
      return wg::sum(x);
    };
    const wg::Function gradient = wg::make_ir(wg::grad(loss))(wg::ones({size}));
    return wg::lower::lower(wg::simplify(gradient)).arena / (4 * size);
  };
  EXPECT_GE(arrays(block), blocks * steps);
  EXPECT_GE(arrays(wg::checkpoint(block, wg::everything_saveable)), blocks * steps);
  EXPECT_LE(arrays(wg::checkpoint(block)), blocks + 2 * steps);
}

TEST(Checkpoint, TreesCapturesAndStaticArguments) {
  const Array shift = {1.0, 2.0};
  const auto f = wg::checkpoint([&](const std::pair<Array, Array>& p, int n) {
    return std::tuple{Array(wg::pow(p.first, n) * p.second + shift), n, p.second};
  });
  const auto [y, n, same] = f(std::pair{Array{1.0, 2.0}, Array(3.0)}, 2);
  expect_near(y, {4.0, 14.0});
  EXPECT_EQ(n, 2);
  expect_near(same, 3.0);
  const auto loss = [&](const std::pair<Array, Array>& p) { return wg::sum(std::get<0>(f(p, 2))); };
  expect_near(wg::grad(loss)({Array{1.0, 2.0}, Array(3.0)}).first, {6.0, 12.0});
  const auto of_capture = [](Array s) {
    return wg::checkpoint([=](Array x) { return wg::sin(s * x); })(2.0);
  };
  expect_near(wg::grad(of_capture)(0.3), 2 * wg::cos(Array(0.6)));
}

TEST(Checkpoint, OfCustomDerivativesAndRandomNumbers) {
  const auto doubled = wg::custom_jvp(
      [](Array x) { return wg::sin(x); },
      [](Array x, Array t) { return std::pair{Array(wg::sin(x)), Array(2 * wg::cos(x) * t)}; });
  const auto clipped =
      wg::custom_vjp([](Array x) { return x * x; },
                     [](Array x) { return std::pair{Array(x * x), std::tuple{Array(x)}}; },
                     [](const std::tuple<Array>& r, Array ct) {
                       return std::tuple{Array(wg::clip(2 * std::get<0>(r) * ct, -1, 1))};
                     });
  const auto f = [&](Array key, Array x) {
    const Array kept = wg::random::uniform(key, {50}) < 0.5;
    return wg::sum(wg::where(kept, clipped(doubled(x)), 0));
  };
  const Array key = wg::random::key(3), x = wg::linspace(-2, 2, 50);
  const Array want = wg::grad<1>(f)(key, x);
  expect_near(wg::grad<1>(wg::checkpoint(f))(key, x), want);
  expect_near(wg::jit(wg::grad<1>(wg::checkpoint(f)))(key, x), want);
  // The counters that the numbers are made of are a capture; the numbers are not kept.
  EXPECT_EQ(text_of(wg::saved_residuals(wg::checkpoint(f), key, x)), "u32[2] f32[50] u32[50]");
}

// Sorted, decomposed and looped over: operands that must lie in memory.
TEST(Checkpoint, OfLibraryOperationsAndLoops) {
  const auto f = [](Array x) {
    const Array s = wg::sort(x * x);
    const Array a = wg::outer(s, s) / 100 + wg::eye(100) * 50;
    const Array l = wg::linalg::cholesky(a);
    return wg::fori_loop(
        0, 3, [&](Array, Array c) { return wg::sin(c) + wg::matmul(l, c) / 100; }, x);
  };
  const auto loss = [](auto g) { return [g](Array x) { return wg::sum(g(x) * g(2 * x)); }; };
  const Array x = wg::linspace(0.1, 2, 100);
  const Array want = wg::grad(loss(f))(x);
  expect_near(wg::grad(loss(wg::checkpoint(f)))(x), want, 1e-3, 1e-3);
  expect_near(wg::jit(wg::grad(loss(wg::checkpoint(f))))(x), want, 1e-3, 1e-3);
}

TEST(Checkpoint, Faults) {
  const auto branch = wg::checkpoint([](Array x) { return x > 0 ? Array(x) : Array(-x); });
  EXPECT_THROW((void)wg::grad(branch)(1.0), wg::ConcretizationError);
  EXPECT_THROW((void)wg::checkpoint_name(wg::ones({2}), ""), wg::ValueError);
  EXPECT_THROW((void)wg::checkpoint_name(wg::ones({2}), "a,b"), wg::ValueError);
  EXPECT_THROW((void)wg::save_only_these_names({"a,b"}), wg::ValueError);
  EXPECT_THROW((void)wg::checkpoint([](Array x) { return x; }, {"most"})(1.0), wg::ValueError);
}
