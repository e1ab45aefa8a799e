// A folder for temporary files, removed with its contents by the destructor.
#pragma once

#include <filesystem>

namespace maelstrom::conformance::check {

class TemporaryFolder {
 public:
  // In TMPDIR, or in another folder from which libraries can be loaded.
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  TemporaryFolder(TemporaryFolder&&) = delete;
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;

  // Empty if it could not be created.
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace maelstrom::conformance::check
