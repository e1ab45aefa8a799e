#include "checkers/linearizability.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "checkers/register_memory.hpp"
#include "checkers/register_plan.hpp"

namespace maelstrom::conformance {
namespace {

using Kind = RegisterOperation::Kind;
using Answer = RegisterVerdict::Answer;

// A depth-first search. Its position is a level, the return of the operation that returns next; `open` means invoked
// before that return and not yet returned.
template <std::size_t Words>
class RegisterSearch {
 public:
  RegisterSearch(const RegisterPlan& plan, const RegisterLimits& limits)
      : plan_(plan),
        limits_(limits),
        memory_(plan.returned.size()),
        open_at_(Words * 64),
        reads_of_(plan.value_count),
        others_than_(plan.value_count),
        updates_to_(plan.value_count),
        available_(plan.kinds.size(), 0),
        listed_in_slot_(Words * 64, 0),
        listed_kind_(plan.kinds.size(), 0) {}

  RegisterVerdict run() {
    RegisterVerdict verdict;
    invoke_level();
    bool reached_end = enter({});
    while (!reached_end && !frames_.empty() && !gave_up()) {
      Frame& frame = frames_.back();
      while (level_ > frame.level) {
        retreat();
      }
      if (frame.next == moves_.size()) {
        moves_.resize(frame.begin);
        frames_.pop_back();
      } else {
        const Move move = moves_[frame.next++];
        reached_end = enter(after(move, frame.state));
      }
    }
    verdict.configurations = configurations_;
    if (!reached_end) {
      verdict.answer = frames_.empty() ? Answer::kNotLinearizable : Answer::kGaveUp;
      explain(verdict);
    }
    return verdict;
  }

 private:
  using State = SearchState<Words>;
  using Slots = SlotSet<Words>;

  // The possible next moves at a level.
  struct Move {
    enum class Kind : std::uint8_t {
      kHide,        // the operation that returns counts as hidden
      kOpen,        // an open operation takes effect
      kUnreturned,  // one of a kind that never returned takes effect
    };

    Kind kind;
    std::uint32_t index;  // of the operation, or of the kind
  };

  // A state with several possible moves.
  struct Frame {
    State state;
    std::uint32_t level = 0;
    std::uint32_t next = 0;  // the move to try next; into moves_
    std::uint32_t begin = 0;
  };

  // This many small steps count as one configuration; a step of wide states counts for several.
  static constexpr std::uint64_t kStepsOfOne = Words <= 8 ? 32 / (1 + Words / 8) : 4;

  bool gave_up() const {
    return work_ / kStepsOfOne + configurations_ >= limits_.configurations ||
           memory_.bytes() + used_.bytes() + frames_.size() * sizeof(Frame) >= limits_.bytes;
  }

  void open(std::uint32_t index) {
    const RegisterOperation& operation = plan_.operations[index];
    const std::uint32_t slot = plan_.slot_of[index];
    open_at_[slot] = index;
    open_.add(slot);
    switch (operation.kind) {
      case Kind::kObserveValue:
        reads_of_[operation.expected].add(slot);
        break;
      case Kind::kObserveAnother:
        others_.add(slot);
        others_than_[operation.expected].add(slot);
        break;
      default:
        (operation.kind == Kind::kWrite ? updates_.writes : updates_.compare_and_sets).add(slot);
        updates_to_[operation.result].add(slot);
    }
  }

  void close(std::uint32_t index) {
    const RegisterOperation& operation = plan_.operations[index];
    const std::uint32_t slot = plan_.slot_of[index];
    open_.remove(slot);
    switch (operation.kind) {
      case Kind::kObserveValue:
        reads_of_[operation.expected].remove(slot);
        break;
      case Kind::kObserveAnother:
        others_.remove(slot);
        others_than_[operation.expected].remove(slot);
        break;
      default:
        (operation.kind == Kind::kWrite ? updates_.writes : updates_.compare_and_sets).remove(slot);
        updates_to_[operation.result].remove(slot);
    }
  }

