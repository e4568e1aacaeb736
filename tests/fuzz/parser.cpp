// A fuzzer of the text form: valid IR, damaged.
//
// usage: fuzz_parser [--inputs N] [--seed S]
//
// Every input either parses, and then prints as a text that parses and prints the same, or throws a
// ParseError whose line and column lie in the text. Anything else fails: another exception, a
// crash, two seconds of work. Inputs run in child processes, so that a crash too is reported with
// its input. Input n of seed S is input 0 of seed S + n. The last line is "N inputs, N parsed, N
// failed"; exit status 1 where some did.
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <new>
#include <random>
#include <ranges>
#include <string>
#include <string_view>
#include <vector>

#include "ops/examples.hpp"
#include "wengert/ir/parse.hpp"
#include "wengert/ir/print.hpp"
#include "wengert/ir/verify.hpp"

namespace fuzz {

namespace wg = wengert;
using Texts = std::vector<std::string>;
using Tokens = std::vector<std::string_view>;

// ---- valid texts ------------------------------------------------------------------------------

/// What examples.hpp has no examples of: control flow, and literals of every dtype.
constexpr const char* by_hand[] = {
    R"({ lambda a:f32[] b:f32[3] . let
        c:f32[] d:f32[3] = call[f={ lambda a:f32[] b:f32[3] . let c:f32[3] = mul a b in (a, c) }] a b
      in (c, d) })",
    R"({ lambda a:i32[] b:f64[2] . let
        c:f64[2] = cond[branches=[
          { lambda a:f64[2] . let in (a,) }
          { lambda a:f64[2] . let b:f64[2] = call[f={ lambda a:f64[2] . let b:f64[2] = neg a in (b,) }] a
            in (b,) }]] a b
      in (c,) })",
    R"({ lambda a:f32[] b:i64[] c:f32[4] . let
        d:i64[] e:f32[4] = while[
          cond={ lambda a:f32[] b:i64[] c:f32[4] . let d:bool[] = lt b 9:i64[] in (d,) }
          body={ lambda a:f32[] b:i64[] c:f32[4] . let d:i64[] = add b 1:i64[] e:f32[4] = mul c a
            in (d, e) }
          cond_consts=1 body_consts=1] a a b c
      in (d, e) })",
    R"({ lambda a:f32[2] b:f32[] c:f32[5,2] . let
        d:f32[] e:f32[5,2] = scan[
          body={ lambda a:f32[2] b:f32[] c:f32[2] . let
            d:f32[2] = add a c
            e:f32[] = reduce_sum[axes=(0,)] d
            f:f32[] = add b e
          in (f, d) }
          length=5 reverse=1 consts=1 carry=1] a b c
      in (d, e) })",
    R"({ lambda a:f32[3] b:f32[7,3] . let
        c:f32[7,3] = vmap[f={ lambda a:f32[3] b:f32[3] . let c:f32[3] = add a b in (c,) }
          size=7 batched=(0, 1)] a b
      in (c,) })",
    R"({ lambda a:f32[3] b:f32[3] . let
        c:f32[3] = custom_vjp_linear[
          bwd={ lambda a:f32[3] b:f32[3] . let c:f32[3] = mul a b in (c,) } residuals=1] a b
      in (c,) })",
    R"({ lambda a:f32[3] b:f32[3] c:f32[3] . let
        d:f32[3] = linearized[unknown={ lambda a:f32[3] b:f32[3] . let c:f32[3] = mul a b in (c,) }
          operands=(1,) results=(1,) signature={ lambda a:f32[3] . let in () }] a b c
      in (d,) })",
    R"({ lambda . let in (true:bool[], 255:u8[], 65535:u16[], 4294967295:u32[],
      18446744073709551615:u64[], -128:i8[], -32768:i16[], -2147483648:i32[],
      -9223372036854775808:i64[], 65504.0:f16[], 3.3895314e+38:bf16[], 1e-45:f32[],
      1.7976931348623157e+308:f64[], (nan,-inf):c64[], (-0.0,nan(0x7ff8000000000001)):c128[],
      nan(0xfe00):f16[], nan(0x7fc1):bf16[], nan(0xffc00001):f32[]) })"};

