/* desk: a control socket on the bench: the test is the daemon, whose device lives in a simulated world, and all of its
 * clients. What goes wrong fails the test.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_UNIT_DESK_H
#define TESTS_UNIT_DESK_H

#include <cjson/cJSON.h>
#include <stddef.h>
#include <stdint.h>

#include "ports/linux/control.h"
#include "sim/world.h"

#define PHONE "+33600000001"
#define MINUTE_MS 60000u

struct event_base;

struct desk {
	char root[32];
	char path[128];
	struct world *world;
	struct event_base *base;
	struct log log;
	struct control_config config;
	struct control control;
};

/* One end of a connection. */
struct desk_client {
	int fd;
	size_t len;
	char bytes[4 * CONTROL_UNSENT_MAX];
};

/* A test with a desk of its own as *state: a 706 that has been in its mains for two minutes, and may be configured. */
#define DESK_TEST(name) cmocka_unit_test_setup_teardown(name, desk_make, desk_remove)
int desk_make(void **state);
int desk_remove(void **state);

/* --- The daemon's part. --- */

extern const struct control_deeds desk_deeds; /* their `ctx` is the desk */
/* Opens the socket, after a test has closed it. */
void desk_open(struct desk *d);
/* Another device, as new, for two minutes; the world before is the test's to free. */
void desk_plug_in(struct desk *d, enum model model);
/* Lets time pass. */
void desk_pass(struct desk *d, uint64_t for_ms);
/* Does what is due at once. */
void desk_turn(struct desk *d);

/* --- The clients' part. --- */

struct desk_client *desk_begin(struct desk *d);
void desk_end(struct desk *d, struct desk_client *client);
void desk_say(struct desk *d, struct desk_client *client, const char *bytes);
/* Asks for a command, for the events from now on. */
void desk_command(struct desk *d, struct desk_client *client, const char *text);
void desk_follow(struct desk *d, struct desk_client *client);

/* The next line, to be deleted; NULL: there is none now. */
cJSON *desk_hear(struct desk *d, struct desk_client *client);
/* A line's string of that name; "": it has none. */
const char *desk_string(const cJSON *line, const char *name);
/* The next line is of that kind, and has that member; NULL: whatever. */
void desk_expect(struct desk *d, struct desk_client *client, const char *kind, const char *name, const char *value);
void desk_expect_done(struct desk *d, struct desk_client *client);
/* The answer to a command, and that it is done. */
void desk_expect_answer(struct desk *d, struct desk_client *client, const char *result, const char *text);
void desk_expect_silence(struct desk *d, struct desk_client *client);
void desk_expect_end(struct desk *d, struct desk_client *client);

/* A command and its answer, by a client of its own. */
void desk_does(struct desk *d, const char *text, const char *result, const char *answer);

#endif
