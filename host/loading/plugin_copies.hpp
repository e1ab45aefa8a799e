// Gives each simulated life of a node a library of its own, as each process has one: what a plugin keeps in globals,
// in static variables of functions and templates, or in thread_local ones, is as new in every life, and two lives at
// the same time share none of it.
//
// The file is loaded again and again under private names, from memory. In these copies the loader runs none of the
// plugin's code: its initialisers run when a life begins, its destructors never, as after SIGKILL. A copy whose life
// is over is put back to what it was before them and used again. Not copied are the libraries that the plugin is
// linked with: they are loaded once. Thread-safe.
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

  // The plugin in a library whose state is new. If there is no further copy to be had it is the plugin itself, whose
  // state all such lives share: `shared` says why. It runs the plugin's initialisers. On the thread that will run the
  // node.
  const maelstrom_plugin& begin_life();

  // The code of this life, which begin_life gave, will never run again; its library may serve another one.
  void end_life(const maelstrom_plugin& plugin);

  // Whether the plugin can make threads, so that its code may go on after an abandoned life.
  bool may_have_threads() const;

  // Why lives share their state; empty if none does.
  const std::string& shared() const { return shared_; }

  const Plugin& original() const { return original_; }

 private:
  const Plugin original_;
  std::shared_ptr<LibraryImage> image_;  // null if there can be no copies
  std::string shared_;
};

}  // namespace maelstrom::host
