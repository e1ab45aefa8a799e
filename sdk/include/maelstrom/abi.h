/*
 * The boundary between a Maelstrom host and a workload plugin. One header, C99 and C++, no dependency.
 *
 * A plugin is a shared library that exports one function, maelstrom_plugin_v1, which returns a static descriptor. The
 * host loads the library, checks the versions, creates an instance, and calls it for every message. All that a plugin
 * may know of the world (messages, clocks, randomness, timers, options, the log) comes through the host's table of
 * functions: the same library therefore runs under Maelstrom, under a conformance checker, and inside a simulator whose
 * time is not real. A plugin that looks at a clock of its own, or keeps state in a global, is wrong: one process may
 * hold many instances.
 *
 * Rules that hold for everything below:
 *  - Threads. [loop]: the one thread that created the instance; the host calls the plugin on it alone and never
 * re-enters it: no callback runs inside a call of the host's table. [any-thread]: from anywhere, at any time between
 * create and destroy. A [loop] function called on another thread does nothing and returns MAELSTROM_E_WRONG_THREAD.
 *  - Memory. A slice is borrowed for the duration of the call that passes it, whichever side passes it; who keeps it
 * copies it. Nothing that one side allocated is freed by the other.
 *  - Text is UTF-8 and not NUL-terminated, unless it is a `const char *`.
 *  - No exception and no longjmp crosses the boundary.
 *  - Growth. Tables only ever grow at their end. Whoever reads a member that a later minor version added first checks
 *    struct_size; MAELSTROM_HAS does it. A released member never changes its place or its meaning.
 *  - Errors. A function that fails returns a negative status and changes nothing; last_error then tells the reason in
 * words.
 *
 * This is version 1.0. It is frozen: docs/abi-policy.md says what a later minor version may add.
 */
#ifndef MAELSTROM_ABI_H
#define MAELSTROM_ABI_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the ABI that this header describes. Minor versions only add; another major version is another ABI,
 * with another entry function. */
#define MAELSTROM_ABI_MAJOR 1
#define MAELSTROM_ABI_MINOR 0 /* the second part of the version */

/* Whether the struct behind `table` is long enough to have `member`. */
#define MAELSTROM_HAS(table, member) \
  ((table)->struct_size >= (size_t)((const char*)(&(table)->member + 1) - (const char*)(table)))

/* Borrowed bytes. `data` may be NULL when `size` is 0. */
typedef struct maelstrom_slice {
  const char* data; /* the first byte */
  size_t size;      /* how many there are */
} maelstrom_slice;

/* ---- Status ---- */

/* What a call came to: 0, or one of the negative values. Values that are not listed here count as failures too. */
typedef int32_t maelstrom_status;

enum {
  MAELSTROM_OK = 0,
  /* An argument is out of range, a null pointer, or not what its contract demands. */
  MAELSTROM_E_INVALID = -1,
  /* A body is not a JSON object with a string type, or has a member that is the host's to set. */
  MAELSTROM_E_BODY = -2,
  /* The destination is no node of the cluster, no service, and no client that this node has heard from. */
  MAELSTROM_E_DESTINATION = -3,
  /* The request has been answered already. */
  MAELSTROM_E_ANSWERED = -4,
  /* The request is older than the reply deadline: its client may be gone, and a reply to it would harm the node. */
  MAELSTROM_E_EXPIRED = -5,
  /* There is no such request, timer or rpc. */
  MAELSTROM_E_UNKNOWN = -6,
  /* Not now: no message may go out before start, nor after stop. */
  MAELSTROM_E_STATE = -7,
  /* A [loop] function was called on another thread. */
  MAELSTROM_E_WRONG_THREAD = -8,
  /* There is no such option or field. */
  MAELSTROM_E_ABSENT = -9,
  /* The system has no randomness, or no memory, to give, or too much waits already. */
  MAELSTROM_E_RESOURCE = -10,
  /* An rpc was not answered in time. */
  MAELSTROM_E_TIMEOUT = -11,
  /* An rpc was given up, by cancel_rpc or because the instance stops. */
  MAELSTROM_E_CANCELLED = -12,
  /* For a plugin to return: the failure that it has described by `fail`. */
  MAELSTROM_E_FAILED = -13
};

