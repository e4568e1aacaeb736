// Pictures, drawn by the gnuplot program through a pipe. Where it is not installed there is no
// picture.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <string>

#include "command_line.hpp"

namespace examples {

/// Text as a gnuplot string.
inline std::string quoted(const std::string& text) {
  std::string string = "'";
  for (char c : text) string += c == '\'' ? "''" : std::string(1, c);
  return string + "'";
}

/// A script for gnuplot: write commands and data to it with <<, then draw.
class Gnuplot : public std::ostringstream {
 public:
  /// Refuses any name but NAME.png and NAME.svg, before the work of a picture is done.
  explicit Gnuplot(const std::string& file) : file_(file), svg_(file.ends_with(".svg")) {
    if (!svg_ && !file.ends_with(".png"))
      throw BadInput("--plot: '" + file + "' ends neither in .png nor in .svg");
  }

  void draw() const {
    if (std::system("gnuplot --version > /dev/null 2>&1") != 0) {
      std::cerr << "gnuplot: not found, so " << file_ << " is not drawn\n";
      return;
    }
    std::FILE* pipe = popen("gnuplot 2> /dev/null", "w");
    if (!pipe) throw BadInput("gnuplot: cannot be started");
    const std::string head = std::string("set terminal ") + (svg_ ? "svg" : "pngcairo") +
                             " size 800,600\nset output " + quoted(file_) + "\n";
    std::fputs((head + str()).c_str(), pipe);
    if (pclose(pipe) != 0) throw BadInput("--plot: '" + file_ + "' cannot be written");
    std::cout << "picture: " << file_ << '\n';
  }

 private:
  std::string file_;
  bool svg_;
};

}  // namespace examples
