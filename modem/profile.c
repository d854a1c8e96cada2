/* SPDX-License-Identifier: Apache-2.0 */
#include "modem/profile.h"

static const struct profile profiles[] = {
	{ .name = "generic", .maker = "", .models = "", .ack = "AT+CNMA", .services = "" },
};

const struct profile *profile_find(const char *maker, const char *model)
{
	(void)maker;
	(void)model;
	return &profiles[0];
}
