/* The offset and size of every member of version 1.0 on 64-bit systems, checked by compilers of both languages; the
 * include path selects the abi.h. A later minor version makes the tables with a struct_size longer; everything else
 * here never changes. These checks are not in abi.h itself, because a frozen header should promise its contract on
 * every system, and these numbers hold on 64-bit systems only. */
#ifndef MAELSTROM_TESTS_ABI_LAYOUT_H
#define MAELSTROM_TESTS_ABI_LAYOUT_H

#include <assert.h>
#include <stddef.h>

#include <maelstrom/abi.h>

#define LAYOUT_SIZE(type, bytes) static_assert(sizeof(type) == (bytes), "size of " #type)
/* Holds for later minor versions too. */
#define LAYOUT_TABLE(type, bytes) static_assert(sizeof(type) >= (bytes), "size of " #type)
#define LAYOUT_MEMBER(type, member, place, bytes)                                   \
  static_assert(offsetof(type, member) == (place), "offset of " #type "." #member); \
  static_assert(sizeof(((type*)NULL)->member) == (bytes), "size of " #type "." #member)

#if defined(__LP64__)

LAYOUT_SIZE(maelstrom_slice, 16);
LAYOUT_MEMBER(maelstrom_slice, data, 0, 8);
LAYOUT_MEMBER(maelstrom_slice, size, 8, 8);

LAYOUT_TABLE(maelstrom_message, 96);
LAYOUT_MEMBER(maelstrom_message, struct_size, 0, 4);
LAYOUT_MEMBER(maelstrom_message, flags, 4, 4);
LAYOUT_MEMBER(maelstrom_message, msg_id, 8, 8);
LAYOUT_MEMBER(maelstrom_message, in_reply_to, 16, 8);
LAYOUT_MEMBER(maelstrom_message, request, 24, 8);
LAYOUT_MEMBER(maelstrom_message, src, 32, 16);
LAYOUT_MEMBER(maelstrom_message, dest, 48, 16);
LAYOUT_MEMBER(maelstrom_message, type, 64, 16);
LAYOUT_MEMBER(maelstrom_message, body, 80, 16);

LAYOUT_TABLE(maelstrom_host, 208);
LAYOUT_MEMBER(maelstrom_host, struct_size, 0, 4);
LAYOUT_MEMBER(maelstrom_host, abi_minor, 4, 4);
LAYOUT_MEMBER(maelstrom_host, name, 8, 8);
LAYOUT_MEMBER(maelstrom_host, version, 16, 8);
LAYOUT_MEMBER(maelstrom_host, context, 24, 8);
LAYOUT_MEMBER(maelstrom_host, node_id, 32, 8);
LAYOUT_MEMBER(maelstrom_host, node_count, 40, 8);
LAYOUT_MEMBER(maelstrom_host, node_at, 48, 8);
LAYOUT_MEMBER(maelstrom_host, send, 56, 8);
LAYOUT_MEMBER(maelstrom_host, reply, 64, 8);
LAYOUT_MEMBER(maelstrom_host, reply_error, 72, 8);
LAYOUT_MEMBER(maelstrom_host, rpc, 80, 8);
LAYOUT_MEMBER(maelstrom_host, cancel_rpc, 88, 8);
LAYOUT_MEMBER(maelstrom_host, raw_field, 96, 8);
LAYOUT_MEMBER(maelstrom_host, after, 104, 8);
LAYOUT_MEMBER(maelstrom_host, cancel, 112, 8);
LAYOUT_MEMBER(maelstrom_host, monotonic_clock, 120, 8);
LAYOUT_MEMBER(maelstrom_host, wall_clock, 128, 8);
LAYOUT_MEMBER(maelstrom_host, random_bytes, 136, 8);
LAYOUT_MEMBER(maelstrom_host, option, 144, 8);
LAYOUT_MEMBER(maelstrom_host, option_at, 152, 8);
LAYOUT_MEMBER(maelstrom_host, log_level, 160, 8);
LAYOUT_MEMBER(maelstrom_host, log, 168, 8);
LAYOUT_MEMBER(maelstrom_host, post, 176, 8);
LAYOUT_MEMBER(maelstrom_host, fail, 184, 8);
LAYOUT_MEMBER(maelstrom_host, last_error, 192, 8);
LAYOUT_MEMBER(maelstrom_host, extension, 200, 8);

LAYOUT_TABLE(maelstrom_plugin, 88);
LAYOUT_MEMBER(maelstrom_plugin, struct_size, 0, 4);
LAYOUT_MEMBER(maelstrom_plugin, abi_minor, 4, 4);
LAYOUT_MEMBER(maelstrom_plugin, min_host_minor, 8, 4);
LAYOUT_MEMBER(maelstrom_plugin, message_type_count, 12, 4);
LAYOUT_MEMBER(maelstrom_plugin, name, 16, 8);
LAYOUT_MEMBER(maelstrom_plugin, version, 24, 8);
LAYOUT_MEMBER(maelstrom_plugin, summary, 32, 8);
LAYOUT_MEMBER(maelstrom_plugin, message_types, 40, 8);
LAYOUT_MEMBER(maelstrom_plugin, create, 48, 8);
LAYOUT_MEMBER(maelstrom_plugin, start, 56, 8);
LAYOUT_MEMBER(maelstrom_plugin, message, 64, 8);
LAYOUT_MEMBER(maelstrom_plugin, stop, 72, 8);
LAYOUT_MEMBER(maelstrom_plugin, destroy, 80, 8);

#endif

#endif
