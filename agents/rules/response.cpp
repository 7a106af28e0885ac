#include "agents/rules/response.h"

#include <cmath>

namespace cytotwin {

double hill_response(std::span<const HillTerm> terms) {
  double sum = 0;
  for (const HillTerm& term : terms) {
    if (term.signal > 0) sum += std::pow(term.signal / term.half_maximum, term.power);
  }
  return std::isinf(sum) ? 1 : sum / (1 + sum);
}

}  // namespace cytotwin
