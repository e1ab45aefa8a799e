// What this process holds at the moment, and how another one fares.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

#include <sys/types.h>

namespace maelstrom::conformance::check {

// Bytes that malloc has given out and not got back; nullopt where the system does not tell.
std::optional<std::size_t> heap_bytes();

// Bytes of memory that are resident, for allocators other than malloc.
std::optional<std::size_t> resident_bytes();

std::optional<std::size_t> thread_count();

// The same when this was called first, which is to be before a plugin is loaded: a sanitizer has threads too.
std::size_t threads_at_start();

std::optional<std::size_t> open_descriptors();

// How long the main thread of another process has been ready to run while others had the processors; 0 where the system
// does not tell.
std::chrono::nanoseconds time_without_processor(pid_t process);

}  // namespace maelstrom::conformance::check
