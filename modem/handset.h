/* handset: the commands that place, answer and end a call (V.250 6.3; 27.007 6.5, 7.13), and what their results mean.
 * Each sends one command, or goes on where the last one left off; nothing may be in flight. Part of modem.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef MODEM_HANDSET_H
#define MODEM_HANDSET_H

#define HANDSET_DIAL_FOR_MS 60000 /* then a call that is being placed is given up */

struct modem;

/* The peer of m->calls. Some modems answer at once, some when the call is up: until then nothing else can be asked, for
 * any character would end the call. */
void handset_dial(struct modem *m);
void handset_answer(struct modem *m);
/* By the next of several ways. */
void handset_hang_up(struct modem *m);
/* Ends dialling or answering that is in flight, if any. */
void handset_abort(struct modem *m);

#endif
