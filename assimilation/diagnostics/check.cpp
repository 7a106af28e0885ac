#include "assimilation/diagnostics/check.h"

#include <utility>

namespace cytotwin {

Check checked(std::string name, double value, double low, double high) {
  return {std::move(name), value, low, high, value >= low && value <= high};
}

}  // namespace cytotwin
