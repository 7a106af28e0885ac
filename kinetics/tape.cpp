#include "kinetics/tape.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <optional>
#include <stdexcept>
#include <tuple>
#include <unordered_map>

#include "core/simd.h"
#include "kinetics/lane_math.h"

namespace cytotwin {

/// Writes the instructions in single assignment, then lets registers share places.
class TapeBuilder {
 public:
  explicit TapeBuilder(Tape& tape) : tape_(tape) {}

  void build(std::span<const Expression> outputs) {
    for (const Expression& output : outputs) tape_.outputs_.push_back(place(output));
    group_operations();
    number_registers();
  }

 private:
  // Values are numbered: inputs, then constants and results as they are met.
  std::uint32_t place(const Expression& expression) {
    if (expression.operation() == Operation::symbol) return input(expression.symbol());
    if (expression.is_number()) return constant(expression.value());
    const auto known = of_node_.find(expression.node());
    if (known != of_node_.end()) return known->second;
    if (const auto whole = whole_power(expression)) {
      const std::uint32_t value = multiplied(place(expression.arguments()[0]), *whole);
      of_node_.emplace(expression.node(), value);
      return value;
    }
    std::uint32_t argument[3] = {};
    for (std::size_t i = 0; i < expression.arguments().size(); ++i) {
      argument[i] = place(expression.arguments()[i]);
    }
    const std::uint32_t value = instruction(expression.operation(), argument);
    of_node_.emplace(expression.node(), value);
    return value;
  }

  // Small whole powers are products: lanes multiply side by side, but take powers one by one.
  static std::optional<unsigned> whole_power(const Expression& expression) {
    constexpr double most = 8;
    if (expression.operation() != Operation::power) return std::nullopt;
    const Expression& exponent = expression.arguments()[1];
    if (!exponent.is_number()) return std::nullopt;
    const double n = exponent.value();
    if (!(n >= 1 && n <= most) || n != std::floor(n)) return std::nullopt;
    return static_cast<unsigned>(n);
  }

  std::uint32_t multiplied(std::uint32_t base, unsigned power) {
    if (power == 1) return base;
    const std::uint32_t half = multiplied(base, power / 2);
    const std::uint32_t square = binary(Operation::multiply, half, half);
    return power % 2 == 0 ? square : binary(Operation::multiply, square, base);
  }

  std::uint32_t binary(Operation operation, std::uint32_t a, std::uint32_t b) {
    std::uint32_t arguments[3] = {a, b, 0};
    return instruction(operation, arguments);
  }

  std::uint32_t input(std::uint32_t symbol) const {
    if (symbol >= tape_.inputs_) {
      throw std::invalid_argument(
          fmt::format("Tape: symbol {} is none of {} inputs", symbol, tape_.inputs_));
    }
    return symbol;
  }

  std::uint32_t fresh() { return static_cast<std::uint32_t>(tape_.inputs_ + values_++); }

  std::uint32_t constant(double value) {
    const auto [entry, is_new] = of_constant_.emplace(std::bit_cast<std::uint64_t>(value), 0);
    if (is_new) {
      entry->second = fresh();
      constants_.emplace_back(entry->second, value);
    }
    return entry->second;
  }

  std::uint32_t instruction(Operation operation, std::uint32_t (&argument)[3]) {
    const bool commutes = operation == Operation::add || operation == Operation::multiply;
    if (commutes && argument[1] < argument[0]) std::swap(argument[0], argument[1]);
    const auto key = std::tuple(operation, argument[0], argument[1], argument[2]);
    const auto [entry, is_new] = of_instruction_.emplace(key, 0);
    if (is_new) {
      entry->second = fresh();
      tape_.code_.push_back({operation, entry->second, argument[0], argument[1], argument[2]});
    }
    return entry->second;
  }

  void group_operations();
  void number_registers();

