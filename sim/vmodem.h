/* vmodem: a virtual cellular modem: an AT command server (V.250, 3GPP 27.005 and 27.007) over a `struct network`.
 * The mirror of the driver in modem/, and no code in common with it beyond base/. Hosted code with a heap; time is an
 * argument. It begins switched off.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef SIM_VMODEM_H
#define SIM_VMODEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/fault.h"
#include "sim/network.h"

struct vmodem;

struct vmodem_line {
	void *ctx;
	void (*send)(void *ctx, const uint8_t *bytes, size_t len); /* to the computer (DTE) */
};

#define VMODEM_PIN "1234"
#define VMODEM_PUK "12345678"
#define VMODEM_PIN_TRIES 3
#define VMODEM_PUK_TRIES 10

/* PIN: it asks for VMODEM_PIN. FULL: its storage holds old read messages. */
enum vmodem_sim { SIM_READY, SIM_MISSING, SIM_PIN, SIM_FULL };

/* `profile`: the name of a family, "generic" for one. NULL when there is no such profile. */
struct vmodem *vmodem_new(const char *profile, struct network *network, const struct vmodem_line *line, uint64_t seed);
void vmodem_free(struct vmodem *v);
/* From now on answers come at once and the start takes no time: for software that runs in real time against it. */
void vmodem_hurry(struct vmodem *v);
/* Names of the profiles, by index; NULL beyond the last. */
const char *vmodem_profile(size_t index);
enum vmodem_service { SERVICE_VOICE, SERVICE_CODES };
/* Whether a modem of that profile has it; false also when there is no such profile. */
bool vmodem_serves(const char *profile, enum vmodem_service service);

void vmodem_power(struct vmodem *v, uint64_t now_ms, bool on); /* settings of the session are lost, SIM and storage kept */
void vmodem_insert(struct vmodem *v, enum vmodem_sim sim);     /* takes effect at the next power-on; default SIM_READY */

enum vmodem_sim vmodem_inserted(const struct vmodem *v);

void vmodem_feed(struct vmodem *v, uint64_t now_ms, const uint8_t *bytes, size_t len); /* from the computer */
void vmodem_step(struct vmodem *v, uint64_t now_ms);
uint64_t vmodem_deadline_ms(const struct vmodem *v); /* UINT64_MAX: nothing pending */

/* Injects a fault by its name. ERR_MISSING: there is none of that name. Names by index; NULL beyond the last; fault_row
 * tells more of them. Without power only those happen that last or wait, or do not happen in the modem. */
int vmodem_fault(struct vmodem *v, uint64_t now_ms, const char *name);
const char *vmodem_fault_name(size_t index);
/* Ends all faults, and the troubles. What the others have left behind stays: messages, settings that were forgotten. */
void vmodem_mend(struct vmodem *v, uint64_t now_ms);
/* From now on faults begin at random, about every_ms apart, and each is over after a while, also one that only a cut of
 * the power could end. Equal seeds give equal troubles; 0 ms: they end, and all faults with them. */
void vmodem_trouble(struct vmodem *v, uint64_t now_ms, uint64_t seed, uint32_t every_ms);
/* Each answer comes so much later, until the modem loses power; 0: as quickly as ever. */
void vmodem_slow(struct vmodem *v, uint32_t each_ms);

#endif