/// Every primitive in every dtype, and what is written by hand.
Texts corpus() {
  Texts texts(std::begin(by_hand), std::end(by_hand));
  for (const wg::Primitive* op : wg::all_primitives())
    for (const wg::testing::Example& example : wg::testing::examples_of(op->name))
      for (int d = 0; d < wg::dtype_count; ++d)
        if (const auto types = wg::testing::operand_types(*op, example, wg::Dtype(d)))
          texts.push_back(wg::ops::control::applied(*op, example.attributes, *types).str());
  return texts;
}

// ---- damage -----------------------------------------------------------------------------------

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.'; }

/// Words, numbers, and every other character by itself.
Tokens tokens_of(std::string_view text) {
  Tokens tokens;
  for (std::size_t k = 0; k < text.size();) {
    std::size_t end = k + (text[k] == '-');
    while (end < text.size() && is_word(text[end])) ++end;
    end = std::max(end, k + 1);
    if (text[k] != ' ' && text[k] != '\n') tokens.push_back(text.substr(k, end - k));
    k = end;
  }
  return tokens;
}

std::string text_of(const Tokens& tokens) {
  std::string text;
  for (const std::string_view t : tokens) {
    if (!text.empty() && is_word(text.back()) && (is_word(t[0]) || t[0] == '-')) text += ' ';
    text += t;
  }
  return text;
}

constexpr std::string_view numbers[] = {"0",
                                        "1",
                                        "2",
                                        "3",
                                        "-1",
                                        "-2",
                                        "7",
                                        "8",
                                        "64",
                                        "127",
                                        "255",
                                        "256",
                                        "65536",
                                        "2147483647",
                                        "2147483648",
                                        "-2147483648",
                                        "4294967295",
                                        "4294967296",
                                        "4611686018427387904",
                                        "9223372036854775807",
                                        "-9223372036854775808",
                                        "9223372036854775808",
                                        "18446744073709551615",
                                        "99999999999999999999999",
                                        "1e999",
                                        "-0",
                                        "0.5",
                                        "nan",
                                        "inf",
                                        "-inf",
                                        "nan(0x)",
                                        "nan(0xffff)",
                                        "00",
                                        "1e"};

class Damage {
 public:
  Damage(const Texts& texts, std::uint64_t seed) : texts_(texts), random_(seed) {}

  std::string input() {
    std::string text = any(texts_);
    for (std::uint64_t times = 1 + below(2) * below(4); times > 0; --times) text = damaged(text);
    return text;
  }

 private:
  std::uint64_t below(std::uint64_t n) { return random_() % n; }
  template <class List>
  const std::ranges::range_value_t<List>& any(const List& list) {
    return list[below(std::size(list))];
  }

  std::string damaged(const std::string& text) {
    if (text.empty()) return any(texts_);
    switch (below(16)) {
      case 0:
        return flipped(text);
      case 1:
        return text.substr(0, below(text.size()));
      case 2:
        return noise(text);
      case 3:
        return nested(text);
      default:
        return text_of(rearranged(text));
    }
  }

  std::string flipped(std::string text) {
    for (std::uint64_t times = 1 + below(3); times > 0; --times)
      text[below(text.size())] ^= char(1 << below(8));
    return text;
  }
  std::string noise(std::string text) {
    std::string bytes;
    for (std::uint64_t length = 1 + below(12); length > 0; --length) bytes += char(below(256));
    return text.insert(below(text.size() + 1), bytes);
  }
  std::string nested(const std::string& text) {
    const std::uint64_t depth = below(64) ? 1 + below(4) : below(3000);
    std::string before, after;
    for (std::uint64_t d = 0; d < depth; ++d) {
      before += "{ lambda . let a:f32[] = call[f=";
      after += "] in (a) }";
    }
    return before + text + after;
  }

