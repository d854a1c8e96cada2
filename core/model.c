/* SPDX-License-Identifier: Apache-2.0 */
#include "core/model.h"

#include "base/assert.h"
#include "base/err.h"
#include "base/text.h"

static const struct {
	const char *name;
	uint32_t features;
} models[MODEL_COUNT] = {
	[MODEL_706] = { "706", FEATURE_ROOM | FEATURE_USSD },
	[MODEL_707] = { "707", FEATURE_ROOM | FEATURE_BATTERY },
	[MODEL_706_LIGHT] = { "706-light", FEATURE_USSD },
	[MODEL_707_LIGHT] = { "707-light", FEATURE_BATTERY },
};

uint32_t model_features(enum model model)
{
	ASSERT(model < MODEL_COUNT);
	return models[model].features;
}

const char *model_name(enum model model)
{
	ASSERT(model < MODEL_COUNT);
	return models[model].name;
}

int model_parse(const char *name)
{
	for (int i = 0; i < MODEL_COUNT; i++)
		if (text_same(models[i].name, name))
			return i;
	return ERR_MISSING;
}
