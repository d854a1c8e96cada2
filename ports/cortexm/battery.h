/* battery: how full a lithium cell is, by its voltage. Pure; the emulator's driver compiles it as well.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_CORTEXM_BATTERY_H
#define PORTS_CORTEXM_BATTERY_H

/* The voltage of a sample of 0..raw_max, when raw_max is what full_mv give. */
unsigned battery_mv(unsigned raw, unsigned raw_max, unsigned full_mv);

/* 0..100: from 3.3 V and less to 4.2 V and more; it never falls while the voltage rises, and each value has at least 5 mV. */
int battery_percent(unsigned mv);

#endif
