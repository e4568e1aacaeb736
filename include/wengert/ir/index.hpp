// Symbolic indices: integer expressions over loop variables, with ranges, simplified as they are made.
//
// A movement operation (slice, transpose, reshape, pad …) is a map from the index of a result to the
// index of an operand. The map is written once as a template: with std::int64_t it moves elements in
// the interpreter, with Index it composes into the address of a load in compiled code. Ranges let
// (4 i + j) / 4 become i, so chains of reshapes and slices leave no division behind.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <limits>
#include <unordered_map>
#include <vector>

#include "wengert/base/errors.hpp"
#include "wengert/base/hash.hpp"

namespace wengert {

class IndexPool;

/// A node of an index expression in its pool. Equal expressions are the same node.
struct Index {
  IndexPool* pool = nullptr;
  std::uint32_t id = 0;

  friend bool operator==(Index a, Index b) { return a.id == b.id; }
};

enum class IndexKind : std::uint8_t { constant, variable, cell, add, multiply, divide, modulo, less, both, select };

struct IndexNode {
  IndexKind kind;
  std::int64_t value;                 // of a constant; the number of a variable or cell; a constant factor or divisor
  std::uint32_t x = 0, y = 0, z = 0;  // operands
  std::int64_t low, high;             // inclusive range
};

/// Whether `holds` for an operand that the node has.
template <class Predicate>
bool any_operand(const IndexNode& n, const Predicate& holds) {
  const int count = n.kind < IndexKind::add                                    ? 0
                    : n.kind == IndexKind::select                              ? 3
                    : n.kind == IndexKind::add || n.kind >= IndexKind::less    ? 2
                                                                               : 1;
  return (count > 0 && holds(n.x)) || (count > 1 && holds(n.y)) || (count > 2 && holds(n.z));
}

/// Owns the nodes of the index expressions of one kernel.
class IndexPool {
 public:
  const IndexNode& operator[](Index i) const { return nodes_[i.id]; }
  const IndexNode& at(std::uint32_t id) const { return nodes_[id]; }
  std::uint32_t size() const { return std::uint32_t(nodes_.size()); }
  Index make(std::uint32_t id) { return {this, id}; }

  Index constant(std::int64_t c) { return add({IndexKind::constant, c, 0, 0, 0, c, c}); }
  /// Loop variable `number`, which runs over 0 … extent - 1.
  Index variable(std::int64_t number, std::int64_t extent) {
    return add({IndexKind::variable, number, 0, 0, 0, 0, extent > 0 ? extent - 1 : 0});
  }
  /// An integer computed by the kernel itself, known to lie in low … high.
  Index cell(std::int64_t number, std::int64_t low, std::int64_t high) {
    return add({IndexKind::cell, number, 0, 0, 0, low, high});
  }
  Index sum(Index a, Index b);
  Index scale(Index a, std::int64_t factor);
  Index quotient(Index a, std::int64_t divisor);
  Index modulus(Index a, std::int64_t divisor);
  /// 1 where a < b, else 0.
  Index less(Index a, Index b);
  Index both(Index a, Index b);
  Index select(Index condition, Index a, Index b);
  Index clamp(Index i, std::int64_t low, std::int64_t high);

  bool is_constant(Index i) const { return nodes_[i.id].kind == IndexKind::constant; }
  std::int64_t constant_value(Index i) const { return nodes_[i.id].value; }

 private:
  Index add(const IndexNode& node) {
    if (node.low == node.high && node.kind >= IndexKind::cell) return constant(node.low);
    std::uint64_t hash = combine(std::uint64_t(node.kind), std::uint64_t(node.value));
    hash = combine(combine(combine(hash, node.x), node.y), node.z);
    auto& bucket = known_[hash];
    for (std::uint32_t id : bucket) {
      const IndexNode& n = nodes_[id];
      if (n.kind == node.kind && n.value == node.value && n.x == node.x && n.y == node.y && n.z == node.z &&
          n.low == node.low && n.high == node.high)
        return {this, id};
    }
    nodes_.push_back(node);
    bucket.push_back(std::uint32_t(nodes_.size() - 1));
    return {this, bucket.back()};
  }

