// What the examples take on the command line: options with a value each, a default and a line of
// help.
#pragma once

#include <charconv>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace examples {

/// What the user gave cannot be used. The message is one line and says what and where.
struct BadInput : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The number that the whole of `text` writes, or `otherwise`.
inline double number_or(std::string_view text, double otherwise) {
  double number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  return fault == std::errc() && end == text.data() + text.size() ? number : otherwise;
}

/// The parts of `text` between commas.
inline std::vector<std::string> between_commas(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, ',');) parts.push_back(part);
  return parts;
}

struct Option {
  std::string name;      // "--epochs"
  std::string argument;  // "N"
  std::string value;     // the default, then what was given
  std::string help;
};

class CommandLine {
 public:
  /// Prints the help and exits with status 0 where --help is among the arguments.
  CommandLine(int argc, char** argv, const std::string& about, std::vector<Option> options)
      : options_(std::move(options)) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    for (std::size_t k = 0; k < words.size(); k += 2) {
      if (words[k] == "--help") {
        print_help(argv[0], about);
        std::exit(0);
      }
      Option& option = options_[find(words[k])];
      if (k + 1 == words.size()) throw BadInput(words[k] + ": " + option.argument + " is missing");
      option.value = words[k + 1];
    }
  }

  const std::string& text(const std::string& name) const { return options_[find(name)].value; }

  bool given(const std::string& name) const { return !text(name).empty(); }

  /// The option's number, which must lie in [least, most].
  double number(const std::string& name, double least, double most) const {
    const double value = number_or(text(name), least - 1);
    if (value >= least && value <= most) return value;
    std::ostringstream fault;
    fault << name << ": '" << text(name) << "' is not a number from " << least << " to " << most;
    throw BadInput(fault.str());
  }

  /// A whole number from 1 to a million.
  int count(const std::string& name) const {
    const double value = number(name, 1, 1e6);
    if (value != int(value)) throw BadInput(name + ": '" + text(name) + "' is not a whole number");
    return int(value);
  }

 private:
  std::size_t find(const std::string& name) const {
    for (std::size_t k = 0; k < options_.size(); ++k)
      if (options_[k].name == name) return k;
    throw BadInput(name + ": no such option; --help lists them");
  }

  void print_help(const std::string& program, const std::string& about) const {
    std::cout << about << "\n\nusage: " << program << " [OPTION VALUE]...\n";
    for (const auto& [name, argument, value, help] : options_) {
      std::cout << "  " << std::left << std::setw(28) << name + " " + argument << help;
      std::cout << (value.empty() ? "" : " (" + value + ")") << '\n';
    }
  }

  std::vector<Option> options_;
};

/// Runs an example's body. Bad input is one line on the standard error, and exit status 2.
template <class Body>
int run(Body body) {
  try {
    body();
    return 0;
  } catch (const BadInput& fault) {
    std::cerr << fault.what() << '\n';
    return 2;
  } catch (const std::exception& fault) {
    std::cerr << fault.what() << '\n';
    return 1;
  }
}

}  // namespace examples
