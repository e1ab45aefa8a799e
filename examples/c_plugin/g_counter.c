/* A grow-only counter, in C99, without a JSON library: Maelstrom's g-counter workload.
 *
 *   {"type": "add", "delta": 3}    add_ok; delta is an integer from 0 on
 *   {"type": "read"}               {"type": "read_ok", "value": 12}: the sum known to this node
 *
 * Each node counts the additions that it received, and sends its count to its peers. A count only grows, so the larger
 * of two is the later one, for any order and any duplication of messages. The value is the sum of all nodes' counts. A
 * node answers clients without waiting for other nodes; it repeats the gossip to an unreachable peer until the peer
 * confirms it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <maelstrom/abi.h>

#define GOSSIP_TIMEOUT_NS INT64_C(1000000000)
#define RETRY_DELAY_NS INT64_C(200000000)

struct counter;

/* A node of the cluster: its count known here, and this node's count known there. */
typedef struct peer {
  struct counter* counter;
  maelstrom_slice id;
  uint64_t count;   /* its largest received count */
  uint64_t told;    /* this node's count that the peer has confirmed */
  uint64_t telling; /* the count being sent, if any */
  int is_busy;      /* a gossip is outstanding, or will be retried */
} peer;

typedef struct counter {
  const maelstrom_host* host;
  peer* peers; /* every node of the cluster, this one included; allocated by start */
  size_t peer_count;
  peer* self;
} counter;

static maelstrom_slice slice(const char* text) {
  const maelstrom_slice result = {text, strlen(text)};
  return result;
}