/* Error codes of the Maelstrom protocol (doc/protocol.md, "Errors"), for reply_error. A definite error says that the
 * operation did not and will not happen. Codes from 1000 on are for workloads to define. */
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

/* How important a line of the log is: one of the values below. */
typedef int32_t maelstrom_log_level;

enum {
  MAELSTROM_LOG_TRACE = 0,
  MAELSTROM_LOG_DEBUG = 1,
  MAELSTROM_LOG_INFO = 2,
  MAELSTROM_LOG_WARN = 3,
  MAELSTROM_LOG_ERROR = 4
};

/* ---- Message ---- */

/* A message that can still be answered. Never 0, and not reused while the instance lives. */
typedef uint64_t maelstrom_request;

enum { MAELSTROM_HAS_MSG_ID = 1u << 0, MAELSTROM_HAS_IN_REPLY_TO = 1u << 1 };

/* One message that arrived. All slices are borrowed for the call. */
typedef struct maelstrom_message {
  /* sizeof this struct, as the host knows it. */
  uint32_t struct_size;
  /* Which of the two ids below are there: an absent one reads 0, and 0 is also a legal id. */
  uint32_t flags;
  int64_t msg_id;      /* the sender's number for this message */
  int64_t in_reply_to; /* the msg_id of the message that this one answers */
  /* What to pass to `reply`. A message without msg_id can be answered only until `message` returns, and the reply then
   * has no in_reply_to; its sender does not wait for one. 0 in the reply that completes an rpc. */
  maelstrom_request request;
  maelstrom_slice src;  /* who sent it */
  maelstrom_slice dest; /* whom it was sent to: this node */
  /* The body's type, decoded. */
  maelstrom_slice type;
  /* The exact bytes of the body, a JSON object, as they arrived. */
  maelstrom_slice body;
} maelstrom_message;

/* ---- Host ---- */

typedef uint64_t maelstrom_timer; /* never 0, not reused while the instance lives */
typedef uint64_t maelstrom_rpc;   /* likewise */

/* Called once by `after` and `post`. [loop] */
typedef void (*maelstrom_callback)(void* user);

/* The one completion of an rpc. `status` is MAELSTROM_OK and `reply` the reply, which may be of type "error"; or
 * `status` is MAELSTROM_E_TIMEOUT or MAELSTROM_E_CANCELLED and `reply` is NULL. `raw_field` reads the reply meanwhile.
 * [loop] */
typedef void (*maelstrom_rpc_callback)(void* user, maelstrom_status status, const maelstrom_message* reply);

/* See struct maelstrom_host below. */
typedef struct maelstrom_host maelstrom_host;

/* What the host offers to one instance. Valid from create until destroy returns. Every function's first argument is the
 * table it was taken from. */
struct maelstrom_host {
  /* sizeof this struct, as the host knows it. */
  uint32_t struct_size;
  /* The minor version of the ABI that the host speaks. The major is in the name of the entry function. */
  uint32_t abi_minor;
  /* The host's own name and version, for a log line. */
  const char* name;
  const char* version; /* such as "1.2.0" */
  /* The host's; a plugin leaves it alone. */
  void* context;

  /* --- the cluster --- */

  /* This node's id, as init gave it; empty before start. Borrowed until destroy returns or start is called again.
   * [loop] */
  maelstrom_slice (*node_id)(const maelstrom_host* host);

  /* How many nodes the cluster has, this one included; 0 before start. [loop] */
  size_t (*node_count)(const maelstrom_host* host);

  /* The id of a node, in the order of init, this node included; empty if `index` is out of range. Ids are opaque: any
   * text, of which nothing may be parsed. Borrowed like node_id. [loop] */
  maelstrom_slice (*node_at)(const maelstrom_host* host, size_t index);

