/* Cuts of a whole socket in its world: a day's messages, that walk the table of settings and all else that lasts, a call,
 * the button, the sensor, a timer, a rule, a factory reset. At each flash operation the process forks, a child for each
 * kind of cut; it starts the socket again, forks likewise at each operation of that recovery, and looks at what stands.
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/assert.h"
#include "base/crc.h"
#include "device/keys.h"
#include "sim/world.h"
#include "tests/cuts.h"

#define OWNER "+33600000001"
#define OTHER "+33600000002"
#define MINUTE_MS 60000u
#define STEP_MS (5 * MINUTE_MS)    /* so far apart that no budget of replies is used up */
#define RECOVERY_MS (4 * MINUTE_MS)
#define STEPS_MAX 100
#define TEXT_LEN 40
#define JUNK_KEY 0x7000u
#define SHORT_PART 8    /* a test has time for one operation in so many */
#define SECOND_PART 4   /* of the recoveries, each so many-th is cut as well: it is much the same each time */

/* Each begins with the log of the store that far before the end of its last free sector, so that the ring turns at other
 * steps of the day. */
static const unsigned rooms[] = { 90, 700, 1900 };

/* --- What is done. --- */

enum step_kind { STEP_TEXT, STEP_CALL, STEP_BUTTON, STEP_SENSOR, STEP_WAIT, STEP_RESET };

struct step {
	enum step_kind kind;
	char text[TEXT_LEN]; /* of a STEP_TEXT */
};

struct day {
	size_t count;
	struct step step[STEPS_MAX];
};

static void add(struct day *d, enum step_kind kind, const char *text)
{
	struct step *s = &d->step[d->count++];

	ASSERT(d->count <= STEPS_MAX && strlen(text) < TEXT_LEN);
	*s = (struct step){ .kind = kind };
	strcpy(s->text, text);
}

/* A setting to the last of its legal values, then to the first: one of them is not the factory's. */
static void add_setting(struct day *d, enum setting id)
{
	char legal[200], text[2][300];
	struct text t;

	text_init(&t, legal, sizeof legal);
	settings_print_legal(id, true, &t);
	if (legal[0] == '\0' && id == SETTING_SALDOUMS)
		text_str(&t, "NO|*100#");
	else if (legal[0] == '\0')
		text_str(&t, id == SETTING_PASSWORD ? "NO|12abc" : "NO|123456abc");
	char *last = strrchr(legal, '|') != NULL ? strrchr(legal, '|') + 1 : legal;
	char *low = legal[0] == '<' ? legal + 1 : legal;
	if (*last == '<')
		last = strstr(last, "..") + 2;
	snprintf(text[0], sizeof text[0], "%s=%.*s", settings_name(id), (int)strcspn(last, ">"), last);
	snprintf(text[1], sizeof text[1], "%s%s=%.*s", id == SETTING_PASSWORD ? "12abc" : "", settings_name(id),
		 (int)(strstr(low, "..") != NULL ? strcspn(low, ".") : strcspn(low, "|")), low);
	add(d, STEP_TEXT, text[0]);
	add(d, STEP_TEXT, text[1]);
}

static void plan(struct day *d)
{
	static const char *const before[] = { "ALERTNUMBER+33600000003", "ALERTNUMBER+33600000004", "SECNUMBER+33600000001",
					      "SECNUMBER+33600000002", "SECLIST=ON" };
	/* A setting now and then keeps the configuration window open. */
	static const char *const after[] = { "ON", "ON5", "RESTART", "RING=SWITCH", "ONM", "OFF", "ALARMON", "ALERT=SMS",
					     "SCHEDULER+08:00,*,OFF", "SCHEDULER+07:00,1,INF", "SCHEDULER-08:00", "STATUS",
					     "MICLEVEL=7", "ON", "THERMOSTATON", "THERMOSTATOFF", "HELLO", "MICLEVEL=8" };

	d->count = 0;
	for (size_t i = 0; i < sizeof before / sizeof *before; i++)
		add(d, STEP_TEXT, before[i]);
	for (enum setting id = 0; id < SETTING_COUNT; id++)
		if (settings_name(id) != NULL)
			add_setting(d, id);
	for (size_t i = 0; i < sizeof after / sizeof *after; i++)
		add(d, STEP_TEXT, after[i]);
	add(d, STEP_SENSOR, "");
	add(d, STEP_CALL, "");
	add(d, STEP_TEXT, "ALARMOFF");
	add(d, STEP_BUTTON, "");
	add(d, STEP_TEXT, "POWERSTATE=ON");
	add(d, STEP_TEXT, "SCHEDULER+14:00,*,OFF");
	add(d, STEP_WAIT, "");
	add(d, STEP_RESET, "");
}

