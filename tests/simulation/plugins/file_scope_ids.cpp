// Wrong on purpose: ids come from a counter outside the instance, which is lost with its process: a variable of the
// library, of the kind that the option `where` names. Right until a node is killed.
#include <cstdint>
#include <string>

#include <maelstrom/workload.hpp>

// NOLINTBEGIN: these are the mistake
inline std::uint64_t inline_counter = 0;  // one per process, in whichever library it is

namespace {

std::uint64_t file_counter = 0;
thread_local std::uint64_t thread_counter = 0;
std::string started = "x";  // has an initialiser, and a destructor

inline std::uint64_t& static_counter() {
  static std::uint64_t counter = started.size() - 1;
  return counter;
}
// NOLINTEND

class FileScopeIds : public maelstrom::Workload {
 public:
  explicit FileScopeIds(maelstrom::Host host) : Workload(host), where_(option("where").value_or("file")) {
    on("generate", [this](maelstrom::Request& request) {
      const std::string id = std::string(node_id()) + "-" + std::to_string(counter()++);
      started += "a text that is longer than a string holds without memory of its own";
      request.reply("generate_ok", {{"id", id}});
    });
  }

 private:
  std::uint64_t& counter() const {
    return where_ == "inline"   ? inline_counter
           : where_ == "static" ? static_counter()
           : where_ == "thread" ? thread_counter
                                : file_counter;
  }

  const std::string where_;
};

}  // namespace

MAELSTROM_PLUGIN(FileScopeIds, "file-scope-ids", "1.0.0", "Wrong: ids from a counter in a global", "generate");