  /* --- messages ---
   * A body is a complete JSON object with a string "type", on one line. The host sets src, dest, msg_id and
   * in_reply_to: a body that has one of the latter two is refused with MAELSTROM_E_BODY, and so is one with a line
   * break. What was accepted goes out in order when the instance has returned; that is no promise that it arrives. What
   * was accepted before the first message after init goes out when that message has come, because the peers may not be
   * there yet, and under Maelstrom a line to one that is not would cost the node its voice; when 1 MB waits for it,
   * more is refused with MAELSTROM_E_RESOURCE. */

  /* Sends a message that expects no reply, to a node, a service (lin-kv, seq-kv, lww-kv, lin-tso) or a client that this
   * node has heard from. [loop] */
  maelstrom_status (*send)(const maelstrom_host* host, maelstrom_slice dest, maelstrom_slice body);

  /* Answers a request, once. It may be answered long after `message` has returned, up to the host's reply deadline,
   * which is for clients, because they give up and vanish: a node or a service is answered whenever the answer is
   * ready. A request that is never answered costs its memory until then; of other nodes and services the newest 262,144
   * are kept. [loop] */
  maelstrom_status (*reply)(const maelstrom_host* host, maelstrom_request request, maelstrom_slice body);

  /* Answers a request with an error: a code from above or one from 1000 on, and a text for people. If the message had
   * no msg_id the error goes to the log alone. [loop] */
  maelstrom_status (*reply_error)(const maelstrom_host* host, maelstrom_request request, int32_t code,
                                  maelstrom_slice text);

  /* Sends a request and calls `callback` exactly once, if and only if the call was accepted: with the first reply, or
   * when `timeout_ns` nanoseconds (> 0) are over, or at cancel_rpc, or at stop. Never before this function has
   * returned. A reply that comes later is dropped. `rpc`, if not NULL, receives a handle for cancel_rpc. The time of a
   * request that waits for the first message, as `send` says, begins when it leaves. [loop] */
  maelstrom_status (*rpc)(const maelstrom_host* host, maelstrom_slice dest, maelstrom_slice body, int64_t timeout_ns,
                          maelstrom_rpc_callback callback, void* user, maelstrom_rpc* rpc);

  /* Gives up an rpc: its callback comes soon, with MAELSTROM_E_CANCELLED. MAELSTROM_E_UNKNOWN once it has completed.
   * [loop] */
  maelstrom_status (*cancel_rpc)(const maelstrom_host* host, maelstrom_rpc rpc);

  /* Gives the exact bytes of a member of the current message's body, the last one of that name; MAELSTROM_E_ABSENT if
   * there is none. Only inside `message` and an rpc's completion; the slice is borrowed until that returns. [loop] */
  maelstrom_status (*raw_field)(const maelstrom_host* host, maelstrom_slice name, maelstrom_slice* value);

  /* --- time and randomness --- */

  /* Calls `callback` once, `delay_ns` nanoseconds (>= 0) from now or a little later, and never before this function has
   * returned. Timers that are due at the same time run in the order of their making. `timer`, if not NULL, receives a
   * handle for `cancel`. [loop] */
  maelstrom_status (*after)(const maelstrom_host* host, int64_t delay_ns, maelstrom_callback callback, void* user,
                            maelstrom_timer* timer);

  /* Takes a timer back: its callback will not be called. MAELSTROM_E_UNKNOWN once it has run. [loop] */
  maelstrom_status (*cancel)(const maelstrom_host* host, maelstrom_timer timer);

  /* Nanoseconds since some moment in the past; never runs backwards. [any-thread] */
  int64_t (*monotonic_clock)(const maelstrom_host* host);

  /* Nanoseconds since 1970-01-01 UTC, as far as this machine knows: it may jump, also backwards. [any-thread] */
  int64_t (*wall_clock)(const maelstrom_host* host);

  /* Fills `size` bytes with randomness fit for identifiers. MAELSTROM_E_RESOURCE if there is none to be had: then
   * refuse to do what needs it, never guess. [any-thread] */
  maelstrom_status (*random_bytes)(const maelstrom_host* host, void* bytes, size_t size);

  /* --- options, log, threads --- */

  /* The value of an option that the user gave by --set name=value; MAELSTROM_E_ABSENT if there is none. Borrowed until
   * destroy returns. [loop] */
  maelstrom_status (*option)(const maelstrom_host* host, maelstrom_slice name, maelstrom_slice* value);

