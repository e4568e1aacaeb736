#include "wengert/lower/memory.hpp"

#include "lower/simulate.hpp"

namespace wengert::lower {
namespace {

using testing::sample;

/// Random programs of copies inside nested loops and branches, which read only what is written. Run
/// in the planned arena they must give what they give where every buffer has its own memory.
class RandomProgram {
 public:
  explicit RandomProgram(std::uint64_t seed) : state_(seed) {
    program.inputs = program.outputs = {type};
    program.buffers.push_back({Role::input, 0, type.bytes(), 0});
    program.buffers.push_back({Role::output, 0, type.bytes(), 0});
    written_ = {0};
    program.statements = statements(0);
    program.statements.push_back({Copy{{any_written(), 0, {}}, {1, 0, {}}, type}});
  }

  static inline const Type type{Dtype::i32, {50}};
  Program program;

 private:
  int random(int n) { return int((state_ = combine(state_, 5)) >> 33) % n; }
  std::int64_t fresh() {
    program.buffers.push_back({Role::temporary, 0, type.bytes(), 0});
    return std::int64_t(program.buffers.size()) - 1;
  }
  std::int64_t any_written() { return written_[std::size_t(random(int(written_.size())))]; }

  Statements statements(int depth) {
    Statements all;
    const int count = 1 + random(8);
    for (int k = 0; k < count; ++k) {
      const int kind = depth < 3 ? random(8) : 7;
      if (kind == 0)
        all.push_back({loop(depth, all)});
      else if (kind == 1)
        all.push_back({branch(depth, all)});
      else {
        // Sums, so that a value overwritten too early shows.
        const std::int64_t to = fresh(), x = any_written(), y = any_written();
        LibraryCall call;
        call.op = &primitive<ops::Add>();
        call.operand_types = {type, type};
        call.result_types = {type};
        call.operands = {{x, 0, {}}, {y, 0, {}}};
        call.results = {{to, 0, {}}};
        all.push_back({std::move(call)});
        written_.push_back(to);
      }
    }
    return all;
  }

  std::shared_ptr<StatementLoop> loop(int depth, Statements& before) {
    auto l = std::make_shared<StatementLoop>();
    l->number = program.loops++;
    l->trips = random(4);
    const std::int64_t state = fresh(), next = fresh();
    before.push_back({Copy{{any_written(), 0, {}}, {state, 0, {}}, type}});
    const std::vector<std::int64_t> outside = written_;
    written_.push_back(state);
    l->body = statements(depth + 1);
    l->body.push_back({Copy{{any_written(), 0, {}}, {next, 0, {}}, type}});
    l->swaps = {{state, next}};
    written_ = outside;
    written_.push_back(state);
    return l;
  }

  std::shared_ptr<StatementBranch> branch(int depth, Statements& before) {
    auto b = std::make_shared<StatementBranch>();
    const std::int64_t chooser = fresh(), result = fresh();
    before.push_back({Copy{{any_written(), 0, {}}, {chooser, 0, {}}, type}});
    b->chooser = {chooser, 0, {}};
    const std::vector<std::int64_t> outside = written_;
    for (int arm = 0; arm < 2; ++arm) {
      b->branches.push_back(statements(depth + 1));
      b->branches.back().push_back({Copy{{any_written(), 0, {}}, {result, 0, {}}, type}});
      written_ = outside;
    }
    written_.push_back(result);
    return b;
  }

  std::uint64_t state_;
  std::vector<std::int64_t> written_;
};

std::size_t bytes_of_temporaries(const Program& program) {
  std::size_t all = 0;
  for (const BufferInfo& b : program.buffers) all += b.role == Role::temporary ? b.bytes : 0;
  return all;
}

TEST(Memory, PlannedProgramsComputeWhatPrivateMemoryGives) {
  std::size_t together = 0, apart = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Program planned = RandomProgram(seed).program, separate = planned;
    plan_memory(planned);
    for (BufferInfo& b : separate.buffers) {
      if (b.role != Role::temporary) continue;
      b.arena = separate.arena;
      separate.arena += b.bytes;
    }
    const std::vector<Tensor> inputs{sample(RandomProgram::type, seed)};
    const Tensor got = testing::Simulator(planned).run(inputs, {})[0];
    const Tensor want = testing::Simulator(separate).run(inputs, {})[0];
    ASSERT_EQ(testing::difference(got, want), 0) << "seed " << seed;
    together += planned.arena;
    apart += bytes_of_temporaries(planned);
  }
  EXPECT_LT(together * 2, apart);  // space is taken again
}

Program chain(int length) {
  Program p;
  const Type type{Dtype::f32, {1000}};
  for (int k = 0; k <= length; ++k) p.buffers.push_back({Role::temporary, 0, type.bytes(), 0});
  for (int k = 0; k < length; ++k) p.statements.push_back({Copy{{k, 0, {}}, {k + 1, 0, {}}, type}});
  return p;
}

TEST(Memory, ChainsNeedTwoArrays) {
  Program p = chain(100);
  plan_memory(p);
  EXPECT_LE(p.arena, 2 * std::size_t(4096));
}

TEST(Memory, LongProgramsArePlannedInTime) {
  Program p = chain(200000);
  plan_memory(p);
  EXPECT_LE(p.arena, 2 * std::size_t(4096));
}

TEST(Memory, TemporariesAreAlignedToCacheLines) {
  Program p;
  for (std::size_t bytes : {1u, 63u, 64u, 65u, 0u, 200u})
    p.buffers.push_back({Role::temporary, 0, bytes, 0});
  LibraryCall call;  // all alive at once
  for (std::int64_t b = 0; b < 6; ++b) call.operands.push_back({b, 0, {}});
  p.statements.push_back({call});
  plan_memory(p);
  for (const BufferInfo& b : p.buffers) {
    EXPECT_EQ(b.arena % 64, 0u);
    EXPECT_LE(b.arena + b.bytes, p.arena);
    for (const BufferInfo& other : p.buffers)
      EXPECT_TRUE(&b == &other || b.arena + b.bytes <= other.arena ||
                  other.arena + other.bytes <= b.arena);
  }
}

TEST(Memory, WhatNobodyTouchesTakesNoSpace) {
  Program p;
  p.buffers.push_back({Role::temporary, 0, 1000, 0});
  plan_memory(p);
  EXPECT_EQ(p.arena, 0u);
}

// A row of y is stored when the sorted copies are no longer needed; the next iteration's may not
// lie where it does.
TEST(Memory, RowsOfStackedOutputsOutliveTheirIteration) {
  testing::expect_lowered(R"({ lambda a:f64[100] . let
      c:f64[100] y:f64[5] = scan[body={ lambda c:f64[100] . let
          r:f64[100] = sort[dimension=0 num_keys=1] c
          s:f64[100] = neg r
          t:f64[100] = sort[dimension=0 num_keys=1] s
          u:f64[100] = sin t
          v:f64[100] = sort[dimension=0 num_keys=1] u
          y:f64[] = reduce_sum[axes=(0,)] v
          d:f64[100] = add c v in (d, y) } length=5 reverse=0 consts=0 carry=1] a
      z:f64[5] = sin y in (z) })");
}

}  // namespace
}  // namespace wengert::lower
