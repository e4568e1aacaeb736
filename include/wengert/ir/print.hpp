// Writes Functions as text that parse.hpp reads back.
//
//   { lambda a:f32[] b:f32[3] . let
//       c:f32[] = integer_pow[y=2] a
//       d:f32[3] = mul 3.0:f32[] b
//     in (d, c) }
//
// Values are named a … z, ba, bb … in order of appearance; literals stand where they are used, with
// as many digits as it takes to read the same bits back. Bodies of control flow stand inside
// attributes.
#pragma once

#include <ostream>
#include <string>

#include "wengert/ir/function.hpp"
#include "wengert/ir/primitive.hpp"

namespace wengert {

/// "3.0", "-inf", "true", "(1.0,-0.0)"; NaNs other than the usual one keep their bits:
/// "nan(0xffc00000)".
std::string text_of(const Constant& constant);

inline std::ostream& operator<<(std::ostream& out, const Function& f) { return out << f.str(); }

}  // namespace wengert

#if WENGERT_BODIES
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace wengert {

namespace printing {

inline bool is_reserved(std::string_view name) {
  constexpr std::string_view words[] = {"in", "inf", "nan", "let", "true", "false", "lambda"};
  return std::ranges::find(words, name) != std::end(words);
}

// Names in base 26: a … z, ba …; words of the grammar are passed over.
class Names {
 public:
  std::string next() {
    std::string name;
    do name = spell(count_++);
    while (is_reserved(name));
    return name;
  }

 private:
  static std::string spell(std::size_t n) {
    std::string name;
    do name += char('a' + n % 26);
    while (n /= 26);
    return {name.rbegin(), name.rend()};
  }
  std::size_t count_ = 0;
};

template <class T, class... Base>
std::string digits(T x, Base... base) {
  char text[64];
  return {text, std::to_chars(text, text + sizeof text, x, base...).ptr};
}

// The NaN that the text "nan" stands for.
template <class T>
T usual_nan() {
  if constexpr (std::is_floating_point_v<T>)
    return std::numeric_limits<T>::quiet_NaN();
  else
    return T(std::numeric_limits<float>::quiet_NaN());
}

template <class T>
std::string real_text(T x) {
  using Bits = std::conditional_t<sizeof(T) == 2, std::uint16_t,
                                  std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>;
  using Digits = std::conditional_t<sizeof(T) == 8, double, float>;
  const Digits value = Digits(x);
  if (std::isnan(value)) {
    const auto bits = std::bit_cast<Bits>(x);
    return bits == std::bit_cast<Bits>(usual_nan<T>())
               ? "nan"
               : "nan(0x" + digits(std::uint64_t(bits), 16) + ")";
  }
  std::string text = digits(value);
  return text.find_first_of(".eni") == std::string::npos ? text + ".0" : text;
}

class Printer {
 public:
  // `margin` is the column of the opening brace.
  void function(const Function& f, std::size_t margin) {
    const std::vector<std::string> names = names_of(f);
    text += "{ lambda";
    for (Value v = 0; v < f.inputs; ++v) text += " " + names[v] + ":" + f.types[v].str();
    text += " . let\n";
    for (const Node& n : f.nodes) {
      text += std::string(margin + 4, ' ');
      for (Value k = 0; k < n.result_count; ++k)
        text += names[n.first_result + k] + ":" + f.types[n.first_result + k].str() + " ";
      text += "= ";
      text += n.op->name;
      attributes(n.attributes, margin + 6);
      for (Value v : f.operands(n)) text += " " + names[v];
      text += '\n';
    }
    text += std::string(margin + 2, ' ') + "in (";
    for (std::size_t k = 0; k < f.outputs.size(); ++k)
      text += (k ? ", " : "") + names[f.outputs[k]];
    text += f.outputs.size() == 1 ? ",) }" : ") }";
  }

  std::string text;

 private:
  // What each value is called; a literal is called what it is.
  static std::vector<std::string> names_of(const Function& f) {
    std::vector<std::string> names(f.types.size());
    for (const Literal& l : f.literals)
      names[l.value] = text_of(l.constant) + ":" + f.types[l.value].str();
    Names fresh;
    for (std::string& name : names)
      if (name.empty()) name = fresh.next();
    return names;
  }

  // Attributes stand on one line, unless one of them is a Function.
  void attributes(const Attributes& attributes, std::size_t margin) {
    if (attributes.empty()) return;
    const auto& entries = attributes.entries();
    const bool tall = std::ranges::any_of(entries, [](const Attributes::Entry& e) {
      return std::holds_alternative<FunctionRef>(e.second) ||
             std::holds_alternative<Functions>(e.second);
    });
    const std::string separator = tall ? "\n" + std::string(margin, ' ') : " ";
    text += '[';
    for (std::size_t k = 0; k < entries.size(); ++k) {
      if (tall || k) text += separator;
      text += entries[k].first + "=";
      std::visit([&](const auto& value) { attribute(value, margin); }, entries[k].second);
    }
    text += ']';
  }

  void attribute(std::int64_t value, std::size_t) { text += std::to_string(value); }
  void attribute(Dtype value, std::size_t) { text += short_name_of(value); }
  void attribute(const Shape& value, std::size_t) { text += value.str(); }
  void attribute(const std::string& value, std::size_t) {
    text += '"';
    for (char c : value) {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
    text += '"';
  }
  void attribute(const FunctionRef& value, std::size_t margin) { function(*value, margin); }
  void attribute(const Functions& value, std::size_t margin) {
    text += '[';
    for (const FunctionRef& f : value) {
      text += "\n" + std::string(margin + 2, ' ');
      function(*f, margin + 2);
    }
    text += ']';
  }
  void attribute(const RuleRef&, std::size_t) { text += "<rule>"; }
};

}  // namespace printing

WENGERT_API std::string text_of(const Constant& constant) {
  return visit(constant.dtype, [&]<class T>(std::type_identity<T>) -> std::string {
    const T x = constant.as<T>();
    if constexpr (std::is_same_v<T, bool>)
      return x ? "true" : "false";
    else if constexpr (std::is_integral_v<T>)
      return std::to_string(x);
    else if constexpr (is_complex_v<T>)
      return "(" + printing::real_text(x.real()) + "," + printing::real_text(x.imag()) + ")";
    else
      return printing::real_text(x);
  });
}

WENGERT_API std::string Function::str() const {
  printing::Printer printer;
  printer.function(*this, 0);
  return std::move(printer.text);
}

}  // namespace wengert
#endif