  std::deque<IndexNode> nodes_;
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> known_;
};

inline Index IndexPool::sum(Index a, Index b) {
  if (is_constant(a)) std::swap(a, b);
  const IndexNode x = (*this)[a], y = (*this)[b];
  if (is_constant(b)) {
    if (y.value == 0) return a;
    if (is_constant(a)) return constant(x.value + y.value);
    // (p + c) + d keeps its constant last and single.
    if (x.kind == IndexKind::add && at(x.y).kind == IndexKind::constant)
      return sum(make(x.x), constant(at(x.y).value + y.value));
    return add({IndexKind::add, 0, a.id, b.id, 0, x.low + y.low, x.high + y.high});
  }
  if (x.kind == IndexKind::add && at(x.y).kind == IndexKind::constant)
    return sum(sum(make(x.x), b), make(x.y));
  if (y.kind == IndexKind::add && at(y.y).kind == IndexKind::constant)
    return sum(sum(a, make(y.x)), make(y.y));
  // d (p / d) + p % d = p, on either side: what a reshape splits another joins.
  const auto rejoined = [&](const IndexNode& q, const IndexNode& r) {
    return q.kind == IndexKind::multiply && r.kind == IndexKind::modulo && q.value == r.value &&
           quotient(make(r.x), q.value).id == q.x;
  };
  if (rejoined(x, y)) return make(y.x);
  if (rejoined(y, x)) return make(x.x);
  if (x.kind == IndexKind::add) {  // (s + d (p / d)) + p % d
    const IndexNode last = at(x.y);
    if (rejoined(last, y) || rejoined(y, last)) return sum(make(x.x), sum(make(x.y), b));
  }
  return add({IndexKind::add, 0, a.id, b.id, 0, x.low + y.low, x.high + y.high});
}

inline Index IndexPool::scale(Index a, std::int64_t factor) {
  const IndexNode x = (*this)[a];
  if (factor == 1) return a;
  if (factor == 0) return constant(0);
  if (is_constant(a)) return constant(x.value * factor);
  if (x.kind == IndexKind::multiply) return scale(make(x.x), x.value * factor);
  if (x.kind == IndexKind::add) return sum(scale(make(x.x), factor), scale(make(x.y), factor));
  const std::int64_t p = x.low * factor, q = x.high * factor;
  return add({IndexKind::multiply, factor, a.id, 0, 0, std::min(p, q), std::max(p, q)});
}

// For a = d u + v with v in [0, d): a / d = u and a % d = v. Sums are split term by term.
inline Index IndexPool::quotient(Index a, std::int64_t divisor) {
  const IndexNode x = (*this)[a];
  if (divisor == 1) return a;
  if (x.low >= 0 && x.high < divisor) return constant(0);
  if (is_constant(a)) return constant(x.value / divisor);
  if (x.kind == IndexKind::multiply && x.value % divisor == 0) return scale(make(x.x), x.value / divisor);
  if (x.kind == IndexKind::divide) return quotient(make(x.x), x.value * divisor);
  if (x.kind == IndexKind::add && x.low >= 0) {
    const Index u = make(x.x), v = make(x.y), ur = modulus(u, divisor), vr = modulus(v, divisor);
    const IndexNode p = (*this)[ur], q = (*this)[vr];
    if (at(u.id).low >= 0 && at(v.id).low >= 0 && p.high + q.high < divisor)
      return sum(quotient(u, divisor), quotient(v, divisor));
  }
  return add({IndexKind::divide, divisor, a.id, 0, 0, x.low / divisor, x.high / divisor});
}

inline Index IndexPool::modulus(Index a, std::int64_t divisor) {
  const IndexNode x = (*this)[a];
  if (divisor == 1) return constant(0);
  if (x.low >= 0 && x.high < divisor) return a;
  if (is_constant(a)) return constant(x.value % divisor);
  if (x.kind == IndexKind::multiply && x.value % divisor == 0) return constant(0);
  if (x.kind == IndexKind::add && x.low >= 0) {
    const Index u = make(x.x), v = make(x.y);
    if (at(u.id).low >= 0 && at(v.id).low >= 0) {
      const Index ur = modulus(u, divisor), vr = modulus(v, divisor);
      if ((*this)[ur].high + (*this)[vr].high < divisor) return sum(ur, vr);
    }
  }
  return add({IndexKind::modulo, divisor, a.id, 0, 0, 0, divisor - 1});
}

inline Index IndexPool::less(Index a, Index b) {
  const IndexNode x = (*this)[a], y = (*this)[b];
  if (x.high < y.low) return constant(1);
  if (x.low >= y.high) return constant(0);
  return add({IndexKind::less, 0, a.id, b.id, 0, 0, 1});
}

inline Index IndexPool::both(Index a, Index b) {
  const IndexNode x = (*this)[a], y = (*this)[b];
  if (is_constant(a)) return x.value ? b : a;
  if (is_constant(b)) return y.value ? a : b;
  if (a == b) return a;
  return add({IndexKind::both, 0, a.id, b.id, 0, 0, 1});
}

inline Index IndexPool::select(Index condition, Index a, Index b) {
  const IndexNode c = (*this)[condition], x = (*this)[a], y = (*this)[b];
  if (is_constant(condition)) return c.value ? a : b;
  if (a == b) return a;
  return add({IndexKind::select, 0, condition.id, a.id, b.id, std::min(x.low, y.low), std::max(x.high, y.high)});
}

inline Index IndexPool::clamp(Index i, std::int64_t low, std::int64_t high) {
  const IndexNode x = (*this)[i];
  const Index lo = constant(low), hi = constant(high);
  const Index held = select(less(i, lo), lo, select(less(hi, i), hi, i));
  IndexNode narrowed = (*this)[held];
  narrowed.low = std::clamp(x.low, low, high);
  narrowed.high = std::clamp(x.high, low, high);
  return add(narrowed);
}

// ---- the vocabulary shared with std::int64_t ------------------------------------------------------------

inline Index operator+(Index a, Index b) { return a.pool->sum(a, b); }
inline Index operator+(Index a, std::int64_t c) { return a.pool->sum(a, a.pool->constant(c)); }
inline Index operator*(Index a, std::int64_t c) { return a.pool->scale(a, c); }
inline Index operator-(Index a, Index b) { return a + b * -1; }
inline Index operator-(Index a, std::int64_t c) { return a + -c; }
/// Of non-negative values.
inline Index operator/(Index a, std::int64_t c) { return a.pool->quotient(a, c); }
inline Index operator%(Index a, std::int64_t c) { return a.pool->modulus(a, c); }

inline Index index_constant(Index like, std::int64_t c) { return like.pool->constant(c); }
inline Index index_less(Index a, Index b) { return a.pool->less(a, b); }
inline Index index_both(Index a, Index b) { return a.pool->both(a, b); }
inline Index index_select(Index c, Index a, Index b) { return c.pool->select(c, a, b); }

inline std::int64_t index_constant(std::int64_t, std::int64_t c) { return c; }
inline std::int64_t index_less(std::int64_t a, std::int64_t b) { return a < b; }
inline std::int64_t index_both(std::int64_t a, std::int64_t b) { return a & b; }
inline std::int64_t index_select(std::int64_t c, std::int64_t a, std::int64_t b) { return c ? a : b; }

/// i held between low and high.
inline Index index_clamp(Index i, std::int64_t low, std::int64_t high) {
  return i.pool->clamp(i, low, high);
}
inline std::int64_t index_clamp(std::int64_t i, std::int64_t low, std::int64_t high) {
  return i < low ? low : i > high ? high : i;
}

}  // namespace wengert
