// The thread pool of compiled kernels: Eigen's, as many threads as cores, scoped and limitable.
//
// Work is cut into pieces by its extent alone and each piece computes the same bits on any thread, so
// results do not depend on how many threads there are.
#pragma once

#include <cstdint>
#include <functional>

#include "wengert/base/config.hpp"

namespace wengert {

/// Limits the threads that computations of the current thread use, for a scope. 1: the caller's alone.
class ThreadLimit {
 public:
  explicit ThreadLimit(int threads);
  ~ThreadLimit();
  ThreadLimit(const ThreadLimit&) = delete;
  ThreadLimit& operator=(const ThreadLimit&) = delete;

 private:
  int before_;
};

/// Threads that the current thread may use: the cores, or WENGERT_THREADS, or the innermost ThreadLimit.
int thread_count();

/// Calls work(begin, end) over pieces of 0 … extent - 1 of about `grain`, on the pool and the caller.
void parallel_for(std::int64_t extent, std::int64_t grain, const std::function<void(std::int64_t, std::int64_t)>& work);

}  // namespace wengert

#if WENGERT_BODIES
#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <exception>
#include <mutex>
#include <thread>

#include <unsupported/Eigen/CXX11/ThreadPool>

namespace wengert {

namespace threading {

inline int cores() {
  static const int count = [] {
    const char* wanted = std::getenv("WENGERT_THREADS");
    const int n = wanted ? std::atoi(wanted) : int(std::thread::hardware_concurrency());
    return std::clamp(n, 1, 256);
  }();
  return count;
}

inline int& limit() {
  thread_local int threads = cores();
  return threads;
}

// Never destroyed: kernels may run while static objects go away.
inline Eigen::ThreadPool& pool() {
  static Eigen::ThreadPool* p = new Eigen::ThreadPool(std::max(1, cores() - 1));
  return *p;
}

// Shared by the caller and its helpers, which may still look at it after the caller has gone on.
struct Job {
  std::function<void(std::int64_t, std::int64_t)> work;
  std::int64_t extent, grain;
  std::atomic<std::int64_t> next{0}, done{0};
  std::atomic<bool> failed{false};
  std::exception_ptr error;

  void take_part() {
    for (;;) {
      const std::int64_t begin = next.fetch_add(grain, std::memory_order_relaxed);
      if (begin >= extent) return;
      const std::int64_t end = std::min(extent, begin + grain);
      try {
        if (!failed.load(std::memory_order_relaxed)) work(begin, end);
      } catch (...) {
        if (!failed.exchange(true)) error = std::current_exception();
      }
      done.fetch_add(end - begin, std::memory_order_release);
    }
  }
};

}  // namespace threading

WENGERT_API ThreadLimit::ThreadLimit(int threads) : before_(threading::limit()) {
  threading::limit() = std::clamp(threads, 1, threading::cores());
}
WENGERT_API ThreadLimit::~ThreadLimit() { threading::limit() = before_; }
WENGERT_API int thread_count() { return threading::limit(); }

WENGERT_API void parallel_for(std::int64_t extent, std::int64_t grain,
                              const std::function<void(std::int64_t, std::int64_t)>& work) {
  const std::int64_t pieces = (extent + grain - 1) / grain;
  const auto helpers = int(std::min<std::int64_t>(thread_count(), pieces)) - 1;
  if (helpers <= 0) {
    if (extent > 0) work(0, extent);
    return;
  }
  auto job = std::make_shared<threading::Job>();
  job->work = work;
  job->extent = extent;
  job->grain = grain;
  for (int k = 0; k < helpers; ++k) threading::pool().Schedule([job] { job->take_part(); });
  job->take_part();
  while (job->done.load(std::memory_order_acquire) < extent) std::this_thread::yield();
  if (job->failed) std::rethrow_exception(job->error);
}

}  // namespace wengert
#endif
