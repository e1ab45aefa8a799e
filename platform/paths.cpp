#include "platform/paths.hpp"

#include <string>
#include <system_error>

namespace maelstrom::platform {
namespace fs = std::filesystem;

fs::path joined(const fs::path& folder, const fs::path& path) {
  std::string rest = path.string();
  while (rest.starts_with("./")) {
    const std::size_t begin = rest.find_first_not_of('/', 1);
    if (begin == std::string::npos) {
      return folder;
    }
    rest.erase(0, begin);
  }
  return folder / rest;
}

fs::path absolute(const fs::path& path) {
  std::error_code error;
  const fs::path here = fs::current_path(error);
  return path.is_absolute() || error ? path : joined(here, path);
}

}  // namespace maelstrom::platform
