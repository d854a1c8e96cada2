/* modemline: the line to the modem: a ring that an interrupt fills and the loop empties.
 * Sending waits for the transmitter: nothing that the device sends is longer than a few hundred bytes.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_CORTEXM_MODEMLINE_H
#define PORTS_CORTEXM_MODEMLINE_H

#include <stddef.h>
#include <stdint.h>

#define MODEMLINE_CAP 512u /* a power of two: 44 ms of a modem that does not pause */

/* From the interrupt: a byte has come, or the receiver has lost some. */
void modemline_received(uint8_t byte);
void modemline_overrun(void);

/* Bytes that wait and lie one after the other, from *bytes on; the loop says with modemline_take how many it is done with. */
size_t modemline_waiting(const uint8_t **bytes);
void modemline_take(size_t len);

/* Ever, modulo 2^32: what was taken out of the ring, and what found no room. What has come is loop_view.received. */
uint32_t modemline_taken(void);
uint32_t modemline_lost(void);

void modemline_send(const uint8_t *bytes, size_t len);

#endif
