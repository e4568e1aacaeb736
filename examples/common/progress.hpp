// Ten loss lines per training, and on a terminal a bar below them while it runs.
#pragma once

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>

namespace examples {

class Progress {
 public:
  explicit Progress(int epochs) : epochs_(epochs) {}
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Whether this epoch's loss is one of the ten that are shown.
  bool shows(int epoch) const { return epoch % std::max(epochs_ / 10, 1) == 0; }

  void show(int epoch, double loss) {
    clear();
    std::printf("epoch %6d  loss %.4f\n", epoch, loss);
    std::fflush(stdout);
  }

  void draw(int epoch) {
    const int done = 40 * (epoch + 1) / epochs_;
    if (!terminal_ || done == drawn_) return;
    drawn_ = done;
    std::fprintf(stderr, "\r[%-40s] %3d %%", std::string(std::size_t(done), '#').c_str(),
                 done * 100 / 40);
  }

 private:
  void clear() {
    if (drawn_ >= 0) std::fputs("\r\033[K", stderr);
    drawn_ = -1;
  }

  int epochs_, drawn_ = -1;
  bool terminal_ = isatty(STDERR_FILENO);
};

}  // namespace examples