  void invoke_level() {
    for (std::uint32_t i = plan_.level_begin[level_]; i < plan_.level_begin[level_ + 1]; ++i) {
      const RegisterInvocation& invocation = plan_.invocations[i];
      if (invocation.returns) {
        open(invocation.index);
      } else {
        ++available_[invocation.index];
      }
    }
  }

  void advance() {
    ++work_;
    close(plan_.returned[level_]);
    ++level_;
    invoke_level();
  }

  void retreat() {
    for (std::uint32_t i = plan_.level_begin[level_ + 1]; i-- > plan_.level_begin[level_];) {
      const RegisterInvocation& invocation = plan_.invocations[i];
      if (invocation.returns) {
        close(invocation.index);
      } else {
        --available_[invocation.index];
      }
    }
    --level_;
    open(plan_.returned[level_]);
  }

  // Lets every open observation with a matching value take effect.
  void observe(State& state) const {
    const Slots& reads = reads_of_[state.value];
    for (std::size_t i = 0; i < Words; ++i) {
      state.done.words[i] |= reads.words[i];
      if (state.value != kAbsent) {
        state.done.words[i] |= others_.words[i] & ~others_than_[state.value].words[i];
      }
    }
  }

  // Continues from the state, which is one of this level, while only one move is possible. Returns true if that reaches
  // the end. If several moves are possible, adds a frame, unless a state at least as good is known.
  bool enter(State state) {
    for (;;) {
      if (level_ == plan_.returned.size()) {
        return true;
      }
      observe(state);
      const std::uint32_t own = plan_.returned[level_];
      const std::uint32_t slot = plan_.slot_of[own];
      if (state.done.has(slot)) {
        state.done.remove(slot);
        state.hidden.remove(slot);
        advance();
        continue;
      }
      const std::size_t begin = moves_.size();
      list_moves(own, state);
      if (moves_.size() == begin + 1) {
        state = after(moves_[begin], state);
        moves_.pop_back();
        ++work_;
        continue;
      }
      furthest_ = std::max(furthest_, level_);
      if (!memory_.add(level_, state, updates_, used_, work_)) {
        moves_.resize(begin);
        return false;
      }
      ++configurations_;
      if (moves_.size() != begin) {
        const auto first = static_cast<std::uint32_t>(begin);
        frames_.push_back({state, level_, first, first});
      }
      return false;
    }
  }

  // Whether the operation could ever take effect at this level: false if it needs a value that no operation leaves.
  bool can_be_placed(std::uint32_t index, const State& state) const {
    const RegisterOperation& operation = plan_.operations[index];
    if ((operation.kind != Kind::kObserveValue && operation.kind != Kind::kCompareAndSet) ||
        operation.expected == state.value || !state.done.contains(updates_to_[operation.expected])) {
      return true;
    }
    if (plan_.kinds.empty()) {
      return false;
    }
    const auto& kinds = plan_.kinds_to[operation.expected];
    return std::any_of(kinds.begin(), kinds.end(), [&](std::uint32_t kind) { return is_left(kind, state); });
  }

  bool is_left(std::uint32_t kind, const State& state) const {
    return available_[kind] > 0 && available_[kind] > used_.count(state.used, kind);
  }

  static bool is_legal(const RegisterOperation& update, const State& state) {
    return update.kind == Kind::kWrite || (update.kind == Kind::kCompareAndSet && update.expected == state.value);
  }

  State after(const Move& move, const State& before) {
    State state = before;
    bool is_write = false;
    if (move.kind == Move::Kind::kUnreturned) {
      const UnreturnedKind& kind = plan_.kinds[move.index];
      state.value = kind.result;
      state.used = used_.with(state.used, move.index);
      is_write = kind.is_write;
    } else {
      const std::uint32_t slot = plan_.slot_of[move.index];
      state.done.add(slot);
      state.hidden.remove(slot);
      if (move.kind == Move::Kind::kOpen) {
        state.value = plan_.operations[move.index].result;
        is_write = plan_.operations[move.index].kind == Kind::kWrite;
      }
    }
    if (is_write) {
      state.hidden.add_all(updates_.writes, state.done);
    }
    return state;
  }

