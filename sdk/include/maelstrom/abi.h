/*
 * The boundary between a Maelstrom host and a workload plugin. One header, C99 and C++, no dependency.
 *
 * A plugin is a shared library that exports one function, maelstrom_plugin_v1, which returns a static descriptor. The
 * host loads the library, checks the versions, creates an instance, and calls it for every message. A plugin uses only
 * the host's table of functions for input and output (messages, clocks, randomness, timers, options, the log).
 * Therefore the same library runs under Maelstrom, under a conformance checker, and in a simulator with virtual time. A
 * plugin must not read a clock of its own or keep state in a global: one process may hold many instances.
 *
 * General rules:
 *  - Threads. [loop]: the one thread that created the instance. The host calls the plugin only on this thread and never
 * re-enters it: no callback runs inside a call of the host's table. [any-thread]: from any thread, at any time between
 * create and destroy. A [loop] function called on another thread does nothing and returns MAELSTROM_E_WRONG_THREAD.
 *  - Memory. A slice is borrowed for the duration of the call that passes it, whichever side passes it; copy it to
 * keep it. Neither side frees memory that the other allocated.
 *  - Text is UTF-8 and not NUL-terminated, unless it is a `const char *`.
 *  - No exception and no longjmp crosses the boundary.
 *  - Growth. Tables only grow at their end. Before you read a member that a later minor version added, check
 *    struct_size with MAELSTROM_HAS. A released member never changes its place or its meaning.
 *  - Errors. A function that fails returns a negative status and changes nothing; last_error then returns the reason as
 * text.
 *
 * This is version 1.0. It is frozen: docs/abi-policy.md lists the additions allowed in minor versions.
 */
#ifndef MAELSTROM_ABI_H
#define MAELSTROM_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the ABI that this header describes. Minor versions only add members; another major version is another
 * ABI, with another entry function. */
#define MAELSTROM_ABI_MAJOR 1
#define MAELSTROM_ABI_MINOR 0 /* the second part of the version */

/* Whether the struct at `table` is long enough to have `member`. */
#define MAELSTROM_HAS(table, member) \
  ((table)->struct_size >= (size_t)((const char*)(&(table)->member + 1) - (const char*)(table)))

/* Borrowed bytes. `data` may be NULL when `size` is 0. */
typedef struct maelstrom_slice {
  const char* data; /* the first byte */
  size_t size;      /* their number */
} maelstrom_slice;

/* ---- Status ---- */

/* The result of a call: 0, or one of the negative values. Values that are not listed here are failures too. */
typedef int32_t maelstrom_status;

enum {
  MAELSTROM_OK = 0,
  /* An argument is out of range, a null pointer, or violates its contract. */
  MAELSTROM_E_INVALID = -1,
  /* A body is not a JSON object with a string type, or has a member that only the host may set. */
  MAELSTROM_E_BODY = -2,
  /* The destination is not a node of the cluster, a service, or a client that has sent a message to this node. */
  MAELSTROM_E_DESTINATION = -3,
  /* The request was already answered. */
  MAELSTROM_E_ANSWERED = -4,
  /* The request is older than the reply deadline: its client may have timed out, and a reply to it would harm the
   * node. */
  MAELSTROM_E_EXPIRED = -5,
  /* Unknown request, timer or rpc. */
  MAELSTROM_E_UNKNOWN = -6,
  /* Not allowed in this state: no message may be sent before start or after stop. */
  MAELSTROM_E_STATE = -7,
  /* A [loop] function was called on another thread. */
  MAELSTROM_E_WRONG_THREAD = -8,
  /* The option or field does not exist. */
  MAELSTROM_E_ABSENT = -9,
  /* The system has no randomness or no memory left, or a queue is full. */
  MAELSTROM_E_RESOURCE = -10,
  /* An rpc was not answered in time. */
  MAELSTROM_E_TIMEOUT = -11,
  /* An rpc was cancelled, by cancel_rpc or because the instance stops. */
  MAELSTROM_E_CANCELLED = -12,
  /* Returned by a plugin: it failed, with the reason that it passed to `fail`. */
  MAELSTROM_E_FAILED = -13
};

/* Error codes of the Maelstrom protocol (doc/protocol.md, "Errors"), for reply_error. A definite error means that the
 * operation did not happen and never will. Workloads may define codes from 1000 on. */
