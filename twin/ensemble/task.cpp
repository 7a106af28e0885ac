#include "twin/ensemble/task.h"

#include <cstring>

namespace cytotwin {

namespace {

class Packer {
 public:
  template <class T>
  void value(const T& part) {
    append(&part, sizeof part);
  }
  template <class List>
  void list(const List& part) {
    value<std::uint64_t>(part.size());
    append(part.data(), part.size() * sizeof part[0]);
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
  void value(T& part) {
    std::memcpy(&part, bytes_.data() + at_, sizeof part);
    at_ += sizeof part;
  }
  template <class List>
  void list(List& part) {
    std::uint64_t size = 0;
    value(size);
    part.resize(size);
    if (size > 0) std::memcpy(part.data(), bytes_.data() + at_, size * sizeof part[0]);
    at_ += size * sizeof part[0];
  }

 private:
  const std::vector<std::byte>& bytes_;
  std::size_t at_ = 0;
};

// One order of the parts for both ways. Self is const where they are packed.
template <class Self, class Archive>
void exchange_task(Self& task, Archive& archive) {
  archive.value(task.member);
  archive.value(task.condition);
  archive.value(task.seed);
  archive.list(task.parameters);
}

template <class Self, class Archive>
void exchange_outcome(Self& outcome, Archive& archive) {
  archive.value(outcome.member);
  archive.value(outcome.condition);
  archive.value(outcome.done);
  archive.value(outcome.interrupted);
  archive.value(outcome.seconds);
  archive.list(outcome.reason);
  archive.list(outcome.series);
}

}  // namespace

std::vector<std::byte> bytes_of(const EnsembleTask& task) {
  Packer packer;
  exchange_task(task, packer);
  return packer.take();
}

std::vector<std::byte> bytes_of(const TaskOutcome& outcome) {
  Packer packer;
  exchange_outcome(outcome, packer);
  return packer.take();
}

EnsembleTask task_from(const std::vector<std::byte>& bytes) {
  EnsembleTask task;
  Unpacker unpacker(bytes);
  exchange_task(task, unpacker);
  return task;
}

TaskOutcome outcome_from(const std::vector<std::byte>& bytes) {
  TaskOutcome outcome;
  Unpacker unpacker(bytes);
  exchange_outcome(outcome, unpacker);
  return outcome;
}

}  // namespace cytotwin