  // Calls `use` for each operation in `slots` that is not in `without`.
  template <typename Use>
  void for_each_slot(const Slots& slots, const Slots& without, Use use) const {
    for (std::size_t word = 0; word < Words; ++word) {
      for (std::uint64_t rest = slots.words[word] & ~without.words[word]; rest != 0; rest &= rest - 1) {
        use(open_at_[word * 64 + static_cast<std::size_t>(__builtin_ctzll(rest))]);
      }
    }
  }

  // Appends all moves: the move of `own`, the operation that returns next, and then operations that may take effect
  // before it:
  // - every open compare-and-set that is legal,
  // - writes and unreturned operations that leave a value which an open operation needs at once, or from which an
  //   unreturned compare-and-set starts. Other writes have no effect on the search: an overwritten one is hidden, and
  //   any other can wait. Moves that `own` needs come first, and operations that return come before those that never
  //   return.
  void list_moves(std::uint32_t own, const State& state) {
    if (!can_be_placed(own, state)) {
      return;
    }
    if (state.hidden.has(plan_.slot_of[own])) {
      moves_.push_back({Move::Kind::kHide, own});
    }
    if (is_legal(plan_.operations[own], state)) {
      moves_.push_back({Move::Kind::kOpen, own});
    }
    ++listing_;
    needed_.clear();
    const RegisterOperation& operation = plan_.operations[own];
    if (operation.kind == Kind::kObserveValue || operation.kind == Kind::kCompareAndSet) {
      needed_.push_back(operation.expected);
    }
    bool any_value = false;
    for_each_slot(open_, state.done, [&](std::uint32_t index) {
      const RegisterOperation& open = plan_.operations[index];
      if (open.kind == Kind::kObserveValue || open.kind == Kind::kCompareAndSet) {
        needed_.push_back(open.expected);
      } else if (open.kind == Kind::kObserveAnother) {
        any_value = true;
      }
    });
    for (const std::uint32_t kind : plan_.compare_and_set_kinds) {
      if (is_left(kind, state)) {
        needed_.push_back(plan_.kinds[kind].expected);
      }
    }
    for (const RegisterValue value : needed_) {
      list_updates_to(value, own, state);
    }
    for_each_slot(any_value ? open_ : updates_.compare_and_sets, state.done,
                  [&](std::uint32_t index) { list_update(index, own, state); });
    if (plan_.kinds.empty()) {
      return;
    }
    for (const RegisterValue value : needed_) {
      list_kinds_to(value, state);
    }
    for (RegisterValue value = 0; any_value && value < plan_.value_count; ++value) {
      list_kinds_to(value, state);
    }
  }

  void list_updates_to(RegisterValue value, std::uint32_t own, const State& state) {
    for_each_slot(updates_to_[value], state.done, [&](std::uint32_t index) { list_update(index, own, state); });
  }

  void list_update(std::uint32_t index, std::uint32_t own, const State& state) {
    std::uint64_t& listed = listed_in_slot_[plan_.slot_of[index]];
    if (index != own && listed != listing_ && is_legal(plan_.operations[index], state)) {
      listed = listing_;
      moves_.push_back({Move::Kind::kOpen, index});
    }
  }

  // Whether an open write has not taken effect and is not yet hidden.
  bool can_hide(const State& state) const {
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < Words; ++i) {
      seen |= updates_.writes.words[i] & ~state.done.words[i] & ~state.hidden.words[i];
    }
    return seen != 0;
  }

