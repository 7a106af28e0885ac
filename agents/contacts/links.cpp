#include "agents/contacts/links.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "agents/cells/controlled.h"
#include "agents/contacts/first_event.h"
#include "agents/mechanics/reach.h"
#include "core/random.h"

namespace cytotwin {
namespace {

constexpr std::size_t block = 512;
constexpr double no_link = -1;

std::string column_name(std::size_t place) { return fmt::format("link_{}", place); }

/// The columns of the links, to be written.
class Links : public LinkView {
 public:
  explicit Links(Population& cells) : LinkView(cells) {
    for (std::size_t place = 0; place < places(); ++place) {
      written_.push_back(cells.extra[cells.find_extra(column_name(place))].values.data());
    }
  }
  void add(std::size_t row, std::uint64_t id) {  // there must be room
    written_[count(row)][row] = static_cast<double>(id);
  }
  void drop(std::size_t row, std::uint64_t id) {
    const std::size_t n = count(row);
    std::size_t kept = 0;
    for (std::size_t k = 0; k < n; ++k) {
      if (of(row, k) != id) written_[kept++][row] = written_[k][row];
    }
    for (; kept < n; ++kept) written_[kept][row] = no_link;
  }

 private:
  std::vector<double*> written_;
};

// What one cell wants to do with another, at a time within the step [min].
struct LinkEvent {
  double time;
  std::uint32_t row, other;
  bool attaches;
};

/// Everything that decisions are made from; nothing is written.
class Linkers {
 public:
  Linkers(const Population& cells, const LinkView& links, const ContactStep& step)
      : cells_(cells),
        links_(links),
        step_(step),
        reach_(cells, step.types),
        attach_(cells, step.types, {ControlKind::attachment, 0}),
        detach_(cells, step.types, {ControlKind::detachment, 0}),
        most_(cells, step.types, {ControlKind::most_attachments, 0}) {
    for (std::size_t t = 0; t < step.types.size(); ++t) {
      affinity_.emplace_back(cells, step.types,
                             Control{ControlKind::affinity, static_cast<std::uint16_t>(t)});
    }
  }

  bool has_room(std::size_t row) const {
    const double most = std::floor(most_(row) + 0.5);
    const auto count = static_cast<double>(links_.count(row));
    return count < most && links_.count(row) < links_.places();
  }

  void find(std::uint32_t row, std::vector<LinkEvent>& found) const {
    if (cells_.state[row] != CellState::live) return;
    if (detach_(row) > 0 && links_.count(row) > 0) let_go(row, found);
    if (attach_(row) > 0 && has_room(row)) attach(row, found);
  }

 private:
  void let_go(std::uint32_t row, std::vector<LinkEvent>& found) const {
    RandomStream random(step_.seed, cells_.id[row], step_.step_index, Purpose::detachment);
    std::vector<std::uint32_t> left;
    for (std::size_t k = 0; k < links_.count(row); ++k) {
      left.push_back(step_.rows.row_of(links_.of(row, k)));  // no link is broken
    }
    const double rate = detach_(row);
    first_events(
        row, left, false, random, [&](std::uint32_t) { return rate; }, found);
  }

  void attach(std::uint32_t row, std::vector<LinkEvent>& found) const {
    RandomStream random(step_.seed, cells_.id[row], step_.step_index, Purpose::attachment);
    const double rate = attach_(row);
    std::vector<std::uint32_t> left;
    for (const std::uint32_t j : step_.neighbours.of(row)) {
      if (cells_.state[j] != CellState::live || !reach_.holds(row, j)) continue;
      if (!links_.has(row, cells_.id[j])) left.push_back(j);
    }
    const auto towards = [&](std::uint32_t j) { return rate * affinity_[cells_.type[j]](row); };
    first_events(row, left, true, random, towards, found);
  }

  // The first event with each of the others, as far as it falls into the step: the memoryless rest
  // is drawn again without those that had theirs.
  template <class Rate>
  void first_events(std::uint32_t row, std::vector<std::uint32_t>& left, bool attaches,
                    RandomStream& random, const Rate& rate, std::vector<LinkEvent>& found) const {
    double time = 0;
    while (!left.empty()) {
      const FirstEvent first = first_event(cells_, left, step_.step - time, random, rate);
      if (first.neighbour == RowIndex::none) return;
      time += first.time;
      found.push_back({time, row, first.neighbour, attaches});
      left.erase(std::find(left.begin(), left.end(), first.neighbour));
    }
  }

