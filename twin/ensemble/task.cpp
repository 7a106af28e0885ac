#include "twin/ensemble/task.h"

#include <cstring>

namespace cytotwin {

namespace {

class Packer {
 public:
  template <class T>
  void put(const T& value) {
    append(&value, sizeof value);
  }
  template <class List>
  void put_list(const List& list) {
    put<std::uint64_t>(list.size());
    append(list.data(), list.size() * sizeof list[0]);
  }
  std::vector<std::byte> take() { return std::move(bytes_); }

 private:
  void append(const void* from, std::size_t size) {
    const auto* first = static_cast<const std::byte*>(from);
    bytes_.insert(bytes_.end(), first, first + size);
  }
  std::vector<std::byte> bytes_;
};

class Unpacker {
 public:
  explicit Unpacker(const std::vector<std::byte>& bytes) : bytes_(bytes) {}
  template <class T>
  void get(T& value) {
    std::memcpy(&value, bytes_.data() + at_, sizeof value);
    at_ += sizeof value;
  }
  template <class List>
  void get_list(List& list) {
    std::uint64_t size = 0;
    get(size);
    list.resize(size);
    if (size > 0) std::memcpy(list.data(), bytes_.data() + at_, size * sizeof list[0]);
    at_ += size * sizeof list[0];
  }

 private:
  const std::vector<std::byte>& bytes_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<std::byte> bytes_of(const EnsembleTask& task) {
  Packer packer;
  packer.put(task.member);
  packer.put(task.condition);
  packer.put(task.seed);
  packer.put_list(task.parameters);
  return packer.take();
}

EnsembleTask task_from(const std::vector<std::byte>& bytes) {
  EnsembleTask task;
  Unpacker unpacker(bytes);
  unpacker.get(task.member);
  unpacker.get(task.condition);
  unpacker.get(task.seed);
  unpacker.get_list(task.parameters);
  return task;
}

std::vector<std::byte> bytes_of(const TaskOutcome& outcome) {
  Packer packer;
  packer.put(outcome.member);
  packer.put(outcome.condition);
  packer.put(outcome.done);
  packer.put(outcome.interrupted);
  packer.put(outcome.seconds);
  packer.put_list(outcome.reason);
  packer.put_list(outcome.series);
  return packer.take();
}

TaskOutcome outcome_from(const std::vector<std::byte>& bytes) {
  TaskOutcome outcome;
  Unpacker unpacker(bytes);
  unpacker.get(outcome.member);
  unpacker.get(outcome.condition);
  unpacker.get(outcome.done);
  unpacker.get(outcome.interrupted);
  unpacker.get(outcome.seconds);
  unpacker.get_list(outcome.reason);
  unpacker.get_list(outcome.series);
  return outcome;
}

}  // namespace cytotwin