/* --- What lasts, as a picture of the store. --- */

struct picture {
	size_t count;
	struct {
		uint16_t key;
		int len;
		uint32_t crc;
	} item[STORE_KEYS_MAX];
};

static void set_item(struct picture *p, uint16_t key, int len, const uint8_t *value)
{
	size_t i = 0;

	while (i < p->count && p->item[i].key != key)
		i++;
	if (len < 0) {
		if (i < p->count)
			p->item[i] = p->item[--p->count];
		return;
	}
	p->count += i == p->count ? 1 : 0;
	ASSERT(p->count <= STORE_KEYS_MAX);
	p->item[i].key = key;
	p->item[i].len = len;
	p->item[i].crc = crc_32(0, value, (size_t)len);
}

/* Opening a store writes nothing, so that it can be done behind the socket's back. */
static void open_store(struct world *w, struct store *s)
{
	const struct flash flash = nor_flash(world_nor(w));

	ASSERT(store_open(s, &flash) == 0);
}

static void take_picture(const struct store *s, struct picture *p)
{
	uint8_t value[STORE_BATCH_CAP];

	p->count = 0;
	for (size_t i = 0; i < STORE_KEYS_MAX; i++)
		if (s->entry[i].key != 0)
			set_item(p, s->entry[i].key, store_get(s, s->entry[i].key, value, sizeof value), value);
}

/* What the batch would make of it that the socket is about to commit. */
static void add_batch(struct picture *p, const struct store *s)
{
	for (size_t at = 0; at < s->batch_len;) {
		const uint8_t *item = s->batch + at;
		int len = item[2] | item[3] << 8;
		bool dropped = len == 0xFFFF;

		set_item(p, (uint16_t)(item[0] | item[1] << 8), dropped ? -1 : len, item + STORE_ITEM_HEADER);
		at += STORE_ITEM_HEADER + (dropped ? 0u : (size_t)len);
	}
}

static size_t find(const struct picture *p, uint16_t key)
{
	size_t i = 0;

	while (i < p->count && p->item[i].key != key)
		i++;
	return i;
}

/* A key of the first's, up to `last` and not `but`, of which the second has not the same value; 0: there is none. */
static uint16_t lacks(const struct picture *a, const struct picture *b, uint16_t last, uint16_t but)
{
	for (size_t i = 0; i < a->count; i++) {
		size_t k = find(b, a->item[i].key);

		if (a->item[i].key > last || a->item[i].key == but)
			continue;
		if (k == b->count || a->item[i].len != b->item[k].len || a->item[i].crc != b->item[k].crc)
			return a->item[i].key;
	}
	return 0;
}

static uint16_t differs(const struct picture *a, const struct picture *b, uint16_t last, uint16_t but)
{
	uint16_t key = lacks(a, b, last, but);

	return key != 0 ? key : lacks(b, a, last, but);
}

static bool same_all(const struct picture *a, const struct picture *b)
{
	return a->count == b->count && lacks(a, b, UINT16_MAX, 0) == 0;
}

/* --- A run. --- */

/* What a step leaves behind when nothing is cut. */
struct outcome {
	struct picture lasts;
	unsigned replies; /* to the owner, so far */
};

struct run {
	size_t room;
	bool thorough;
	const struct replay *replay;
	struct tally *tally; /* shared by all processes */
	struct day day;
	struct outcome before, outcome[STEPS_MAX];
	struct world *world;
	size_t at;      /* the step under way */
	unsigned texts; /* sent so far */
	unsigned ops;   /* of the flash, since the stretch began */
	bool learning;  /* the first time through, nothing is cut */
	int level;      /* cuts so far in this process */
	unsigned stretch;
	struct cut cuts[2];
	struct picture old, new; /* at the last cut */
};