  const Population& cells_;
  const LinkView& links_;
  const ContactStep& step_;
  Reach reach_;
  Controlled attach_, detach_, most_;
  std::vector<Controlled> affinity_;  // by type of the other
};

std::vector<LinkEvent> find_events(const Population& cells, const Linkers& linkers,
                                   const Workers& workers) {
  std::vector<std::vector<LinkEvent>> found((cells.size() + block - 1) / block);
  workers.for_blocks(cells.size(), block, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      linkers.find(static_cast<std::uint32_t>(i), found[begin / block]);
    }
  });
  std::vector<LinkEvent> events;
  for (const std::vector<LinkEvent>& some : found) {
    events.insert(events.end(), some.begin(), some.end());
  }
  const auto key = [&](const LinkEvent& e) {
    return std::tuple(e.time, cells.id[e.row], cells.id[e.other], e.attaches);
  };
  std::sort(events.begin(), events.end(),
            [&](const LinkEvent& a, const LinkEvent& b) { return key(a) < key(b); });
  return events;
}

}  // namespace

bool has_links(const Population& cells, std::span<const CellType> types) {
  const auto links = [](const CellType& type) { return type.contact.attachment.attach_rate > 0; };
  return std::any_of(types.begin(), types.end(), links) ||
         is_controlled(cells, ControlKind::attachment);
}

void add_link_columns(Population& cells, std::size_t types, std::size_t places) {
  for (std::size_t place = 0; place < std::min(places, most_links); ++place) {
    const std::string name = column_name(place);
    if (cells.find_extra(name) < cells.extra.size()) continue;
    ExtraColumn column{name, "", AtDivision::reset, {}, {}};
    column.initial.assign(types, no_link);
    column.values.assign(cells.size(), no_link);
    cells.extra.push_back(std::move(column));
  }
}

LinkView::LinkView(const Population& cells) {
  while (true) {
    const std::size_t column = cells.find_extra(column_name(place_.size()));
    if (column == cells.extra.size()) return;
    place_.push_back(cells.extra[column].values.data());
  }
}

std::size_t LinkView::count(std::size_t row) const {
  std::size_t n = 0;
  while (n < place_.size() && place_[n][row] >= 0) ++n;
  return n;
}

bool LinkView::has(std::size_t row, std::uint64_t id) const {
  for (const double* place : place_) {
    if (place[row] < 0) return false;
    if (static_cast<std::uint64_t>(place[row]) == id) return true;
  }
  return false;
}

void drop_broken_links(Population& cells, const RowIndex& rows) {
  Links links(cells);
  const auto holds = [&](std::size_t i, std::uint64_t id) {
    const std::uint32_t j = rows.row_of(id);
    return j != RowIndex::none && cells.state[i] == CellState::live &&
           cells.state[j] == CellState::live && links.has(j, cells.id[i]);
  };
  for (std::size_t i = 0; i < cells.size(); ++i) {
    for (std::size_t k = links.count(i); k-- > 0;) {
      if (!holds(i, links.of(i, k))) links.drop(i, links.of(i, k));
    }
  }
}

LinkEvents step_links(Population& cells, const ContactStep& step, const Workers& workers) {
  Links links(cells);
  LinkEvents happened;
  const Linkers linkers(cells, links, step);
  for (const LinkEvent& event : find_events(cells, linkers, workers)) {
    const std::uint64_t a = cells.id[event.row], b = cells.id[event.other];
    const bool linked = links.has(event.row, b);
    if (event.attaches == linked) continue;  // the other was earlier
    if (!event.attaches) {
      links.drop(event.row, b);
      links.drop(event.other, a);
      ++happened.detachments;
    } else if (linkers.has_room(event.row) && linkers.has_room(event.other)) {
      links.add(event.row, b);
      links.add(event.other, a);
      ++happened.attachments;
    }
  }
  return happened;
}

void add_link_springs(const Population& cells, std::span<const CellType> types,
                      const RowIndex& rows, const Workers& workers, Drift& drift) {
  const LinkView links(cells);
  const Controlled spring(cells, types, {ControlKind::spring, 0});
  workers.for_blocks(cells.size(), block, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      for (std::size_t k = 0, n = links.count(i); k < n; ++k) {
        const std::uint32_t j = rows.row_of(links.of(i, k));
        if (j == RowIndex::none) continue;
        const Vec3 apart = cells.position(j) - cells.position(i);
        const double constant = std::sqrt(spring(i) * spring(j));
        drift.x[i] += constant * apart.x;
        drift.y[i] += constant * apart.y;
        drift.z[i] += constant * apart.z;
      }
    }
  });
}

std::size_t count_links(const Population& cells) {
  const LinkView links(cells);
  std::size_t ends = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) ends += links.count(i);
  return ends / 2;
}

}  // namespace cytotwin