  Tokens rearranged(const std::string& text) {
    Tokens tokens = tokens_of(text), others = tokens_of(any(texts_));
    if (tokens.empty()) return others;
    const std::size_t at = below(tokens.size()), from = below(others.size());
    const auto place = tokens.begin() + std::ptrdiff_t(at),
               source = others.begin() + std::ptrdiff_t(from);
    switch (below(12)) {
      case 0:
        tokens.erase(place);
        break;
      case 1:
        repeat(tokens, at);
        break;
      case 2:
        std::swap(*place, any_of(tokens));
        break;
      case 3:
        *place = *source;
        break;
      case 4:
        tokens.erase(place, tokens.end());
        tokens.insert(tokens.end(), source, others.end());
        break;
      case 5:
        replace_group(tokens, others, at);
        break;
      case 6:
      case 7:
      case 8:
        replace_number(tokens, at);
        break;
      default:
        replace_alike(tokens, others, at);
    }
    return tokens;
  }

  std::string_view& any_of(Tokens& tokens) { return tokens[below(tokens.size())]; }

  // A few tokens again, seldom hundreds of times.
  void repeat(Tokens& tokens, std::size_t at) {
    const auto first = tokens.begin() + std::ptrdiff_t(at);
    const Tokens some(
        first, first + std::ptrdiff_t(std::min<std::size_t>(tokens.size() - at, 1 + below(6))));
    for (std::uint64_t times = below(64) ? 1 : below(800); times > 0; --times)
      tokens.insert(tokens.begin() + std::ptrdiff_t(at), some.begin(), some.end());
  }

  // A word for a word, a number for a number: what is most likely to reach the type rules.
  void replace_alike(Tokens& tokens, const Tokens& others, std::size_t at) {
    const auto kind = [](std::string_view t) {
      return std::isdigit(static_cast<unsigned char>(t.back())) ? 1 : is_word(t.back()) ? 2 : t[0];
    };
    for (std::size_t k = 0, from = below(others.size()); k < others.size(); ++k) {
      const std::string_view other = others[(from + k) % others.size()];
      if (kind(other) != kind(tokens[at]) || other == tokens[at]) continue;
      tokens[at] = other;
      return;
    }
  }

  static std::size_t end_of_group(const Tokens& tokens, std::size_t at) {
    constexpr std::string_view open = "([{", close = ")]}";
    int depth = 0;
    for (; at < tokens.size(); ++at) {
      depth +=
          int(open.find(tokens[at][0]) != open.npos) - int(close.find(tokens[at][0]) != close.npos);
      if (depth <= 0) return at + 1;
    }
    return at;
  }
  // From one bracket to its partner, for another such group.
  void replace_group(Tokens& tokens, const Tokens& others, std::size_t at) {
    const auto next_open = [](const Tokens& all, std::size_t k) {
      while (k < all.size() && std::string_view("([{").find(all[k][0]) == std::string_view::npos)
        ++k;
      return k;
    };
    at = next_open(tokens, at);
    const std::size_t from = next_open(others, below(others.size()));
    if (at == tokens.size() || from == others.size()) return;
    const Tokens group(others.begin() + std::ptrdiff_t(from),
                       others.begin() + std::ptrdiff_t(end_of_group(others, from)));
    const auto place = tokens.erase(tokens.begin() + std::ptrdiff_t(at),
                                    tokens.begin() + std::ptrdiff_t(end_of_group(tokens, at)));
    tokens.insert(place, group.begin(), group.end());
  }

  void replace_number(Tokens& tokens, std::size_t at) {
    for (std::size_t k = 0; k < tokens.size(); ++k) {
      std::string_view& t = tokens[(at + k) % tokens.size()];
      if (!std::isdigit(static_cast<unsigned char>(t.back()))) continue;
      t = any(numbers);
      return;
    }
  }