  /* The option at `index`, in the order of their names; MAELSTROM_E_ABSENT behind the last. A plugin refuses in create
   * what it does not know, so that a misspelt option is noticed. [loop] */
  maelstrom_status (*option_at)(const maelstrom_host* host, size_t index, maelstrom_slice* name,
                                maelstrom_slice* value);

  /* The least level that the log keeps now: text for a lower one need not be made. [any-thread] */
  maelstrom_log_level (*log_level)(const maelstrom_host* host);

  /* Writes a line to the node's log, which is stderr under Maelstrom. [any-thread] */
  void (*log)(const maelstrom_host* host, maelstrom_log_level level, maelstrom_slice text);

  /* Calls `callback` on the loop thread, soon, in the order of the posts. Returns MAELSTROM_E_STATE when the instance
   * is stopping, and then never calls it. What was accepted but not yet run when the instance stops runs before
   * `destroy`. [any-thread] */
  maelstrom_status (*post)(const maelstrom_host* host, maelstrom_callback callback, void* user);

  /* Says why the plugin's function that is running now is about to fail. The host puts the text into its log and into
   * the error reply. [loop] */
  void (*fail)(const maelstrom_host* host, maelstrom_slice reason);

  /* Why the last function of this table that this thread called and that failed did so: a text for people, never empty,
   * borrowed until the thread's next call of the table. Every thread has its own. [any-thread] */
  maelstrom_slice (*last_error)(const maelstrom_host* host);

  /* A table of further functions that is not part of this version, by its name; NULL if the host does not have it.
   * [any-thread] */
  const void* (*extension)(const maelstrom_host* host, const char* id);
};

/* ---- Plugin ---- */

/* What a plugin is. Static and constant: every call of the entry function returns the same pointer. */
typedef struct maelstrom_plugin {
  /* sizeof this struct, as the plugin was compiled. */
  uint32_t struct_size;
  /* The minor version of the ABI that the plugin was compiled against: MAELSTROM_ABI_MINOR. */
  uint32_t abi_minor;
  /* The least minor version of the host that the plugin can run on. */
  uint32_t min_host_minor;
  /* How many message_types there are. */
  uint32_t message_type_count;
  /* None of these three is NULL or empty. A name in lower case such as "unique-ids". */
  const char* name;
  const char* version; /* such as "1.2.0" */
  const char* summary; /* what the plugin does, in one line */
  /* The types of messages that the plugin handles, each not empty and listed once, "init" not among them. The host
   * answers every other type itself: error 10, not supported. */
  const char* const* message_types;

  /* Makes an instance. Options, clocks, randomness and the log are there; the node's id is not yet. Returns NULL after
   * `fail` if it cannot be. [loop] */
  void* (*create)(const maelstrom_host* host);

  /* The node has its id and its peers (init has come and is answered when this has returned). Called once, before any
   * message; if it fails, init is answered with an error and a later init calls it again. Peers may not be up yet.
   * [loop] */
  maelstrom_status (*start)(void* instance);

  /* A message of one of the message_types. A failure answers the request with error 13 and the text of `fail`, unless
   * it has been answered; the node lives on. [loop] */
  maelstrom_status (*message)(void* instance, const maelstrom_message* message);

  /* The node ends in an orderly way: what is sent now still goes out. Outstanding rpcs complete with
   * MAELSTROM_E_CANCELLED after it has returned; timers do not run any more. Not called when start never succeeded, and
   * not relied upon: Maelstrom ends every test by SIGKILL. [loop] */
  void (*stop)(void* instance);

  /* Frees the instance. Threads of the plugin have ended when it returns. [loop] */
  void (*destroy)(void* instance);
} maelstrom_plugin;

/* The type of the entry function. */
typedef const maelstrom_plugin* (*maelstrom_plugin_entry)(void);

/* The name of the entry function, which has the major version in it. */
#define MAELSTROM_ENTRY maelstrom_plugin_v1
#define MAELSTROM_ENTRY_NAME "maelstrom_plugin_v1" /* the same as text, to look for */

/* Makes a function visible outside of its library, whatever the compiler's options say. */
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
