// Temporaries share one arena: each lives from the statement that first touches it to the last, and
// space is taken again as soon as it is free.
#pragma once

#include "wengert/lower/program.hpp"

namespace wengert::lower {

/// Gives every temporary its place in the arena and sets the arena's size.
void plan_memory(Program& program);

}  // namespace wengert::lower

#if WENGERT_BODIES
#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>

namespace wengert::lower {

class MemoryPlan {
 public:
  explicit MemoryPlan(Program& program) : program_(program), lives_(program.buffers.size()) {}

  void run() {
    walk(program_.statements);
    keep_what_leaves_loops();
    join_pairs();
    std::vector<std::size_t> order;
    for (std::size_t b = 0; b < lives_.size(); ++b)
      if (program_.buffers[b].role == Role::temporary && lives_[b].first <= lives_[b].last)
        order.push_back(b);
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return lives_[a].first < lives_[b].first; });
    std::multimap<std::int64_t, std::size_t> alive;  // by last use
    for (std::size_t b : order) {
      for (; !alive.empty() && alive.begin()->first < lives_[b].first; alive.erase(alive.begin()))
        release(alive.begin()->second);
      place(b);
      alive.emplace(lives_[b].last, b);
    }
  }

 private:
  struct Life {
    std::int64_t first = INT64_MAX, last = -1;
  };

  static std::size_t lines(std::size_t bytes) {
    constexpr std::size_t line = 64;
    return std::max(line, (bytes + line - 1) / line * line);
  }

  // First fit among the gaps; the search is bounded, so that planning stays linear.
  void place(std::size_t b) {
    constexpr int patience = 64;
    BufferInfo& buffer = program_.buffers[b];
    const std::size_t bytes = lines(buffer.bytes);
    int tried = 0;
    for (auto gap = gaps_.begin(); gap != gaps_.end() && tried < patience; ++gap, ++tried) {
      if (gap->second < bytes) continue;
      buffer.arena = gap->first;
      const std::size_t rest = gap->second - bytes;
      gaps_.erase(gap);
      if (rest) gaps_.emplace(buffer.arena + bytes, rest);
      return;
    }
    buffer.arena = program_.arena;
    program_.arena += bytes;
  }

  void release(std::size_t b) {
    auto [gap, fresh] = gaps_.emplace(program_.buffers[b].arena, lines(program_.buffers[b].bytes));
    if (const auto next = std::next(gap);
        next != gaps_.end() && gap->first + gap->second == next->first) {
      gap->second += next->second;
      gaps_.erase(next);
    }
    if (gap == gaps_.begin()) return;
    if (const auto before = std::prev(gap); before->first + before->second == gap->first) {
      before->second += gap->second;
      gaps_.erase(gap);
    }
  }

  void touch(std::int64_t buffer) {
    Life& life = lives_[std::size_t(buffer)];
    life.first = std::min(life.first, now_);
    life.last = std::max(life.last, now_);
  }
  void touch(const Location& l) { touch(l.buffer); }

  void walk(const Statements& statements) {
    for (const Statement& s : statements) {
      ++now_;
      std::visit([&](const auto& what) { visit(what); }, s.what);
    }
  }
  void visit(const std::shared_ptr<Kernel>& kernel) {
    for (const CellNode& c : kernel->cells)
      if (c.kind == CellKind::load) touch(c.number);
    for (const Store& s : kernel->stores) touch(s.buffer);
  }
  void visit(const Product& p) {
    touch(p.a);
    touch(p.b);
    touch(p.c);
  }
  void visit(const LibraryCall& call) {
    for (const Location& l : call.operands) touch(l);
    for (const Location& l : call.results) touch(l);
  }
  void visit(const Copy& copy) {
    touch(copy.from);
    touch(copy.to);
  }
  void visit(const std::shared_ptr<StatementLoop>& loop) {
    const std::int64_t begin = now_;
    for (const auto& [x, y] : loop->swaps) {
      touch(x);
      touch(y);
    }
    if (loop->condition.valid()) touch(loop->condition);
    walk(loop->test);
    walk(loop->body);
    ++now_;
    // What comes from before the loop is needed again in every iteration.
    for (Life& life : lives_)
      if (life.first <= begin && life.last >= begin) life.last = std::max(life.last, now_);
    for (const auto& [x, y] : loop->swaps) pairs_.emplace_back(x, y);
    loops_.push_back({begin, now_});
  }
  void visit(const std::shared_ptr<StatementBranch>& branch) {
    touch(branch->chooser);
    for (const Statements& arm : branch->branches) walk(arm);
  }

  // What an iteration leaves for after the loop, a row of stacked outputs say, is there while all
  // others run, those before its statement included. Inner loops come first.
  void keep_what_leaves_loops() {
    for (const Life& loop : loops_)
      for (Life& life : lives_)
        if (life.first > loop.first && life.first <= loop.last && life.last > loop.last)
          life.first = loop.first;
  }

  // The two buffers of a carried value may have traded addresses: each lives as long as either.
  void join_pairs() {
    for (const auto& [x, y] : pairs_) {
      Life &a = lives_[std::size_t(x)], &b = lives_[std::size_t(y)];
      a.first = b.first = std::min(a.first, b.first);
      a.last = b.last = std::max(a.last, b.last);
    }
  }

  Program& program_;
  std::vector<Life> lives_, loops_;
  std::map<std::size_t, std::size_t> gaps_;  // free arena space: offset and bytes
  std::vector<std::pair<std::int64_t, std::int64_t>> pairs_;
  std::int64_t now_ = 0;
};

WENGERT_API void plan_memory(Program& program) { MemoryPlan(program).run(); }

}  // namespace wengert::lower
#endif