static unsigned replies(struct world *w)
{
	const struct network *network = world_network(w);
	unsigned count = 0;

	for (size_t i = 0; i < network_arrived(network); i++)
		count += strcmp(network_sms(network, i)->to, OWNER) == 0;
	return count;
}

/* Nothing came too late for the configuration window: a start opens it, and the runs would differ. */
static void check_day(struct world *w)
{
	const struct network *network = world_network(w);

	for (size_t i = 0; i < network_arrived(network); i++)
		ASSERT(strstr(network_sms(network, i)->text, "expired") == NULL);
}

static void broken(struct run *r, const char *what)
{
	r->tally->broken++;
	printf("# step %zu \"%s\"\n", r->at, r->day.step[r->at].text);
	cuts_broken("device", r->room, r->stretch, r->cuts[0], r->level > 1 ? r->cuts[1] : (struct cut){ 0 }, what);
}

static void do_step(struct run *r, const struct step *s)
{
	struct world *w = r->world;
	uint64_t until_ms = world_now_ms(w) + STEP_MS;

	switch (s->kind) {
	case STEP_TEXT:
		r->texts++;
		ASSERT(world_text(w, OWNER, s->text, NULL) == 0);
		break;
	case STEP_CALL:
		ASSERT(voice_place(network_voice(world_network(w)), world_now_ms(w), OWNER, false) == 0);
		break;
	case STEP_BUTTON:
	case STEP_RESET:
		world_sense(w, INPUT_BUTTON, true);
		world_run_until(w, world_now_ms(w) + (s->kind == STEP_RESET ? 5000 : 100));
		world_sense(w, INPUT_BUTTON, false);
		world_run_until(w, world_now_ms(w) + 100);
		world_sense(w, INPUT_BUTTON, s->kind == STEP_RESET);
		world_run_until(w, world_now_ms(w) + 100);
		world_sense(w, INPUT_BUTTON, false);
		break;
	case STEP_SENSOR:
		world_sense(w, INPUT_SENSOR, true);
		world_run_until(w, world_now_ms(w) + 1000);
		world_sense(w, INPUT_SENSOR, false);
		break;
	case STEP_WAIT:
		until_ms = world_now_ms(w) + 24 * 60 * MINUTE_MS;
		break;
	}
	world_run_until(w, until_ms);
}

/* --- Looking at what stands. --- */

static bool journal_sound(const struct store *s, unsigned least, unsigned most)
{
	struct journal j;

	journal_load(&j, s);
	for (int i = 0; i < JOURNAL_MAX; i++)
		for (int k = 0; k < i; k++)
			if (j.mark[i] != 0 && j.mark[i] == j.mark[k])
				return false;
	return j.count >= least && j.count <= most;
}

/* What the core has taken back is what the store holds, and the factory's value for what it does not. */
static bool loaded(const struct run *r, const struct picture *p)
{
	static struct core fresh;
	const struct core *c = &world_device(r->world)->core;
	uint8_t value[CORE_VALUE_MAX], factory[CORE_VALUE_MAX];

	core_init(&fresh, &c->config);
	for (uint16_t key = 1; key <= CORE_KEY_LAST; key++) {
		if (key < CORE_KEY_LISTS && settings_of_key(key) < 0)
			continue;
		size_t len = core_save(c, key, value);
		size_t i = find(p, key);
		bool is = i < p->count ? p->item[i].len == (int)len && p->item[i].crc == crc_32(0, value, len)
				       : core_save(&fresh, key, factory) == len && memcmp(value, factory, len) == 0;
		if (!is)
			return false;
	}
	return true;
}

static int stored_number(const struct store *s, enum setting id, int otherwise)
{
	uint8_t value[2];

	return store_get(s, settings_key(id), value, sizeof value) == 2 ? value[0] | value[1] << 8 : otherwise;
}

/* What POWERSTATE makes of the outlet when power returns. */
static bool outlet_at_start(const struct store *s)
{
	int state = stored_number(s, SETTING_POWERSTATE, POWERSTATE_REMEMBER);

	return state == POWERSTATE_REMEMBER ? stored_number(s, SETTING_RESTING, 0) == 1 : state == POWERSTATE_ON;
}

