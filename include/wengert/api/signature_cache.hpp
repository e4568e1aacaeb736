// What a jitted callable keeps: one compiled program per signature, found without a lock.
//
// A signature is the structure of the arguments, the types of their Arrays, the values of their
// static leaves and the default float. A signature is traced by one thread, once; others that want
// it wait. Waiting cannot deadlock: a circle of waiting threads would be a function that calls
// itself with its own signature, endless in one thread too.
#pragma once

#include <atomic>
#include <condition_variable>
#include <list>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "wengert/api/record.hpp"
#include "wengert/runtime/execute.hpp"

namespace wengert::signatures {

/// A traced signature.
template <class Tuple, class R>
struct Program {
  Program(Tuple traced_arguments, Dtype d, Recording<R> recorded)
      : arguments(recording::types_only(std::move(traced_arguments))),
        default_float(d),
        result(std::move(recorded.result)),
        function(std::move(recorded.function)),
        captures(std::move(recorded.captures)) {}

  Tuple arguments;  // Arrays by type alone
  Dtype default_float;
  R result;  // likewise
  FunctionRef function;
  std::vector<Handle> captures;
  std::unique_ptr<const Program> next;  // traced before this one

  template <class Given>
  bool serves(const Given& given, Dtype d) const {
    return d == default_float && same(given, std::make_index_sequence<std::tuple_size_v<Tuple>>{});
  }
  bool reusable() const {
    for (const Handle& h : captures)
      if (h.traced()) return false;
    return true;
  }
  const Executable& executable() const {
    if (const Executable* ready = ready_.load(std::memory_order_acquire)) return *ready;
    std::call_once(compiled_, [&] {
      executable_ = compile(function);
      ready_.store(executable_.get(), std::memory_order_release);
    });
    return *executable_;
  }

 private:
  template <class Given, std::size_t... K>
  bool same(const Given& given, std::index_sequence<K...>) const {
    return (trees::same_signature(std::get<K>(arguments), std::as_const(std::get<K>(given))) &&
            ...);
  }

  mutable std::once_flag compiled_;
  mutable std::shared_ptr<const Executable> executable_;
  mutable std::atomic<const Executable*> ready_ = nullptr;
};

/// Caches of one callable, for different C++ argument types (of a generic lambda).
struct AnyCache {
  const void* types = nullptr;
  std::unique_ptr<AnyCache> next;
  virtual ~AnyCache() = default;
};

template <class Tuple, class R>
class Cache : public AnyCache {
 public:
  using Traced = Program<Tuple, R>;

  ~Cache() override { delete newest_.load(); }

  template <class Given>
  const Traced* find(const Given& given, Dtype d) const {
    const Traced* recent = recent_.load(std::memory_order_acquire);
    if (recent && recent->serves(given, d)) return recent;
    for (const Traced* at = newest_.load(std::memory_order_acquire); at; at = at->next.get())
      if (at->serves(given, d)) {
        recent_.store(at, std::memory_order_release);
        return at;
      }
    return nullptr;
  }

  /// The program of a signature, traced now unless it is known; `owned` keeps one that cannot be
  /// reused.
  template <class Trace>
  const Traced& find_or_trace(const Tuple& given, Dtype d, Trace&& trace,
                              std::unique_ptr<Traced>& owned) {
    std::unique_lock lock(mutex_);
    for (;;) {
      if (const Traced* known = find(given, d)) return *known;
      const Pending* other = pending(given, d);
      if (!other) break;
      if (other->thread == std::this_thread::get_id())
        throw TracerError(
            "jit: the function calls itself with the signature it is being traced with, without "
            "end; "
            "end the recursion on a static argument, or use while_loop");
      traced_.wait(lock);
    }
    const auto mark = pending_.insert(
        pending_.end(), {recording::types_only(given), d, std::this_thread::get_id()});
    lock.unlock();
    const Unmark unmark{*this, mark};
    owned = trace();
    if (!owned->reusable()) return *owned;
    lock.lock();
    owned->next.reset(newest_.load(std::memory_order_relaxed));
    const Traced* kept = owned.release();
    newest_.store(kept, std::memory_order_release);
    recent_.store(kept, std::memory_order_release);
    lock.unlock();
    return *kept;
  }

 private:
  struct Pending {
    Tuple arguments;
    Dtype default_float;
    std::thread::id thread;
  };
  struct Unmark {
    Cache& cache;
    typename std::list<Pending>::iterator mark;
    ~Unmark() {
      {
        const std::lock_guard lock(cache.mutex_);
        cache.pending_.erase(mark);
      }
      cache.traced_.notify_all();
    }
  };

  const Pending* pending(const Tuple& given, Dtype d) const {
    for (const Pending& p : pending_)
      if (p.default_float == d && trees::same_signature(p.arguments, given)) return &p;
    return nullptr;
  }

  mutable std::atomic<const Traced*> recent_ = nullptr;
  std::atomic<const Traced*> newest_ = nullptr;
  std::mutex mutex_;
  std::condition_variable traced_;
  std::list<Pending> pending_;
};

// One address per type.
template <class T>
inline constexpr char tag = 0;

/// The caches of one callable by argument types.
class Caches {
 public:
  ~Caches() { delete first_.load(); }

  template <class Tuple, class R>
  Cache<Tuple, R>& of() {
    const void* wanted = &tag<Tuple>;
    for (AnyCache* at = first_.load(std::memory_order_acquire); at; at = at->next.get())
      if (at->types == wanted) return static_cast<Cache<Tuple, R>&>(*at);
    return added<Tuple, R>(wanted);
  }

 private:
  template <class Tuple, class R>
  Cache<Tuple, R>& added(const void* wanted) {
    const std::lock_guard lock(mutex_);
    for (AnyCache* at = first_.load(std::memory_order_acquire); at; at = at->next.get())
      if (at->types == wanted) return static_cast<Cache<Tuple, R>&>(*at);
    auto* cache = new Cache<Tuple, R>;
    cache->types = wanted;
    cache->next.reset(first_.load(std::memory_order_relaxed));
    first_.store(cache, std::memory_order_release);
    return *cache;
  }

  std::atomic<AnyCache*> first_ = nullptr;
  std::mutex mutex_;
};

}  // namespace wengert::signatures