  Tape& tape_;
  std::size_t values_ = 0;
  std::unordered_map<const Expression::Node*, std::uint32_t> of_node_;
  std::map<std::uint64_t, std::uint32_t> of_constant_;
  std::map<std::tuple<Operation, std::uint32_t, std::uint32_t, std::uint32_t>, std::uint32_t>
      of_instruction_;
  std::vector<std::pair<std::uint32_t, double>> constants_;
};

// Orders instructions so that runs of the same operation are long: of those whose arguments are
// known, all of the operation that has the most of them come next.
void TapeBuilder::group_operations() {
  using Code = std::vector<Tape::Instruction>;
  const std::size_t known_first = tape_.inputs_;
  std::vector<std::uint32_t> missing(tape_.code_.size(), 0);
  std::vector<std::vector<std::uint32_t>> users(known_first + values_);
  std::vector<std::uint8_t> computed(known_first + values_, 0);
  for (const auto& code : tape_.code_) computed[code.result] = 1;
  std::map<Operation, std::vector<std::uint32_t>> ready;
  for (std::uint32_t k = 0; k < tape_.code_.size(); ++k) {
    const auto& code = tape_.code_[k];
    const std::uint32_t arguments[3] = {code.a, code.b, code.c};
    for (unsigned i = 0; i < arguments_of(code.operation); ++i) {
      if (computed[arguments[i]] == 0) continue;
      ++missing[k];
      users[arguments[i]].push_back(k);
    }
    if (missing[k] == 0) ready[code.operation].push_back(k);
  }
  Code grouped;
  while (grouped.size() < tape_.code_.size()) {
    const auto most = std::max_element(
        ready.begin(), ready.end(),
        [](const auto& a, const auto& b) { return a.second.size() < b.second.size(); });
    const std::vector<std::uint32_t> now = std::move(most->second);
    ready.erase(most);
    for (const std::uint32_t k : now) {
      grouped.push_back(tape_.code_[k]);
      for (const std::uint32_t user : users[tape_.code_[k].result]) {
        if (--missing[user] == 0) ready[tape_.code_[user].operation].push_back(user);
      }
    }
  }
  tape_.code_ = std::move(grouped);
}

void TapeBuilder::number_registers() {
  const std::size_t inputs = tape_.inputs_;
  constexpr std::uint32_t kept = 0xffffffff;
  std::vector<std::uint32_t> last_use(inputs + values_, 0), reg(inputs + values_);
  for (std::size_t i = 0; i < inputs; ++i) {
    reg[i] = static_cast<std::uint32_t>(i);
    last_use[i] = kept;
  }
  auto next = static_cast<std::uint32_t>(inputs);
  for (const auto& [value, number] : constants_) {
    reg[value] = next++;
    last_use[value] = kept;
    tape_.constants_.push_back(number);
  }
  for (std::uint32_t k = 0; k < tape_.code_.size(); ++k) {
    const auto& code = tape_.code_[k];
    const std::uint32_t arguments[3] = {code.a, code.b, code.c};
    for (unsigned i = 0; i < arguments_of(code.operation); ++i) {
      last_use[arguments[i]] = std::max(last_use[arguments[i]], k);
    }
  }
  for (const std::uint32_t output : tape_.outputs_) last_use[output] = kept;
  std::vector<std::uint32_t> free;
  for (std::uint32_t k = 0; k < tape_.code_.size(); ++k) {
    auto& code = tape_.code_[k];
    const std::uint32_t arguments[3] = {code.a, code.b, code.c};
    code.a = reg[code.a];
    code.b = reg[code.b];
    code.c = reg[code.c];
    for (unsigned i = 0; i < arguments_of(code.operation); ++i) {
      if (last_use[arguments[i]] != k) continue;
      last_use[arguments[i]] = kept;  // freed once, even if it is used twice here
      free.push_back(reg[arguments[i]]);
    }
    if (free.empty()) free.push_back(next++);
    reg[code.result] = free.back();
    code.result = free.back();
    free.pop_back();
  }
  for (std::uint32_t& output : tape_.outputs_) output = reg[output];
  tape_.registers_ = next;
}

Tape::Tape(std::span<const Expression> outputs, std::size_t inputs) : inputs_(inputs) {
  TapeBuilder(*this).build(outputs);
}

Tape::Workspace::Workspace(const Tape& tape, std::size_t lanes)
    : lanes_(lanes), registers_(tape.registers_ * lanes) {
  for (std::size_t c = 0; c < tape.constants_.size(); ++c) {
    std::fill_n(registers_.begin() + static_cast<std::ptrdiff_t>((tape.inputs_ + c) * lanes), lanes,
                tape.constants_[c]);
  }
}

namespace {

// All inlined, so that they are compiled for each processor with their caller.
#define CYTOTWIN_INLINED __attribute__((always_inline)) inline

/// Carries out instructions from `code` on that are of one operation. @returns the next one
template <std::size_t lanes, class Value>
CYTOTWIN_INLINED const Tape::Instruction* run_same(const Tape::Instruction* code,
                                                   const Tape::Instruction* end, double* registers,
                                                   Value&& value_of) {
  const Operation operation = code->operation;
  do {
    const double* a = registers + code->a * lanes;
    const double* b = registers + code->b * lanes;
    const double* c = registers + code->c * lanes;
    double value[lanes];
    for (std::size_t l = 0; l < lanes; ++l) value[l] = value_of(a[l], b[l], c[l]);
    double* result = registers + code->result * lanes;
    for (std::size_t l = 0; l < lanes; ++l) result[l] = value[l];
    ++code;
  } while (code != end && code->operation == operation);
  return code;
}

template <std::size_t lanes>
CYTOTWIN_INLINED void run_code(const Tape::Instruction* code, std::size_t size, double* registers) {
  const Tape::Instruction* end = code + size;
  const auto same = [&](auto&& value) __attribute__((always_inline)) {
    code = run_same<lanes>(code, end, registers, value);
  };
  while (code != end) {
    switch (code->operation) {
      case Operation::exp:
        same([](double a, double, double)
                 __attribute__((always_inline)) { return lane_math::exp(a); });
        break;
      case Operation::ln:
        same([](double a, double, double)
                 __attribute__((always_inline)) { return lane_math::ln(a); });
        break;
      case Operation::tanh:
        same([](double a, double, double)
                 __attribute__((always_inline)) { return lane_math::tanh(a); });
        break;
      case Operation::power:
        do {
          double value[lanes];
          lane_math::pow<lanes>(registers + code->a * lanes, registers + code->b * lanes, value);
          std::copy_n(value, lanes, registers + code->result * lanes);
          ++code;
        } while (code != end && code->operation == Operation::power);
        break;
      case Operation::sqrt:
        same([](double a, double, double) { return std::sqrt(a); });
        break;
      case Operation::less:
        same([](double a, double b, double) { return a < b ? 1.0 : 0.0; });
        break;
      case Operation::less_equal:
        same([](double a, double b, double) { return a <= b ? 1.0 : 0.0; });
        break;
      case Operation::choose:
        same([](double a, double b, double c) { return a != 0 ? b : c; });
        break;
      case Operation::add:
        same([](double a, double b, double) { return a + b; });
        break;
      case Operation::subtract:
        same([](double a, double b, double) { return a - b; });
        break;
      case Operation::multiply:
        same([](double a, double b, double) { return a * b; });
        break;
      case Operation::divide:
        same([](double a, double b, double) { return a / b; });
        break;
      case Operation::negate:
        same([](double a, double, double) { return -a; });
        break;
      default: {
        const Operation operation = code->operation;
        same([operation](double a, double b, double c) { return apply(operation, a, b, c); });
      }
    }
  }
}

CYTOTWIN_SIMD
void run_one(const Tape::Instruction* code, std::size_t size, double* registers) {
  run_code<1>(code, size, registers);
}

CYTOTWIN_SIMD
void run_lanes(const Tape::Instruction* code, std::size_t size, double* registers) {
  run_code<tape_lanes>(code, size, registers);
}

}  // namespace

void Tape::evaluate(const double* input, double* output, Workspace& workspace) const {
  const std::size_t lanes = workspace.lanes();
  double* registers = workspace.registers();
  std::copy_n(input, inputs_ * lanes, registers);
  if (lanes == 1) {
    run_one(code_.data(), code_.size(), registers);
  } else if (lanes == tape_lanes) {
    run_lanes(code_.data(), code_.size(), registers);
  } else {
    throw std::invalid_argument(fmt::format("Tape: {} lanes (1 or {})", lanes, tape_lanes));
  }
  for (std::size_t o = 0; o < outputs_.size(); ++o) {
    std::copy_n(registers + outputs_[o] * lanes, lanes, output + o * lanes);
  }
}

}  // namespace cytotwin