enum {
  MAELSTROM_ERROR_TIMEOUT = 0,
  MAELSTROM_ERROR_NODE_NOT_FOUND = 1,           /* definite */
  MAELSTROM_ERROR_NOT_SUPPORTED = 10,           /* definite */
  MAELSTROM_ERROR_TEMPORARILY_UNAVAILABLE = 11, /* definite */
  MAELSTROM_ERROR_MALFORMED_REQUEST = 12,       /* definite */
  MAELSTROM_ERROR_CRASH = 13,
  MAELSTROM_ERROR_ABORT = 14,               /* definite */
  MAELSTROM_ERROR_KEY_DOES_NOT_EXIST = 20,  /* definite */
  MAELSTROM_ERROR_KEY_ALREADY_EXISTS = 21,  /* definite */
  MAELSTROM_ERROR_PRECONDITION_FAILED = 22, /* definite */
  MAELSTROM_ERROR_TXN_CONFLICT = 30         /* definite */
};

/* The level of a log line: one of the values below. */
typedef int32_t maelstrom_log_level;

enum {
  MAELSTROM_LOG_TRACE = 0,
  MAELSTROM_LOG_DEBUG = 1,
  MAELSTROM_LOG_INFO = 2,
  MAELSTROM_LOG_WARN = 3,
  MAELSTROM_LOG_ERROR = 4
};

/* ---- Message ---- */

/* Handle of a message that can still be answered. Never 0, and not reused while the instance exists. */
typedef uint64_t maelstrom_request;

enum { MAELSTROM_HAS_MSG_ID = 1u << 0, MAELSTROM_HAS_IN_REPLY_TO = 1u << 1 };

/* One message that arrived. All slices are borrowed for the call. */
typedef struct maelstrom_message {
  /* sizeof this struct, as the host knows it. */
  uint32_t struct_size;
  /* Which of the two ids below are present: an absent id is 0, and 0 is also a legal id. */
  uint32_t flags;
  int64_t msg_id;      /* the sender's number for this message */
  int64_t in_reply_to; /* the msg_id of the message that this one answers */
  /* The handle for `reply`. A message without msg_id can be answered only until `message` returns; the reply then has
   * no in_reply_to, and the sender does not wait for it. 0 in the reply that completes an rpc. */
  maelstrom_request request;
  maelstrom_slice src;  /* the sender */
  maelstrom_slice dest; /* the recipient: this node */
  /* The body's type, decoded. */
  maelstrom_slice type;
  /* The exact bytes of the body, a JSON object, as they arrived. */
  maelstrom_slice body;
} maelstrom_message;

/* ---- Host ---- */

typedef uint64_t maelstrom_timer; /* never 0, not reused while the instance exists */
typedef uint64_t maelstrom_rpc;   /* likewise */

/* Called once by `after` and `post`. [loop] */
typedef void (*maelstrom_callback)(void* user);

/* The one completion of an rpc. `status` is MAELSTROM_OK and `reply` the reply, which may be of type "error"; or
 * `status` is MAELSTROM_E_TIMEOUT or MAELSTROM_E_CANCELLED and `reply` is NULL. During the call `raw_field` reads the
 * reply. [loop] */
typedef void (*maelstrom_rpc_callback)(void* user, maelstrom_status status, const maelstrom_message* reply);

/* See struct maelstrom_host below. */
typedef struct maelstrom_host maelstrom_host;

/* The host's functions for one instance. Valid from create until destroy returns. The first argument of every function
 * is the table that it was taken from. */
struct maelstrom_host {
  /* sizeof this struct, as the host knows it. */
  uint32_t struct_size;
  /* The minor version of the ABI that the host speaks. The major is in the name of the entry function. */
  uint32_t abi_minor;
  /* The host's name and version, for a log line. */
  const char* name;
  const char* version; /* such as "1.2.0" */
  /* Belongs to the host; a plugin must not use it. */
  void* context;

  /* --- the cluster --- */

  /* This node's id from init; empty before start. Borrowed until destroy returns or start is called again. [loop] */
  maelstrom_slice (*node_id)(const maelstrom_host* host);

  /* The number of nodes in the cluster, this one included; 0 before start. [loop] */
  size_t (*node_count)(const maelstrom_host* host);

  /* The id of a node, in the order of init, this node included; empty if `index` is out of range. Ids are opaque: any
   * text; do not parse them. Borrowed like node_id. [loop] */
  maelstrom_slice (*node_at)(const maelstrom_host* host, size_t index);