  const Texts& texts_;
  std::mt19937_64 random_;
};

// ---- the promise ------------------------------------------------------------------------------

enum class Outcome { parsed, refused };

bool lies_inside(std::string_view text, int line, int column) {
  for (; line > 1; --line) {
    const std::size_t end = text.find('\n');
    if (end == text.npos) return false;
    text.remove_prefix(end + 1);
  }
  return line == 1 && column >= 1 &&
         std::size_t(column) <= std::min(text.find('\n'), text.size()) + 1;
}

/// Throws where the promise is broken.
Outcome read(const std::string& text) {
  wg::Function f;
  try {
    f = wg::parse_ir(text);
  } catch (const wg::ParseError& e) {
    if (!lies_inside(text, e.line, e.column))
      throw std::runtime_error(wg::cat("a place outside the text: ", e.what()));
    return Outcome::refused;
  }
  wg::verify(f);
  const std::string printed = f.str(), again = wg::parse_ir(printed).str();
  if (again != printed)
    throw std::runtime_error("printed as\n" + printed + "\nand again as\n" + again);
  return Outcome::parsed;
}

// What a child has done, in memory shared with its parent.
struct Progress {
  std::uint64_t next = 0, parsed = 0, failed = 0;
};

void report(std::uint64_t number, const std::string& text, std::string_view fault) {
  std::cout << "input " << number << ": " << fault << '\n' << text << '\n' << std::endl;
}

// Inputs up to `last`, until one crashes.
void run(const Texts& texts, std::uint64_t seed, std::uint64_t last, Progress& progress) {
  const itimerval two_seconds{{}, {2, 0}};
  for (; progress.next < last; ++progress.next) {
    const std::string text = Damage(texts, seed + progress.next).input();
    setitimer(ITIMER_VIRTUAL, &two_seconds, nullptr);
    try {
      progress.parsed += read(text) == Outcome::parsed;
    } catch (const std::exception& e) {
      ++progress.failed;
      report(seed + progress.next, text, e.what());
    }
  }
}

int fuzz(std::uint64_t inputs, std::uint64_t seed) {
  const Texts texts = corpus();
  for (const std::string& text : texts) read(text);
  void* shared =
      mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  Progress& progress = *new (shared) Progress;
  // A new child now and then, so that a leak or a stray write does not last.
  for (constexpr std::uint64_t batch = 20'000; progress.next < inputs;) {
    const std::uint64_t last = std::min(inputs, progress.next + batch);
    std::cout.flush();
    const pid_t child = fork();
    if (child == 0) {
      run(texts, seed, last, progress);
      std::cout.flush();
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    if (status == 0) continue;
    const std::uint64_t number = seed + progress.next++;
    ++progress.failed;
    report(number, Damage(texts, number).input(),
           WIFSIGNALED(status) ? wg::cat("signal ", WTERMSIG(status))
                               : wg::cat("exit status ", WEXITSTATUS(status)));
  }
  std::cout << inputs << " inputs, " << progress.parsed << " parsed, " << progress.failed
            << " failed" << std::endl;
  return progress.failed > 0;
}

}  // namespace fuzz

int main(int argc, char** argv) {
  std::uint64_t inputs = 100'000, seed = 1;
  for (int k = 1; k < argc; k += 2) {
    const std::string option = argv[k];
    const std::uint64_t value = k + 1 < argc ? std::strtoull(argv[k + 1], nullptr, 10) : 0;
    if (option == "--inputs" && value)
      inputs = value;
    else if (option == "--seed" && value)
      seed = value;
    else {
      std::cerr << "usage: fuzz_parser [--inputs N] [--seed S]\n";
      return 2;
    }
  }
  return fuzz::fuzz(inputs, seed);
}
