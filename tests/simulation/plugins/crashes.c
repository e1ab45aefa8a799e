/* Wrong on purpose: an echo ends the process. */
#include <stdlib.h>

#include "../../fixtures/plugin.h"

static maelstrom_status message(void* instance, const maelstrom_message* message) {
  (void)instance;
  (void)message;
  abort();
}

MAELSTROM_EXPORT const maelstrom_plugin* MAELSTROM_ENTRY(void) {
  static const char* const types[] = {"echo"};
  static const maelstrom_plugin plugin = {sizeof(maelstrom_plugin),
                                          MAELSTROM_ABI_MINOR,
                                          0,
                                          1,
                                          "crashes",
                                          "1.0.0",
                                          "Wrong: ends the process",
                                          types,
                                          create_from_host,
                                          start_at_once,
                                          message,
                                          end_quietly,
                                          end_quietly};
  return &plugin;
}
