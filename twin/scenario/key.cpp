#include "twin/scenario/key.h"

#include <algorithm>

namespace cytotwin {

const Key* Table::find(const std::string& name) const {
  const auto found =
      std::find_if(keys.begin(), keys.end(), [&](const Key& key) { return key.name == name; });
  return found == keys.end() ? nullptr : &*found;
}

}  // namespace cytotwin
