// Reads what print.hpp writes.
//
//   function   { lambda TYPED… . let STATEMENT… in (OPERAND, …) }
//   statement  TYPED… = PRIMITIVE[NAME=ATTRIBUTE …] OPERAND…
//   typed      NAME:TYPE          operand  NAME | NUMBER:TYPE          type  f32[8,3]
//   attribute  INTEGER | DTYPE | (INTEGER, …) | "TEXT" | FUNCTION | [FUNCTION …]
//
// Declared types are checked against the operations' type rules. Space and line breaks mean
// nothing.
#pragma once

#include <string_view>

#include "wengert/ir/function.hpp"
#include "wengert/ir/primitive.hpp"

namespace wengert {

/// The Function that a text describes; parse_ir(f.str()) == f for every f numbered as dce leaves
/// it. Throws ParseError, with line and column, for text that is not IR, names an unknown
/// primitive, or breaks a type rule. Derivative rules are C++ and have no text form.
Function parse_ir(std::string_view text);

}  // namespace wengert

#if WENGERT_BODIES
#include <charconv>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "wengert/ir/print.hpp"

namespace wengert {

namespace parsing {

// Bodies inside bodies: far more than a program has, far less than the stack holds.
inline constexpr int deepest_nesting = 200;

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  /// The next character that is not space; 0 at the end.
  char peek() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r'))
      ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool accept(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void expect(char c) {
    if (!accept(c)) fail(cat("expected '", c, "'", found()));
  }
  bool at_word() { return is_letter(peek()); }
  std::string_view word(std::string_view meaning) {
    if (!at_word()) fail(cat("expected ", meaning, found()));
    const std::size_t begin = at_;
    while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]))) ++at_;
    return text_.substr(begin, at_ - begin);
  }
  void expect_word(std::string_view wanted) {
    peek();
    const std::size_t begin = at_;
    if (word(cat("'", wanted, "'")) != wanted) fail_at(begin, cat("expected '", wanted, "'"));
  }
  /// The characters of a number: digits, signs, points, exponents, inf, nan(0x…).
  std::string_view number() {
    peek();
    const std::size_t begin = at_;
    auto is_part = [&](char c) {
      const bool after_exponent = at_ > begin && (text_[at_ - 1] == 'e');
      return is_digit(c) || is_letter(c) || c == '.' || (c == '-' && at_ == begin) ||
             (after_exponent && (c == '-' || c == '+'));
    };
    while (at_ < text_.size() && is_part(text_[at_])) ++at_;
    if (text_.substr(begin, at_ - begin).ends_with("nan") && at_ < text_.size() &&
        text_[at_] == '(')
      at_ = std::min(text_.find(')', at_), text_.size() - 1) + 1;
    if (at_ == begin) fail(cat("expected a number", found()));
    return text_.substr(begin, at_ - begin);
  }
  std::string quoted() {
    expect('"');
    std::string value;
    for (; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      value += text_[at_];
    }
    if (at_ == text_.size()) fail("the text ends inside quotes");
    ++at_;
    return value;
  }

  std::size_t position() {
    peek();
    return at_;
  }
  [[noreturn]] void fail(const std::string& fault) { fail_at(position(), fault); }
  [[noreturn]] void fail_at(std::size_t position, const std::string& fault) const {
    const std::string_view before = text_.substr(0, position);
    const auto line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
    throw ParseError(fault, int(std::count(before.begin(), before.end(), '\n')) + 1,
                     int(position - line_begin) + 1);
  }

 private:
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }
  std::string found() {
    return peek() ? cat(", found '", peek(), "'") : ", found the end of the text";
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

class Parser {
 public:
  explicit Parser(std::string_view text) : scan_(text) {}

  Function whole() {
    Function f = function();
    if (scan_.peek()) scan_.fail("expected the end of the text");
    return f;
  }

 private:
  // What a Function's names mean while it is read.
  struct Frame {
    Function f;
    std::unordered_map<std::string_view, Value> names;
    std::unordered_multimap<std::uint64_t, Value> literals;
  };
  struct Typed {
    std::string_view name;
    std::size_t position;
    Type type;
  };

  Function function() {
    if (++depth_ > deepest_nesting) scan_.fail(cat("Functions nest deeper than ", deepest_nesting));
    Frame frame;
    scan_.expect('{');
    scan_.expect_word("lambda");
    while (!scan_.accept('.')) {
      define(frame, typed());
      ++frame.f.inputs;
    }
    scan_.expect_word("let");
    while (!at_outputs()) statement(frame);
    outputs(frame);
    scan_.expect('}');
    --depth_;
    return std::move(frame.f);
  }

  // `in` is no name: what it begins is the list of outputs.
  bool at_outputs() {
    Scanner ahead = scan_;
    return !ahead.at_word() || ahead.word("") == "in";
  }
  void outputs(Frame& frame) {
    scan_.expect_word("in");
    scan_.expect('(');
    while (!scan_.accept(')')) {
      const Value output = operand(frame);
      frame.f.outputs.push_back(output);
      if (!scan_.accept(',') && scan_.peek() != ')') scan_.fail("expected ',' or ')'");
    }
  }

  void statement(Frame& frame) {
    std::vector<Typed> results;
    while (!scan_.accept('=')) results.push_back(typed());
    const std::size_t position = scan_.position();
    const std::string_view name = scan_.word("a primitive");
    const Primitive* op = find_primitive(name);
    if (!op) scan_.fail_at(position, cat("no primitive is called '", name, "'"));
    Node n{op, attributes(), 0, 0, 0, std::uint32_t(results.size())};
    std::vector<Value> operands;
    while (at_operand()) operands.push_back(operand(frame));
    n.first_operand = std::uint32_t(frame.f.operand_list.size());
    n.operand_count = std::uint32_t(operands.size());
    n.first_result = Value(frame.f.types.size());
    frame.f.operand_list.insert(frame.f.operand_list.end(), operands.begin(), operands.end());
    check(frame.f, n, results, position);
    frame.f.nodes.push_back(std::move(n));
    for (const Typed& result : results) define(frame, result);
  }

  // An operand, not the first result of the next statement.
  bool at_operand() {
    Scanner ahead = scan_;
    if (!ahead.at_word()) return scan_.peek() && scan_.peek() != '}' && scan_.peek() != '=';
    const std::string_view name = ahead.word("");
    return name != "in" && (printing::is_reserved(name) || ahead.peek() != ':');
  }

  void check(const Function& f, const Node& n, const std::vector<Typed>& results,
             std::size_t position) {
    std::vector<Type> inferred;
    try {
      inferred = infer(*n.op, f.operand_types(n), n.attributes);
    } catch (const Error& error) {
      scan_.fail_at(position, error.what());
    }
    if (inferred.size() != results.size())
      scan_.fail_at(position,
                    cat(n.op->name, " has ", inferred.size(), " results, not ", results.size()));
    for (std::size_t k = 0; k < results.size(); ++k)
      if (inferred[k] != results[k].type)
        scan_.fail_at(results[k].position,
                      cat("'", results[k].name, "' is declared as ", results[k].type, ", but ",
                          n.op->name, " gives ", inferred[k]));
  }

  Typed typed() {
    Typed t;
    t.position = scan_.position();
    t.name = scan_.word("a name");
    if (printing::is_reserved(t.name))
      scan_.fail_at(t.position, cat("'", t.name, "' cannot name a value"));
    scan_.expect(':');
    t.type = type();
    return t;
  }

  void define(Frame& frame, const Typed& t) {
    if (!frame.names.emplace(t.name, Value(frame.f.types.size())).second)
      scan_.fail_at(t.position, cat("'", t.name, "' is defined twice"));
    frame.f.types.push_back(t.type);
  }

  Dtype dtype() {
    const std::size_t position = scan_.position();
    const std::string_view name = scan_.word("a dtype");
    for (int d = 0; d < dtype_count; ++d)
      if (short_name_of(Dtype(d)) == name) return Dtype(d);
    scan_.fail_at(position, cat("no dtype is called '", name, "'"));
  }

  Type type() {
    const std::size_t position = scan_.position();
    Type t{dtype(), {}};
    scan_.expect('[');
    while (!scan_.accept(']')) {
      if (!t.shape.empty()) scan_.expect(',');
      t.shape.push_back(integer<std::int64_t>());
    }
    try {
      require_array("type", t);
    } catch (const ShapeError& error) {
      scan_.fail_at(position, error.what());
    }
    return t;
  }

  Value operand(Frame& frame) {
    const std::size_t position = scan_.position();
    Scanner ahead = scan_;
    if (ahead.at_word()) {
      const std::string_view name = ahead.word("");
      if (!printing::is_reserved(name)) {
        scan_ = ahead;
        const auto known = frame.names.find(name);
        if (known == frame.names.end()) scan_.fail_at(position, cat("'", name, "' is not defined"));
        return known->second;
      }
    }
    return literal(frame);
  }

  // The dtype that says how to read a literal stands behind it.
  Value literal(Frame& frame) {
    const std::size_t position = scan_.position();
    std::string_view parts[2] = {};
    const bool pair = scan_.accept('(');
    parts[0] = scan_.number();
    if (pair) {
      scan_.expect(',');
      parts[1] = scan_.number();
      scan_.expect(')');
    }
    scan_.expect(':');
    const Type t = type();
    if (!t.shape.empty()) scan_.fail_at(position, cat("a literal is a scalar, not ", t));
    if (pair != is_complex(t.dtype))
      scan_.fail_at(position, cat("this is not a literal of type ", t));
    const Constant constant = constant_of(t.dtype, parts[0], parts[1], position);
    for (auto [it, end] = frame.literals.equal_range(hash_of(constant)); it != end; ++it)
      if (literal_of(frame.f, it->second) == constant) return it->second;
    frame.f.types.push_back(t);
    const auto value = Value(frame.f.types.size() - 1);
    frame.f.literals.push_back({value, constant});
    frame.literals.emplace(hash_of(constant), value);
    return value;
  }

  static const Constant& literal_of(const Function& f, Value v) {
    return std::ranges::lower_bound(f.literals, v, {}, &Literal::value)->constant;
  }

  Constant constant_of(Dtype d, std::string_view first, std::string_view second,
                       std::size_t position) {
    return visit(d, [&]<class T>(std::type_identity<T>) {
      T x;
      if constexpr (is_complex_v<T>) {
        using R = typename T::value_type;
        x = T(real<R>(first, position), real<R>(second, position));
      } else if constexpr (std::is_same_v<T, bool>) {
        if (first != "true" && first != "false") scan_.fail_at(position, "expected true or false");
        x = first == "true";
      } else if constexpr (std::is_integral_v<T>) {
        x = number<T>(first, position);
      } else {
        x = real<T>(first, position);
      }
      return Constant(d, x);
    });
  }

  template <class T>
  T real(std::string_view text, std::size_t position) {
    using Digits = std::conditional_t<sizeof(T) == 8, double, float>;
    if (text == "nan") return printing::usual_nan<T>();
    if (text.starts_with("nan(0x") && text.ends_with(")")) {
      const auto bits = number<std::uint64_t>(text.substr(6, text.size() - 7), position, 16);
      Constant constant;
      constant.dtype = dtype_of<T>;
      constant.bits[0] = bits;
      return constant.as<T>();
    }
    return T(number<Digits>(text, position));
  }

  template <class T, class... Base>
  T number(std::string_view text, std::size_t position, Base... base) {
    T x{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), x, base...);
    if (error == std::errc::result_out_of_range)
      scan_.fail_at(position, cat("'", text, "' is out of range"));
    if (error != std::errc() || end != text.data() + text.size())
      scan_.fail_at(position, cat("'", text, "' is not a number of this type"));
    return x;
  }
  template <class T>
  T integer() {
    const std::size_t position = scan_.position();
    return number<T>(scan_.number(), position);
  }

  Attributes attributes() {
    std::vector<Attributes::Entry> entries;
    if (!scan_.accept('[')) return {};
    while (!scan_.accept(']')) {
      std::string name(scan_.word("an attribute"));
      scan_.expect('=');
      entries.emplace_back(std::move(name), attribute());
    }
    return Attributes(std::move(entries));
  }

  Attribute attribute() {
    switch (scan_.peek()) {
      case '{':
        return FunctionRef(function());
      case '[':
        return functions();
      case '(':
        return shape();
      case '"':
        return scan_.quoted();
      case '<':
        scan_.fail("a derivative rule is C++ and has no text form");
      default:
        break;
    }
    if (scan_.at_word()) return dtype();
    return integer<std::int64_t>();
  }

  Functions functions() {
    Functions all;
    scan_.expect('[');
    while (!scan_.accept(']')) all.emplace_back(function());
    return all;
  }

  Shape shape() {
    Shape values;
    scan_.expect('(');
    while (!scan_.accept(')')) {
      values.push_back(integer<std::int64_t>());
      if (!scan_.accept(',') && scan_.peek() != ')') scan_.fail("expected ',' or ')'");
    }
    return values;
  }

  Scanner scan_;
  int depth_ = 0;
};

}  // namespace parsing

WENGERT_API Function parse_ir(std::string_view text) { return parsing::Parser(text).whole(); }

}  // namespace wengert
#endif
