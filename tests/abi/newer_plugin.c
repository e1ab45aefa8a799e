/* A plugin of a pretended next minor version: every table that it knows has one more member at the end (CMakeLists.txt
 * generates that header from abi.h). It also runs on today's host, because it checks before it uses a new member. */
#include <string.h>

#include <maelstrom/abi.h>

static maelstrom_slice slice(const char* text) {
  const maelstrom_slice result = {text, strlen(text)};
  return result;
}

static void* create(const maelstrom_host* host) {
  maelstrom_slice name = {NULL, 0};
  maelstrom_slice value = {NULL, 0};
  if (host->option_at(host, 0, &name, &value) == MAELSTROM_OK) {
    host->fail(host, slice("there are no options"));
    return NULL;
  }
  return (void*)host; /* NOLINT: the instance is the table, and is handed back as const */
}

static maelstrom_status start(void* instance) {
  (void)instance;
  return MAELSTROM_OK;
}

static maelstrom_status on_message(void* instance, const maelstrom_message* message) {
  const maelstrom_host* const host = instance;
  const int has_new = MAELSTROM_HAS(host, added) || MAELSTROM_HAS(message, added);
  const int has_old = MAELSTROM_HAS(host, extension) && MAELSTROM_HAS(message, body);
  return host->reply(host, message->request,
                     has_old && !has_new ? slice("{\"type\":\"look_ok\",\"host\":\"older\"}")
                                         : slice("{\"type\":\"look_ok\",\"host\":\"newer\"}"));
}

static void end(void* instance) {
  (void)instance;
}

/* Today's host does not know this member. */
static void added(void* instance) {
  (void)instance;
}

MAELSTROM_EXPORT const maelstrom_plugin* MAELSTROM_ENTRY(void) {
  static const char* const types[] = {"look"};
  static const maelstrom_plugin descriptor = {sizeof(maelstrom_plugin),
                                              MAELSTROM_ABI_MINOR,
                                              0,
                                              1,
                                              "abi-newer",
                                              "1.0.0",
                                              "Compiled from the header of a later minor version",
                                              types,
                                              create,
                                              start,
                                              on_message,
                                              end,
                                              end,
                                              added};
  return &descriptor;
}