  /* --- messages ---
   * A body is a complete JSON object with a string "type", on one line. The host sets src, dest, msg_id and
   * in_reply_to: a body that has one of the latter two is refused with MAELSTROM_E_BODY, and so is one with a line
   * break. Accepted messages go out in order when the instance has returned; delivery is not guaranteed. Messages
   * accepted before the first message after init go out when that message has arrived: the peers may not have started
   * yet, and after a message to a missing peer Maelstrom reads no further output of the node. While 1 MB waits, further
   * messages are refused with MAELSTROM_E_RESOURCE. */

  /* Sends a message that expects no reply, to a node, a service (lin-kv, seq-kv, lww-kv, lin-tso) or a client that this
   * node has heard from. [loop] */
  maelstrom_status (*send)(const maelstrom_host* host, maelstrom_slice dest, maelstrom_slice body);

  /* Answers a request, once. It may be answered long after `message` has returned, up to the host's reply deadline. The
   * deadline applies to clients only, because they time out and disconnect: a request of a node or a service can be
   * answered at any time. An unanswered request uses memory until then; of requests of other nodes and services, the
   * newest 262,144 are kept. [loop] */
  maelstrom_status (*reply)(const maelstrom_host* host, maelstrom_request request, maelstrom_slice body);

  /* Answers a request with an error: a code from above or one from 1000 on, and a text for people. If the message had
   * no msg_id, the error is only logged. [loop] */
  maelstrom_status (*reply_error)(const maelstrom_host* host, maelstrom_request request, int32_t code,
                                  maelstrom_slice text);

  /* Sends a request and calls `callback` exactly once, if and only if the call was accepted: with the first reply,
   * after `timeout_ns` nanoseconds (> 0), at cancel_rpc, or at stop. Never before this function has returned. A later
   * reply is dropped. `rpc`, if not NULL, receives a handle for cancel_rpc. The timeout of a request that waits for the
   * first message (see "messages" above) starts when the request is sent. [loop] */
  maelstrom_status (*rpc)(const maelstrom_host* host, maelstrom_slice dest, maelstrom_slice body, int64_t timeout_ns,
                          maelstrom_rpc_callback callback, void* user, maelstrom_rpc* rpc);

  /* Cancels an rpc: its callback is called soon, with MAELSTROM_E_CANCELLED. Returns MAELSTROM_E_UNKNOWN if it has
   * completed. [loop] */
  maelstrom_status (*cancel_rpc)(const maelstrom_host* host, maelstrom_rpc rpc);

  /* Gets the exact bytes of a member of the current message's body; of duplicates, the last. MAELSTROM_E_ABSENT if it
   * is missing. Only inside `message` and an rpc's completion; the slice is borrowed until that call returns. [loop] */
  maelstrom_status (*raw_field)(const maelstrom_host* host, maelstrom_slice name, maelstrom_slice* value);

  /* --- time and randomness --- */

  /* Calls `callback` once, `delay_ns` nanoseconds (>= 0) from now or a little later, and never before this function has
   * returned. Timers that are due at the same time run in the order of creation. `timer`, if not NULL, receives a
   * handle for `cancel`. [loop] */
  maelstrom_status (*after)(const maelstrom_host* host, int64_t delay_ns, maelstrom_callback callback, void* user,
                            maelstrom_timer* timer);

  /* Cancels a timer: its callback will not be called. Returns MAELSTROM_E_UNKNOWN if it has run. [loop] */
  maelstrom_status (*cancel)(const maelstrom_host* host, maelstrom_timer timer);

  /* Nanoseconds since an unspecified moment in the past; never goes backwards. [any-thread] */
  int64_t (*monotonic_clock)(const maelstrom_host* host);

  /* Nanoseconds since 1970-01-01 UTC, by this machine's clock: it may jump, also backwards. [any-thread] */
  int64_t (*wall_clock)(const maelstrom_host* host);

  /* Fills `size` bytes with randomness that is good enough for identifiers. MAELSTROM_E_RESOURCE if the system has
   * none: then refuse the operation, and do not use a weaker source. [any-thread] */
  maelstrom_status (*random_bytes)(const maelstrom_host* host, void* bytes, size_t size);

  /* --- options, log, threads --- */

  /* The value of an option that the user set by --set name=value; MAELSTROM_E_ABSENT if it was not set. Borrowed until
   * destroy returns. [loop] */
  maelstrom_status (*option)(const maelstrom_host* host, maelstrom_slice name, maelstrom_slice* value);

