#include "plugin_check/temporary_folder.hpp"

#include <cstdlib>
#include <string>
#include <system_error>
#include <vector>

#include <sys/statvfs.h>
#include <unistd.h>

namespace maelstrom::conformance::check {
namespace {

namespace fs = std::filesystem;

bool can_load_from([[maybe_unused]] const fs::path& folder) {
#ifdef ST_NOEXEC
  struct statvfs status = {};
  return ::statvfs(folder.c_str(), &status) == 0 && (status.f_flag & ST_NOEXEC) == 0;
#else
  return true;
#endif
}

std::vector<fs::path> candidates() {
  std::error_code error;
  const fs::path preferred = fs::temp_directory_path(error);  // TMPDIR, if it is a folder
  std::vector<fs::path> folders = {"/tmp", "/var/tmp", "/dev/shm"};
  if (!error) {
    folders.insert(folders.begin(), preferred);
  }
  return folders;
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  for (const fs::path& folder : candidates()) {
    std::string name = (folder / "maelstrom-check-XXXXXX").string();
    if (can_load_from(folder) && ::mkdtemp(name.data()) != nullptr) {
      path_ = name;
      return;
    }
  }
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace maelstrom::conformance::check
