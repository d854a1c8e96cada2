/* radio: what the modem says of itself and its network, as far as the device cares.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef CORE_RADIO_H
#define CORE_RADIO_H

enum radio {
	RADIO_STARTING,   /* the modem has not answered yet, and has been given no time to */
	RADIO_DEAD,       /* the modem does not answer */
	RADIO_SIM_FAULT,  /* SIM missing, bad or blocked */
	RADIO_SIM_LOCKED, /* SIM wants a PIN */
	RADIO_SEARCHING,
	RADIO_REGISTERED,
};

#define RADIO_NO_SIGNAL 0 /* dBm; a reading is negative, -113..-51 */

#endif