  /* The option at `index`, sorted by name; MAELSTROM_E_ABSENT after the last. A plugin refuses unknown options in
   * create, so that misspelt options are detected. [loop] */
  maelstrom_status (*option_at)(const maelstrom_host* host, size_t index, maelstrom_slice* name,
                                maelstrom_slice* value);

  /* The lowest level that the log keeps now: text for a lower level is not needed. [any-thread] */
  maelstrom_log_level (*log_level)(const maelstrom_host* host);

  /* Writes a line to the node's log, which is stderr under Maelstrom. [any-thread] */
  void (*log)(const maelstrom_host* host, maelstrom_log_level level, maelstrom_slice text);

  /* Calls `callback` on the loop thread, soon, in the order of the posts. When the instance is stopping, returns
   * MAELSTROM_E_STATE and never calls it. Callbacks that were accepted but not yet run when the instance stops run
   * before `destroy`. [any-thread] */
  maelstrom_status (*post)(const maelstrom_host* host, maelstrom_callback callback, void* user);

  /* Sets the reason for the coming failure of the plugin function that is running now. The host writes the text to its
   * log and into the error reply. [loop] */
  void (*fail)(const maelstrom_host* host, maelstrom_slice reason);

  /* The reason of the last failed call of this table on this thread: a text for people, never empty, borrowed until the
   * thread's next call of the table. Every thread has its own. [any-thread] */
  maelstrom_slice (*last_error)(const maelstrom_host* host);

  /* A table of further functions, not part of this version, by name; NULL if the host does not have it. [any-thread] */
  const void* (*extension)(const maelstrom_host* host, const char* id);
};

/* ---- Plugin ---- */

/* The description of a plugin. Static and constant: every call of the entry function returns the same pointer. */
typedef struct maelstrom_plugin {
  /* sizeof this struct when the plugin was compiled. */
  uint32_t struct_size;
  /* The minor version of the ABI that the plugin was compiled against: MAELSTROM_ABI_MINOR. */
  uint32_t abi_minor;
  /* The lowest minor version of the host that the plugin can run on. */
  uint32_t min_host_minor;
  /* The number of message_types. */
  uint32_t message_type_count;
  /* These three must not be NULL or empty. A name in lower case such as "unique-ids". */
  const char* name;
  const char* version; /* such as "1.2.0" */
  const char* summary; /* what the plugin does, in one line */
  /* The types of messages that the plugin handles: not empty, each listed once, without "init". The host answers every
   * other type itself: error 10, not supported. */
  const char* const* message_types;

  /* Creates an instance. Options, clocks, randomness and the log are available; the node's id is not available yet. On
   * failure, calls `fail` and returns NULL. [loop] */
  void* (*create)(const maelstrom_host* host);

  /* The node has its id and its peers (init has arrived, and is answered when this has returned). Called once, before
   * any message; if it fails, init is answered with an error and a later init calls it again. Peers may not have
   * started yet. [loop] */
  maelstrom_status (*start)(void* instance);

  /* A message of one of the message_types. On failure, the request is answered with error 13 and the text of `fail`,
   * unless it was already answered; the node continues. [loop] */
  maelstrom_status (*message)(void* instance, const maelstrom_message* message);

  /* The node shuts down in an orderly way: messages sent now still go out. Outstanding rpcs complete with
   * MAELSTROM_E_CANCELLED after it has returned; timers no longer run. Not called if start never succeeded. Do not rely
   * on it: Maelstrom ends every test by SIGKILL. [loop] */
  void (*stop)(void* instance);

  /* Frees the instance. The plugin's threads must have ended when it returns. [loop] */
  void (*destroy)(void* instance);
} maelstrom_plugin;

/* The type of the entry function. */
typedef const maelstrom_plugin* (*maelstrom_plugin_entry)(void);

/* The name of the entry function, which contains the major version. */
#define MAELSTROM_ENTRY maelstrom_plugin_v1
#define MAELSTROM_ENTRY_NAME "maelstrom_plugin_v1" /* the same as text, to look it up */

/* Makes a function visible outside its library, for any compiler options. */
#if defined(__GNUC__)
#define MAELSTROM_EXPORT __attribute__((visibility("default")))
#else
#define MAELSTROM_EXPORT
#endif

/* The one symbol that a plugin exports. [loop] */
MAELSTROM_EXPORT const maelstrom_plugin* MAELSTROM_ENTRY(void);

#ifdef __cplusplus
}
#endif

#endif /* MAELSTROM_ABI_H */
