/* abi.h is the first and only include: it compiles alone, as C99. The plugin below uses every struct from C. */
#include <maelstrom/abi.h>

static const maelstrom_host* host_of_c;

static void* create(const maelstrom_host* host) {
  host_of_c = host;
  return MAELSTROM_HAS(host, extension) ? &host_of_c : NULL;
}

static maelstrom_status start(void* instance) {
  return instance == &host_of_c ? MAELSTROM_OK : MAELSTROM_E_FAILED;
}

static maelstrom_status message(void* instance, const maelstrom_message* message) {
  static const char body[] = "{\"type\":\"from_c\"}";
  const maelstrom_slice text = {body, sizeof body - 1};
  (void)instance;
  return host_of_c->reply(host_of_c, message->request, text);
}

static void end(void* instance) {
  (void)instance;
}

const maelstrom_plugin* plugin_in_c(void);

const maelstrom_plugin* plugin_in_c(void) {
  static const char* const types[] = {"ask"};
  static const maelstrom_plugin plugin = {sizeof(maelstrom_plugin),
                                          MAELSTROM_ABI_MINOR,
                                          0,
                                          1,
                                          "in-c",
                                          "1.0.0",
                                          "Written in C99",
                                          types,
                                          create,
                                          start,
                                          message,
                                          end,
                                          end};
  return &plugin;
}
