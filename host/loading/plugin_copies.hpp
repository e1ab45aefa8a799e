// Gives each simulated incarnation of a node its own library, as a process has: global, static and thread_local
// variables are fresh in every incarnation, and concurrent incarnations share none of them.
//
// The file is loaded repeatedly under private names, from memory. In these copies the loader runs none of the plugin's
// code: its initialisers run when an incarnation begins, its destructors never, as after SIGKILL. A copy is reset to
// its state before the initialisers and reused. The libraries that the plugin is linked with are not copied: they are
// loaded once. Thread-safe.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include <maelstrom/abi.h>

#include "host/loading/plugin_library.hpp"

namespace maelstrom::host {

class LibraryImage;
struct LibraryCopy;

class PluginCopies {
 public:
  // Loads the plugin itself too, to check it. Throws PluginRefused.
  explicit PluginCopies(const std::filesystem::path& path);
  ~PluginCopies();
  PluginCopies(const PluginCopies&) = delete;
  PluginCopies& operator=(const PluginCopies&) = delete;

  // The plugin in a library with fresh state. If no further copy is possible it is the plugin itself, with state shared
  // by all such incarnations; `shared` has the reason. Runs the plugin's initialisers. Call it on the thread that will
  // run the node.
  const maelstrom_plugin& begin_life();

  // The code of this incarnation, from begin_life, will never run again; its library may be reused.
  void end_life(const maelstrom_plugin& plugin);

  // Whether the plugin can create threads, so its code may continue after an abandoned incarnation.
  bool may_have_threads() const;

  // Why incarnations share state; empty if none does.
  const std::string& shared() const { return shared_; }

  const Plugin& original() const { return original_; }

 private:
  const Plugin original_;
  std::shared_ptr<LibraryImage> image_;  // null if copies are not possible
  std::string shared_;
};

}  // namespace maelstrom::host
