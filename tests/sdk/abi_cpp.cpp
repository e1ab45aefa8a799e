// abi.h is the first and only include: it compiles alone, as C++.
#include <maelstrom/abi.h>

static_assert(MAELSTROM_ABI_MAJOR == 1);
static_assert(sizeof(maelstrom_slice) == sizeof(char*) + sizeof(decltype(maelstrom_slice::size)));
