#include "platform/paths.hpp"

#include <cstdint>
#include <string>
#include <system_error>

#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif

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

fs::path program_folder(const char* argv0) {
  std::error_code error;
#ifdef __APPLE__
  std::string path(4096, '\0');
  auto size = static_cast<std::uint32_t>(path.size());
  if (_NSGetExecutablePath(path.data(), &size) == 0) {
    return fs::canonical(path.c_str(), error).parent_path();
  }
#else
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  if (!error) {
    return self.parent_path();
  }
#endif
  return fs::absolute(argv0, error).parent_path();
}

}  // namespace maelstrom::platform