  // A write of the current value is useful only if it hides another one.
  void list_kinds_to(RegisterValue value, const State& state) {
    if (value == state.value && !can_hide(state)) {
      return;
    }
    for (const std::uint32_t number : plan_.kinds_to[value]) {
      const UnreturnedKind& kind = plan_.kinds[number];
      if (listed_kind_[number] != listing_ && (kind.is_write || kind.expected == state.value) &&
          is_left(number, state)) {
        listed_kind_[number] = listing_;
        moves_.push_back({Move::Kind::kUnreturned, number});
      }
    }
  }

  void explain(RegisterVerdict& verdict) {
    while (level_ > furthest_) {
      retreat();
    }
    while (level_ < furthest_) {
      advance();
    }
    verdict.blocked = plan_.returned[furthest_];
    constexpr std::size_t kShown = 10;
    for (const auto& entry : memory_.entries()) {
      if (entry.level != furthest_) {
        continue;
      }
      ++verdict.reached_count;
      verdict.reached_values.push_back(entry.state.value);
      if (verdict.reached.size() < kShown) {
        RegisterConfiguration configuration;
        configuration.value = entry.state.value;
        for_each_slot(open_, {}, [&](std::uint32_t index) {
          if (index != verdict.blocked) {
            auto& list = entry.state.done.has(plan_.slot_of[index]) ? configuration.done : configuration.pending;
            list.push_back(index);
          }
        });
        verdict.reached.push_back(std::move(configuration));
      }
    }
    std::sort(verdict.reached_values.begin(), verdict.reached_values.end());
    verdict.reached_values.erase(std::unique(verdict.reached_values.begin(), verdict.reached_values.end()),
                                 verdict.reached_values.end());
    const std::uint64_t end = plan_.operations[verdict.blocked].returned;
    for (std::size_t i = 0; i < plan_.operations.size(); ++i) {
      if (plan_.kind_of[i] != RegisterPlan::kNoKind && plan_.operations[i].invoked < end) {
        verdict.unreturned.push_back(i);
      }
    }
  }

  const RegisterPlan& plan_;
  const RegisterLimits limits_;
  SearchMemory<Words> memory_;
  UsedKinds used_;
  std::vector<Frame> frames_;
  std::vector<Move> moves_;  // of all frames, one after the other
  std::uint64_t configurations_ = 0;
  std::uint64_t work_ = 0;  // steps smaller than a configuration, so that they are limited too
  std::uint32_t furthest_ = 0;

  // The open operations at the level.
  std::uint32_t level_ = 0;
  std::vector<std::uint32_t> open_at_;  // the operation in each slot
  Slots open_;
  OpenUpdates<Words> updates_;
  Slots others_;  // observations of a value other than the expected one
  std::vector<Slots> reads_of_;
  std::vector<Slots> others_than_;
  std::vector<Slots> updates_to_;
  std::vector<std::uint32_t> available_;  // unreturned operations, by kind

  // By slot and by kind: the last listing of moves that contained it.
  std::vector<std::uint64_t> listed_in_slot_;
  std::vector<std::uint64_t> listed_kind_;
  std::uint64_t listing_ = 0;
  std::vector<RegisterValue> needed_;  // of a listing
};

}  // namespace

RegisterVerdict check_register(std::span<const RegisterOperation> operations, const RegisterLimits& limits) {
  const RegisterPlan plan(operations);
  if (plan.slot_count <= 64) {
    return RegisterSearch<1>(plan, limits).run();
  }
  if (plan.slot_count <= 512) {
    return RegisterSearch<8>(plan, limits).run();
  }
  constexpr std::uint32_t kMostOpen = 64 * 64;
  if (plan.slot_count <= kMostOpen) {
    return RegisterSearch<64>(plan, limits).run();
  }
  RegisterVerdict verdict;
  verdict.answer = Answer::kGaveUp;
  const auto too_many =
      std::find(plan.slot_of.begin(), plan.slot_of.end(), kMostOpen);  // slots are assigned from the lowest free one
  verdict.blocked = static_cast<std::size_t>(too_many - plan.slot_of.begin());
  return verdict;
}

}  // namespace maelstrom::conformance
