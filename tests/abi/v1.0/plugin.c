/* A plugin of version 1.0 of the ABI, compiled from the header that stands beside it: both are frozen together, and
 * every later host must run it. It uses every function of the host's table and says which of them did what version 1.0
 * promises.
 *
 *   exercise   answered, when all that it began has come to its end, with the names of what was right, in the order of
 * the calls; what was wrong has a '!' in front ask        what the plugin asks its peers: answered at once refuse
 * answered with error 1000 fail       fails, and says why
 *
 * The option `mark` may be given. */
#include <stdlib.h>
#include <string.h>

#include <maelstrom/abi.h>

typedef struct exercise exercise;

typedef struct plugin {
  const maelstrom_host* host;
  exercise* running; /* a list of those that are not answered yet */
} plugin;

struct exercise {
  plugin* owner;
  exercise* next;
  maelstrom_request request;
  int outstanding; /* callbacks that have to come */
  size_t length;
  char seen[1000];
};

static maelstrom_slice slice(const char* text) {
  const maelstrom_slice result = {text, strlen(text)};
  return result;
}

static int equal(maelstrom_slice a, maelstrom_slice b) {
  return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static void append(exercise* e, const char* text) {
  const size_t size = strlen(text);
  if (e->length + size < sizeof e->seen) {
    memcpy(e->seen + e->length, text, size);
    e->length += size;
  }
}

static void note(exercise* e, const char* name, int right) {
  append(e, right ? " " : " !");
  append(e, name);
}

/* Whether a call failed as it should, and has a reason. */
static int failed(const maelstrom_host* host, maelstrom_status status, maelstrom_status expected) {
  return status == expected && host->last_error(host).size > 0;
}

static void drop(exercise* e) {
  exercise** link = &e->owner->running;
  while (*link != e) {
    link = &(*link)->next;
  }
  *link = e->next;
  free(e);
}

static void complete(exercise* e) {
  static const char begin[] = "{\"type\":\"exercise_ok\",\"seen\":\"";
  const maelstrom_host* const host = e->owner->host;
  char body[sizeof begin + sizeof e->seen + 2];
  maelstrom_slice text = {body, 0};
  if (--e->outstanding > 0) {
    return;
  }
  memcpy(body, begin, sizeof begin - 1);
  memcpy(body + sizeof begin - 1, e->seen + 1, e->length - 1);
  memcpy(body + sizeof begin - 1 + e->length - 1, "\"}", 2);
  text.size = sizeof begin - 1 + e->length - 1 + 2;
  if (host->reply(host, e->request, text) == MAELSTROM_OK &&
      !failed(host, host->reply(host, e->request, text), MAELSTROM_E_ANSWERED)) {
    host->log(host, MAELSTROM_LOG_ERROR, slice("a second reply was not refused"));
  }
  drop(e);
}

static void on_timer(void* user) {
  note(user, "after", 1);
  complete(user);
}

static void on_wrong_timer(void* user) {
  note(user, "cancel", 0);
}

static void on_post(void* user) {
  note(user, "post", 1);
  complete(user);
}

static void on_reply(void* user, maelstrom_status status, const maelstrom_message* reply) {
  exercise* const e = user;
  const maelstrom_host* const host = e->owner->host;
  maelstrom_slice type = {NULL, 0};
  if (status == MAELSTROM_OK) {
    note(e, "rpc",
         reply->struct_size >= sizeof *reply && (reply->flags & MAELSTROM_HAS_IN_REPLY_TO) != 0 &&
             equal(reply->type, slice("ask_ok")) && host->raw_field(host, slice("type"), &type) == MAELSTROM_OK &&
             equal(type, slice("\"ask_ok\"")));
  } else {
    note(e, "rpc-timeout", status == MAELSTROM_E_TIMEOUT && reply == NULL);
  }
  complete(e);
}

static void on_cancelled(void* user, maelstrom_status status, const maelstrom_message* reply) {
  note(user, "cancel_rpc", status == MAELSTROM_E_CANCELLED && reply == NULL);
  complete(user);
}

static void exercise_cluster(exercise* e, const maelstrom_host* host, const maelstrom_message* message) {
  const size_t count = host->node_count(host);
  size_t i = 0;
  note(e, "table", host->struct_size >= sizeof *host && host->name != NULL && host->version != NULL);
  note(e, "message",
       message->struct_size >= sizeof *message && message->request != 0 && message->body.size > 0 &&
           ((message->flags & MAELSTROM_HAS_MSG_ID) != 0 || message->msg_id == 0));
  note(e, "node_id", equal(host->node_id(host), message->dest));
  while (i < count && !equal(host->node_at(host, i), message->dest)) {
    ++i;
  }
  note(e, "node_count", count > 0);
  note(e, "node_at", i < count && host->node_at(host, count).size == 0);
}

static void exercise_messages(exercise* e, const maelstrom_host* host, const maelstrom_message* message) {
  maelstrom_slice field = {NULL, 0};
  note(e, "raw_field",
       host->raw_field(host, slice("type"), &field) == MAELSTROM_OK && equal(field, slice("\"exercise\"")) &&
           failed(host, host->raw_field(host, slice("none"), &field), MAELSTROM_E_ABSENT));
  note(e, "send",
       host->send(host, message->src, slice("{\"type\":\"noted\"}")) == MAELSTROM_OK &&
           failed(host, host->send(host, message->src, slice("{}")), MAELSTROM_E_BODY) &&
           failed(host, host->send(host, slice("no one"), slice("{\"type\":\"noted\"}")), MAELSTROM_E_DESTINATION));
  note(e, "reply", failed(host, host->reply(host, UINT64_MAX, slice("{\"type\":\"noted\"}")), MAELSTROM_E_UNKNOWN));
}

static void exercise_world(exercise* e, const maelstrom_host* host) {
  const int64_t before = host->monotonic_clock(host);
  char first[16] = {0};
  char second[16] = {0};
  maelstrom_slice name = {NULL, 0};
  maelstrom_slice value = {NULL, 0};
  const maelstrom_status given = host->option(host, slice("mark"), &value);
  note(e, "monotonic_clock", host->monotonic_clock(host) >= before);
  note(e, "wall_clock", host->wall_clock(host) != INT64_MIN);
  note(e, "random_bytes",
       host->random_bytes(host, first, sizeof first) == MAELSTROM_OK &&
           host->random_bytes(host, second, sizeof second) == MAELSTROM_OK && memcmp(first, second, sizeof first) != 0);
  note(e, "option", given == MAELSTROM_OK || given == MAELSTROM_E_ABSENT);
  note(e, "option_at",
       host->option_at(host, 0, &name, &value) == given && (given != MAELSTROM_OK || equal(name, slice("mark"))));
  note(e, "log_level", host->log_level(host) >= MAELSTROM_LOG_TRACE);
  host->log(host, MAELSTROM_LOG_INFO, slice("version 1.0 was here"));
  note(e, "extension", host->extension(host, "maelstrom.no-such-extension") == NULL);
}

/* Begins two rpcs, a timer and a post, and gives up one rpc and another timer. */
static void exercise_callbacks(exercise* e, const maelstrom_host* host) {
  const maelstrom_slice peer = host->node_at(host, host->node_count(host) - 1);
  const maelstrom_slice ask = slice("{\"type\":\"ask\"}");
  const int64_t second = 1000000000;
  maelstrom_timer timer = 0;
  maelstrom_rpc rpc = 0;
  e->outstanding = 4;
  note(e, "rpc-begins", host->rpc(host, peer, ask, second, on_reply, e, NULL) == MAELSTROM_OK);
  note(e, "rpc-given-up",
       host->rpc(host, peer, ask, second, on_cancelled, e, &rpc) == MAELSTROM_OK && rpc != 0 &&
           host->cancel_rpc(host, rpc) == MAELSTROM_OK &&
           failed(host, host->cancel_rpc(host, UINT64_MAX), MAELSTROM_E_UNKNOWN));
  note(e, "after-begins", host->after(host, 0, on_timer, e, NULL) == MAELSTROM_OK);
  note(e, "cancel",
       host->after(host, second, on_wrong_timer, e, &timer) == MAELSTROM_OK && timer != 0 &&
           host->cancel(host, timer) == MAELSTROM_OK && failed(host, host->cancel(host, timer), MAELSTROM_E_UNKNOWN));
  note(e, "post-begins", host->post(host, on_post, e) == MAELSTROM_OK);
}

static maelstrom_status begin_exercise(plugin* self, const maelstrom_message* message) {
  exercise* const e = calloc(1, sizeof *e);
  if (e == NULL) {
    return MAELSTROM_E_RESOURCE;
  }
  e->owner = self;
  e->request = message->request;
  e->next = self->running;
  self->running = e;
  exercise_cluster(e, self->host, message);
  exercise_messages(e, self->host, message);
  exercise_world(e, self->host);
  exercise_callbacks(e, self->host);
  return MAELSTROM_OK;
}

static void* create(const maelstrom_host* host) {
  plugin* self = NULL;
  maelstrom_slice name = {NULL, 0};
  maelstrom_slice value = {NULL, 0};
  size_t i = 0;
  for (i = 0; host->option_at(host, i, &name, &value) == MAELSTROM_OK; ++i) {
    if (!equal(name, slice("mark"))) {
      host->fail(host, slice("the only option is mark"));
      return NULL;
    }
  }
  self = calloc(1, sizeof *self);
  if (self != NULL) {
    self->host = host;
  }
  return self;
}

static maelstrom_status start(void* instance) {
  const plugin* const self = instance;
  return self->host->node_count(self->host) > 0 ? MAELSTROM_OK : MAELSTROM_E_FAILED;
}

static maelstrom_status on_message(void* instance, const maelstrom_message* message) {
  plugin* const self = instance;
  const maelstrom_host* const host = self->host;
  if (equal(message->type, slice("exercise"))) {
    return begin_exercise(self, message);
  }
  if (equal(message->type, slice("ask"))) {
    return host->reply(host, message->request, slice("{\"type\":\"ask_ok\"}"));
  }
  if (equal(message->type, slice("refuse"))) {
    return host->reply_error(host, message->request, 1000, slice("refused on purpose"));
  }
  host->fail(host, slice("failed on purpose"));
  return MAELSTROM_E_FAILED;
}

static void stop(void* instance) {
  (void)instance;
}

static void destroy(void* instance) {
  plugin* const self = instance;
  while (self->running != NULL) {
    drop(self->running);
  }
  free(self);
}

MAELSTROM_EXPORT const maelstrom_plugin* MAELSTROM_ENTRY(void) {
  static const char* const types[] = {"exercise", "ask", "refuse", "fail"};
  static const maelstrom_plugin descriptor = {sizeof(maelstrom_plugin),
                                              MAELSTROM_ABI_MINOR,
                                              0,
                                              4,
                                              "abi-1-0",
                                              "1.0.0",
                                              "Uses every function of version 1.0 of the ABI",
                                              types,
                                              create,
                                              start,
                                              on_message,
                                              stop,
                                              destroy};
  return &descriptor;
}
