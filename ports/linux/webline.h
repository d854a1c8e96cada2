/* webline: bytes between device and modem as a line for people, without what opens a SIM card.
 * Pure; no allocation.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_WEBLINE_H
#define PORTS_LINUX_WEBLINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

#define WEBLINE_CAP 1024 /* enough for a command with a whole message in it */

/* Lines apart by one line feed; other control characters as "\x1A"; of a command that names a PIN or a password (27.007
 * +CPIN, +CPWD, +CLCK), a * for each of their characters. Unless `private` is shown: of a telephone number, or another
 * with 7 digits or more, its first and last digits, and of a message that goes as hexadecimal digits its length. What
 * does not fit is cut. */
void webline_print(const uint8_t *bytes, size_t len, bool private, struct text *t);

#endif
