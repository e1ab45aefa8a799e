#include "platform/signals.hpp"

namespace maelstrom::platform {
namespace {

struct sigaction install(int signal, struct sigaction& action, int flags) {
  struct sigaction before = {};
  action.sa_flags = flags | static_cast<int>(SA_ONSTACK);
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, &before);
  return before;
}

}  // namespace

struct sigaction handle_signal(int signal, void (*handler)(int), int flags) {
  struct sigaction action = {};
  action.sa_handler = handler;
  return install(signal, action, flags);
}

struct sigaction handle_signal(int signal, void (*handler)(int, siginfo_t*, void*), int flags) {
  struct sigaction action = {};
  action.sa_sigaction = handler;
  return install(signal, action, flags | static_cast<int>(SA_SIGINFO));
}

}  // namespace maelstrom::platform