/* After all has settled: done once, told once (or once more for each cut), nothing left lying, and the values are those
 * that an uncut run has; what was no message may also never have happened. */
static void check_end(struct run *r)
{
	const struct outcome *after = &r->outcome[r->at];
	const struct outcome *before = r->at > 0 ? &r->outcome[r->at - 1] : &r->before;
	const struct step *step = &r->day.step[r->at];
	unsigned told = replies(r->world);
	struct picture now;
	struct store s;

	open_store(r->world, &s);
	take_picture(&s, &now);
	if (!world_alive(r->world) || !core_sane(&world_device(r->world)->core)) {
		broken(r, "the socket does not live, or is not sane");
		return;
	}
	if (!loaded(r, &now))
		broken(r, "what the socket goes by is not what lasts");
	for (uint16_t i = 0; i < OUTBOX_MAX; i++)
		if (find(&now, (uint16_t)(KEYS_OUTBOX + i)) < now.count) {
			broken(r, "a message is left in the outbox");
			break;
		}
	if (step->kind == STEP_RESET)
		return;
	if (!journal_sound(&s, r->texts, r->texts))
		broken(r, "a message was executed twice, or never");
	bool text = step->kind == STEP_TEXT;
	/* A start under another POWERSTATE than REMEMBER settles the outlet anew. */
	uint16_t but = stored_number(&s, SETTING_POWERSTATE, POWERSTATE_REMEMBER) == POWERSTATE_REMEMBER &&
				       strncmp(step->text, "POWERSTATE", strlen("POWERSTATE")) != 0
			       ? 0
			       : settings_key(SETTING_RESTING);
	uint16_t key = differs(&now, &after->lasts, CORE_KEY_LAST, but);
	if (key != 0 && (text || differs(&now, &before->lasts, CORE_KEY_LAST, but) != 0)) {
		printf("# key %u\n", key);
		broken(r, "the settings are not those of a run without cuts");
	}
	if (told < (text ? after->replies : before->replies) || told > after->replies + (unsigned)r->level)
		broken(r, "a reply is missing, or came too often");
}

/* The power is back: what the flash holds, what the outlet is at once, and what becomes of it all. */
static void recover(struct run *r)
{
	struct picture now;
	struct store s;

	if (world_alive(r->world)) {
		broken(r, "the cut did not come");
		return;
	}
	open_store(r->world, &s);
	take_picture(&s, &now);
	if (!same_all(&now, &r->old) && !same_all(&now, &r->new)) {
		broken(r, "what lasts is neither the old nor the new");
		return;
	}
	bool reset = r->day.step[r->at].kind == STEP_RESET;
	if (!reset && !journal_sound(&s, r->texts > 0 ? r->texts - 1 : 0, r->texts))
		broken(r, "the journal does not know what was executed");
	bool on = outlet_at_start(&s);
	int level = r->level;
	r->ops = 0;
	world_mains(r->world, true);
	/* A second cut may have come right then. */
	if (r->level == level && world_outlet(r->world) != on)
		broken(r, "the outlet is not as POWERSTATE says");
	world_run_until(r->world, world_now_ms(r->world) + RECOVERY_MS);
}

/* --- Cutting. --- */

/* In a child: this operation is cut, and the stretch of work goes on to its end without power. */
static void cut_here(struct run *r, enum nor_torn torn)
{
	struct store s;

	r->cuts[r->level++] = (struct cut){ r->ops, torn };
	open_store(r->world, &s);
	take_picture(&s, &r->old);
	r->new = r->old;
	add_batch(&r->new, &world_device(r->world)->store);
	nor_cut(world_nor(r->world), 1, torn);
	r->tally->cuts++;
}

/* true in the child. */
static bool fork_child(struct run *r, enum nor_torn torn)
{
	int status = 0;

	fflush(stdout);
	pid_t pid = fork();
	ASSERT(pid >= 0);
	if (pid == 0) {
		cut_here(r, torn);
		return true;
	}
	ASSERT(waitpid(pid, &status, 0) == pid);
	if (status != 0) {
		r->cuts[r->level++] = (struct cut){ r->ops, torn };
		broken(r, "an assertion failed");
		r->level--;
	}
	return false;
}

