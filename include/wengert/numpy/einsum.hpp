// Einstein summation: einsum("bij,bjk->bik", x, y).
//
// Each subscript letter names an axis. A letter that repeats within one operand takes its diagonal;
// letters that the result lacks are summed over; `...` stands for axes that broadcast. Without `->`
// the result has the ellipsis and then the letters that occur once, in alphabetical order. Operands
// are contracted in pairs, cheapest first.
#pragma once

#include <string_view>

#include "wengert/numpy/contraction.hpp"

namespace wengert {

/// Throws ValueError for subscripts that do not parse, ShapeError for extents that do not match.
Array einsum(std::string_view subscripts, const std::vector<Array>& operands);
template <class... X>
requires(sizeof...(X) > 0 && (std::convertible_to<X, Array> && ...)) Array
    einsum(std::string_view subscripts, const X&... operands) {
  return einsum(subscripts, std::vector<Array>{Array(operands)...});
}

}  // namespace wengert

#if WENGERT_BODIES
#include "wengert/numpy/reduction.hpp"

namespace wengert {

namespace summation {

// An axis is named by a character: a letter, or, for axes under an ellipsis, a digit counted from
// the right.
struct Term {
  std::string axes;
  Array array;
};

struct Parsed {
  std::vector<std::string> inputs;
  std::string output;
  bool has_output = false;
};

inline Parsed parse(std::string_view text) {
  const auto invalid = [&](std::string_view fault) {
    return ValueError(cat("einsum: \"", text, "\": ", fault,
                          "; write letters, ... and commas, as \"ij,jk->ik\""));
  };
  Parsed parsed;
  parsed.inputs.emplace_back();
  std::string* at = &parsed.inputs.back();
  for (std::size_t k = 0; k < text.size(); ++k) {
    const char c = text[k];
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      *at += c;
    } else if (text.substr(k, 3) == "...") {
      if (at->find('.') != at->npos) throw invalid("two ellipses in one term");
      *at += '.';
      k += 2;
    } else if (c == ',' && !parsed.has_output) {
      at = &parsed.inputs.emplace_back();
    } else if (text.substr(k, 2) == "->" && !parsed.has_output) {
      parsed.has_output = true;
      at = &parsed.output;
      ++k;
    } else if (c != ' ') {
      throw invalid(cat("'", c, "' is out of place"));
    }
  }
  return parsed;
}

// "." becomes one digit per axis, '0' being the last of them.
inline std::string expanded(const std::string& term, int broadcast_axes) {
  std::string digits;
  for (int d = broadcast_axes - 1; d >= 0; --d) digits += char('0' + d);
  std::string result = term;
  if (const std::size_t at = term.find('.'); at != term.npos) result.replace(at, 1, digits);
  return result;
}

/// Axis `from` of x folded into axis `to` along the diagonal.
inline Array diagonal_of(const Array& x, int from, int to) {
  if (x.shape()[from] != x.shape()[to])
    throw ShapeError(cat("einsum: a repeated letter names axes of extents ", x.shape()[to], " and ",
                         x.shape()[from], " of ", x.type()));
  return moveaxis(diagonal(moveaxis(x, {from, to}, {0, 1})), -1, to < from ? to : to - 1);
}

inline Term without_repetitions(Term term) {
  for (std::size_t k = 0; k < term.axes.size();) {
    const std::size_t first = term.axes.find(term.axes[k]);
    if (first == k) {
      ++k;
      continue;
    }
    term.array = diagonal_of(term.array, int(k), int(first));
    term.axes.erase(k, 1);
  }
  return term;
}

/// Sums over the axes of one term that nobody else needs.
inline Term summed(Term term, const std::string& needed) {
  Axes axes;
  std::string kept;
  for (std::size_t k = 0; k < term.axes.size(); ++k) {
    if (needed.find(term.axes[k]) == needed.npos)
      axes.push_back(std::int64_t(k));
    else
      kept += term.axes[k];
  }
  if (axes.empty()) return term;
  return {kept, sum(term.array, axes)};
}

inline std::int64_t extent_of(const Term& term, char axis) {
  const std::size_t k = term.axes.find(axis);
  return k == term.axes.npos ? 1 : term.array.shape()[k];
}

/// Common axes where one operand has extent 1 and the other has not are dropped from the former.
inline Term without_broadcasts(Term term, const Term& other) {
  for (std::size_t k = 0; k < term.axes.size();) {
    const std::size_t theirs = other.axes.find(term.axes[k]);
    const bool drops =
        theirs != other.axes.npos && term.array.shape()[k] == 1 && other.array.shape()[theirs] != 1;
    if (!drops) {
      ++k;
      continue;
    }
    term.array = term.array.squeeze(int(k));
    term.axes.erase(k, 1);
  }
  return term;
}

inline Term contract(const Term& given_x, const Term& given_y, const std::string& needed) {
  const Term x = without_broadcasts(given_x, given_y), y = without_broadcasts(given_y, given_x);
  Contraction axes;
  std::string batch, x_free, y_free;
  for (std::size_t i = 0; i < x.axes.size(); ++i) {
    const char c = x.axes[i];
    const std::size_t j = y.axes.find(c);
    if (j == y.axes.npos) {
      x_free += c;
    } else if (needed.find(c) == needed.npos) {
      axes.x_contracted.push_back(std::int64_t(i));
      axes.y_contracted.push_back(std::int64_t(j));
    } else {
      axes.x_batch.push_back(std::int64_t(i));
      axes.y_batch.push_back(std::int64_t(j));
      batch += c;
    }
  }
  for (char c : y.axes)
    if (x.axes.find(c) == x.axes.npos) y_free += c;
  return {batch + x_free + y_free, contractions::contract("einsum", x.array, y.array, axes)};
}

/// Elements of the product of two terms, before summing: what is to be kept small.
inline double work(const Term& x, const Term& y) {
  double product = 1;
  for (char c : x.axes) product *= double(extent_of(x, c));
  for (char c : y.axes)
    if (x.axes.find(c) == x.axes.npos) product *= double(extent_of(y, c));
  return product;
}

inline std::string axes_of(const std::vector<Term>& terms, std::size_t but, std::size_t and_but,
                           const std::string& output) {
  std::string all = output;
  for (std::size_t k = 0; k < terms.size(); ++k)
    if (k != but && k != and_but) all += terms[k].axes;
  return all;
}

inline std::string implicit_output(const std::vector<std::string>& inputs) {
  std::string all, ellipsis, once;
  for (const std::string& term : inputs) all += term;
  for (char c = 'A'; c <= 'z'; ++c)
    if (std::count(all.begin(), all.end(), c) == 1) once += c;
  return (all.find('.') == all.npos ? "" : ".") + once;
}

inline void validate(std::string_view text, const std::string& output,
                     const std::vector<Term>& terms) {
  for (char c : output) {
    const bool known = std::any_of(terms.begin(), terms.end(),
                                   [&](const Term& t) { return t.axes.find(c) != t.axes.npos; });
    if (!known || std::count(output.begin(), output.end(), c) > 1)
      throw ValueError(cat("einsum: \"", text, "\": the result names axis '", c, "' ",
                           known ? "twice" : "that no operand has"));
  }
  for (const Term& x : terms)
    for (char c : x.axes)
      for (const Term& y : terms) {
        const std::int64_t n = extent_of(x, c), m = extent_of(y, c);
        const bool broadcasts = c >= '0' && c <= '9';
        if (n != m && n != 1 && m != 1 && y.axes.find(c) != y.axes.npos)
          throw ShapeError(
              cat("einsum: \"", text,
                  "\": ", broadcasts ? "an axis under the ellipsis" : cat("axis '", c, "'"),
                  " has extents ", n, " and ", m, " in ", x.array.type(), " and ", y.array.type()));
      }
}

struct Terms {
  std::vector<Term> each;
  int broadcast_axes = 0;  // the most axes that an ellipsis stands for
};

inline Terms terms_of(std::string_view text, const Parsed& parsed,
                      const std::vector<Array>& operands) {
  if (parsed.inputs.size() != operands.size())
    throw ValueError(cat("einsum: \"", text, "\" has ", parsed.inputs.size(), " terms for ",
                         operands.size(), " operands"));
  Terms terms;
  for (std::size_t k = 0; k < operands.size(); ++k) {
    const std::string& letters = parsed.inputs[k];
    const bool ellipsis = letters.find('.') != letters.npos;
    const int under = operands[k].ndim() - int(letters.size()) + int(ellipsis);
    if (under < 0 || (under > 0 && !ellipsis))
      throw ValueError(cat("einsum: \"", text, "\": term \"", letters, "\" names ",
                           letters.size() - std::size_t(ellipsis), " axes of an operand of type ",
                           operands[k].type()));
    terms.broadcast_axes = std::max(terms.broadcast_axes, under);
    terms.each.push_back(without_repetitions({expanded(letters, under), operands[k]}));
  }
  return terms;
}

/// The pair whose product is smallest becomes one term.
inline void contract_cheapest(std::vector<Term>& terms, const std::string& output) {
  std::size_t best_x = 0, best_y = 1;
  for (std::size_t x = 0; x < terms.size(); ++x)
    for (std::size_t y = x + 1; y < terms.size(); ++y)
      if (work(terms[x], terms[y]) < work(terms[best_x], terms[best_y])) best_x = x, best_y = y;
  const std::string others = axes_of(terms, best_x, best_y, output);
  const Term x = summed(terms[best_x], others + terms[best_y].axes);
  const Term y = summed(terms[best_y], others + terms[best_x].axes);
  terms[best_x] = contract(x, y, others);
  terms.erase(terms.begin() + std::ptrdiff_t(best_y));
}

}  // namespace summation

WENGERT_API Array einsum(std::string_view text, const std::vector<Array>& operands) {
  const summation::Parsed parsed = summation::parse(text);
  auto [terms, broadcast_axes] = summation::terms_of(text, parsed, operands);
  const std::string output = summation::expanded(
      parsed.has_output ? parsed.output : summation::implicit_output(parsed.inputs),
      broadcast_axes);
  summation::validate(text, output, terms);
  while (terms.size() > 1) summation::contract_cheapest(terms, output);
  const summation::Term result = summation::summed(terms[0], output);
  Axes permutation;
  for (char c : output) permutation.push_back(std::int64_t(result.axes.find(c)));
  return transpose(result.array, permutation);
}

}  // namespace wengert
#endif