static int equal(maelstrom_slice a, maelstrom_slice b) {
  return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

/* Reads a JSON number that is an integer from 0 to 2^64 - 1. The host has checked that the bytes are JSON. */
static int parse_count(maelstrom_slice json, uint64_t* count) {
  size_t i = 0;
  *count = 0;
  for (i = 0; i < json.size; ++i) {
    const unsigned digit = (unsigned)(unsigned char)json.data[i] - '0';
    if (digit > 9 || *count > (UINT64_MAX - digit) / 10) {
      return 0;
    }
    *count = *count * 10 + digit;
  }
  return json.size > 0;
}

/* ---- Gossip ---- */

static void tell(peer* p);

static void on_retry(void* user) {
  peer* const p = user;
  p->is_busy = 0;
  tell(p);
}

static void on_gossip_reply(void* user, maelstrom_status status, const maelstrom_message* reply) {
  peer* const p = user;
  const maelstrom_host* const host = p->counter->host;
  if (status == MAELSTROM_E_CANCELLED) {
    return; /* the node is stopping */
  }
  p->is_busy = 0;
  if (status == MAELSTROM_OK && equal(reply->type, slice("gossip_ok"))) {
    p->told = p->telling;
    tell(p);
  } else {
    p->is_busy = host->after(host, RETRY_DELAY_NS, on_retry, p, NULL) == MAELSTROM_OK;
  }
}

/* Sends this node's count to a peer, unless the peer knows it, or a gossip is outstanding. */
static void tell(peer* p) {
  const counter* const self = p->counter;
  char body[64];
  if (p == self->self || p->is_busy || p->told == self->self->count) {
    return;
  }
  p->telling = self->self->count;
  snprintf(body, sizeof body, "{\"type\":\"gossip\",\"count\":%" PRIu64 "}", p->telling);
  p->is_busy =
      self->host->rpc(self->host, p->id, slice(body), GOSSIP_TIMEOUT_NS, on_gossip_reply, p, NULL) == MAELSTROM_OK;
}

/* ---- Messages ---- */

static maelstrom_status refuse(const counter* self, const maelstrom_message* message, int32_t code, const char* why) {
  return self->host->reply_error(self->host, message->request, code, slice(why));
}

/* Reads a required field; answers the request with error 12 if it is missing or not a count. */
static int read_count(const counter* self, const maelstrom_message* message, const char* name, uint64_t* count) {
  maelstrom_slice json = {NULL, 0};
  char why[80];
  if (self->host->raw_field(self->host, slice(name), &json) == MAELSTROM_OK && parse_count(json, count)) {
    return 1;
  }
  snprintf(why, sizeof why, "%s must be an integer from 0 to 2^64 - 1", name);
  refuse(self, message, MAELSTROM_ERROR_MALFORMED_REQUEST, why);
  return 0;
}

static maelstrom_status on_add(counter* self, const maelstrom_message* message) {
  uint64_t delta = 0;
  size_t i = 0;
  if (!read_count(self, message, "delta", &delta)) {
    return MAELSTROM_OK;
  }
  if (delta > UINT64_MAX - self->self->count) {
    return refuse(self, message, MAELSTROM_ERROR_PRECONDITION_FAILED, "the counter would exceed 64 bits");
  }
  self->self->count += delta;
  for (i = 0; i < self->peer_count; ++i) {
    tell(&self->peers[i]);
  }
  return self->host->reply(self->host, message->request, slice("{\"type\":\"add_ok\"}"));
}

static maelstrom_status on_read(const counter* self, const maelstrom_message* message) {
  char body[64];
  uint64_t value = 0;
  size_t i = 0;
  for (i = 0; i < self->peer_count; ++i) {
    if (self->peers[i].count > UINT64_MAX - value) {
      return refuse(self, message, MAELSTROM_ERROR_PRECONDITION_FAILED, "the value exceeds 64 bits");
    }
    value += self->peers[i].count;
  }
  snprintf(body, sizeof body, "{\"type\":\"read_ok\",\"value\":%" PRIu64 "}", value);
  return self->host->reply(self->host, message->request, slice(body));
}

static maelstrom_status on_gossip(counter* self, const maelstrom_message* message) {
  uint64_t count = 0;
  size_t i = 0;
  if (!read_count(self, message, "count", &count)) {
    return MAELSTROM_OK;
  }
  for (i = 0; i < self->peer_count; ++i) {
    peer* const p = &self->peers[i];
    if (p != self->self && equal(p->id, message->src)) {
      p->count = count > p->count ? count : p->count;
      return self->host->reply(self->host, message->request, slice("{\"type\":\"gossip_ok\"}"));
    }
  }
  return refuse(self, message, MAELSTROM_ERROR_MALFORMED_REQUEST, "gossip is what other nodes say");
}

static maelstrom_status on_message(void* instance, const maelstrom_message* message) {
  counter* const self = instance;
  if (equal(message->type, slice("add"))) {
    return on_add(self, message);
  }
  if (equal(message->type, slice("read"))) {
    return on_read(self, message);
  }
  return on_gossip(self, message);
}

/* ---- Lifecycle ---- */

static void* create(const maelstrom_host* host) {
  maelstrom_slice name = {NULL, 0};
  maelstrom_slice value = {NULL, 0};
  counter* self = NULL;
  if (host->option_at(host, 0, &name, &value) == MAELSTROM_OK) {
    host->fail(host, slice("the counter has no options"));
    return NULL;
  }
  self = calloc(1, sizeof *self);
  if (self == NULL) {
    host->fail(host, slice("there is no memory"));
    return NULL;
  }
  self->host = host;
  return self;
}

static maelstrom_status start(void* instance) {
  counter* const self = instance;
  const maelstrom_host* const host = self->host;
  const size_t count = host->node_count(host);
  size_t i = 0;
  free(self->peers); /* from a failed start */
  self->peers = calloc(count, sizeof *self->peers);
  if (self->peers == NULL) {
    host->fail(host, slice("there is no memory"));
    return MAELSTROM_E_FAILED;
  }
  self->peer_count = count;
  for (i = 0; i < count; ++i) {
    self->peers[i].counter = self;
    self->peers[i].id = host->node_at(host, i); /* borrowed as long as the instance exists */
    if (equal(self->peers[i].id, host->node_id(host))) {
      self->self = &self->peers[i];
    }
  }
  return MAELSTROM_OK;
}

static void stop(void* instance) {
  (void)instance;
}

static void destroy(void* instance) {
  counter* const self = instance;
  free(self->peers);
  free(self);
}

MAELSTROM_EXPORT const maelstrom_plugin* MAELSTROM_ENTRY(void) {
  static const char* const types[] = {"add", "read", "gossip"};
  static const maelstrom_plugin plugin = {sizeof(maelstrom_plugin),
                                          MAELSTROM_ABI_MINOR,
                                          0,
                                          sizeof types / sizeof *types,
                                          "g-counter",
                                          "1.0.0",
                                          "A counter that only grows, kept by gossip",
                                          types,
                                          create,
                                          start,
                                          on_message,
                                          stop,
                                          destroy};
  return &plugin;
}
