// A folder for temporary files, removed with its contents by the destructor.
#pragma once

#include <filesystem>

namespace maelstrom::conformance::check {

class TemporaryFolder {
 public:
  // In TMPDIR, or where else one can be made and libraries can be loaded from.
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  TemporaryFolder(TemporaryFolder&&) = delete;
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;

  // Empty if none could be made.
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace maelstrom::conformance::check