static bool chosen(const struct run *r)
{
	unsigned part = r->thorough ? 1 : SHORT_PART;

	return r->stretch % part == 0 && (r->level == 0 || r->stretch / part % SECOND_PART == 0);
}

static void hear(void *ctx)
{
	struct run *r = ctx;

	if (r->learning || r->level == 2)
		return;
	r->ops++;
	if (r->level == 0)
		r->stretch = r->ops;
	if (r->replay->wanted) {
		const struct cut *cut = r->level == 0 ? &r->replay->first : &r->replay->second;

		if (r->ops == (r->level == 0 ? r->replay->stretch : cut->op))
			cut_here(r, cut->torn);
		return;
	}
	for (enum nor_torn torn = 0; chosen(r) && torn < NOR_TORN_COUNT; torn++)
		if (fork_child(r, torn))
			return;
}

/* Writes and drops something until the log stands so many bytes before the end of the last free sector. */
static void age(struct world *w, unsigned left)
{
	const struct flash flash = nor_flash(world_nor(w));
	uint8_t junk[500] = { 0 };
	struct store s;

	ASSERT(store_open(&s, &flash) == 0);
	for (;;) {
		uint32_t used = 0;

		for (uint32_t i = 0; i < flash.sector_count; i++)
			used += s.sequence[i] != 0;
		uint32_t room = flash.sector_size - s.head.offset;
		if (used >= flash.sector_count - 1 && room <= left + sizeof junk + 20)
			break;
		junk[0]++;
		store_begin(&s);
		store_put(&s, JUNK_KEY, junk, sizeof junk);
		ASSERT(store_commit(&s) == 0);
	}
	store_begin(&s);
	store_drop(&s, JUNK_KEY);
	ASSERT(store_commit(&s) == 0);
}

/* A day from its beginning. A child comes out of it at its cut, recovers, and ends. */
static void live(struct run *r)
{
	const struct world_config config = { .model = MODEL_706, .profile = "generic", .seed = 1 };

	r->world = world_new(&config, NULL);
	ASSERT(r->world != NULL);
	age(r->world, rooms[r->room]);
	r->texts = r->ops = 0;
	world_mains(r->world, true);
	world_run_until(r->world, world_now_ms(r->world) + STEP_MS);
	if (r->learning) {
		struct store s;

		open_store(r->world, &s);
		take_picture(&s, &r->before.lasts);
		r->before.replies = 0;
	}
	nor_listen(world_nor(r->world), hear, r);
	for (r->at = 0; r->at < r->day.count; r->at++) {
		do_step(r, &r->day.step[r->at]);
		if (r->level > 0)
			break;
		if (r->learning) {
			struct store s;

			open_store(r->world, &s);
			take_picture(&s, &r->outcome[r->at].lasts);
			r->outcome[r->at].replies = replies(r->world);
		}
	}
	if (r->learning)
		check_day(r->world);
	for (int level = 0; level < r->level; level++)
		recover(r);
	if (r->level > 0)
		check_end(r);
	if (r->level > 0 && !r->replay->wanted) {
		fflush(stdout);
		_exit(0);
	}
	world_free(r->world);
}

void cuts_device(size_t room, bool thorough, const struct replay *replay, struct tally *tally)
{
	struct run *r = calloc(1, sizeof *r);
	struct tally *shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	ASSERT(r != NULL && shared != MAP_FAILED);
	*r = (struct run){ .room = room, .thorough = thorough, .replay = replay, .tally = shared, .learning = true };
	plan(&r->day);
	live(r);
	r->learning = false;
	live(r);
	*tally = *shared;
	munmap(shared, sizeof *shared);
	free(r);
}

size_t cuts_device_rooms(void)
{
	return sizeof rooms / sizeof *rooms;
}

const char *cuts_device_name(size_t room)
{
	static char name[60];

	snprintf(name, sizeof name, "device, a day, %u bytes before the ring turns", rooms[room]);
	return name;
}
