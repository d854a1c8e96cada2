/* mcuqemu: the mcu that is the firmware's image in QEMU, unmodified, in lock-step with the world (sim/mcu.h).
 * The chip's clock is set and its tick given by hand, once for each moment at which there is something to do; bytes of the
 * modem lie in the chip's memory before that tick comes. After it the driver waits, in wall time, until the firmware
 * sleeps again, and samples its outputs. So time passes in the firmware exactly as in the simulator.
 * Hosted code with a heap and a process, which ends with the mcu, or with this program, however that ends. What goes wrong
 * with the emulator, a reset that nobody asked for, a lamp that does not show its pattern, and what the firmware does
 * against the rules of its hardware is `trouble`. A command of its console may always configure.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef EMULATOR_MCUQEMU_H
#define EMULATOR_MCUQEMU_H

#include "emulator/image.h"
#include "sim/mcu.h"

/* Without power, its flash erased but for who it is, which the first start tells. `image` is kept. */
struct mcu mcuqemu_new(const struct image *image);

#endif
