/* config: what an owner decides of a daemon, one row a setting: its place in the file, its option on the command line, what
 * it takes. The reading of the file and who wins is configfile's.
 * Promise: a value that is refused changes nothing. No allocation.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_LINUX_CONFIG_H
#define PORTS_LINUX_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "core/model.h"
#include "ports/linux/gpioconfig.h"
#include "ports/linux/why.h"

#define CONFIG_PATH_CAP 512
#define CONFIG_NAME_CAP 33 /* of product, serial number, group */
#define CONFIG_SOCKET_CAP 108 /* sun_path */
#define CONFIG_LISTEN_CAP 128

/* Bytes that no setting fills are 0: two of these can be compared. */
struct config {
	char modem[CONFIG_PATH_CAP];    /* path of the tty */
	unsigned baud;                  /* one of tty_baud */
	char pin_file[CONFIG_PATH_CAP]; /* "": none */
	unsigned wait_s;                /* how long the modem has to answer at first; 0: for ever */
	enum model model;
	char product[CONFIG_NAME_CAP];
	char serial[CONFIG_NAME_CAP];   /* "": the modem's IMEI */
	bool fahrenheit;
	char state[CONFIG_PATH_CAP];    /* see fileflash.h */
	bool private, verbose;          /* see log.h */
	char socket[CONFIG_SOCKET_CAP]; /* of control.h; "": none */
	unsigned mode;                  /* its permissions */
	char group[CONFIG_NAME_CAP];    /* its group; "": the daemon's own */
	bool configure;                 /* who may write there may change settings at any time */
	char listen[CONFIG_LISTEN_CAP]; /* of hostpanel.h: ADDRESS:PORT; "": no panel */
	char hosts[CONFIG_PATH_CAP];    /* further names by which it may be asked for */
	char password_file[CONFIG_PATH_CAP]; /* "": none is asked for */
	char board[CONFIG_PATH_CAP];    /* "gpio" or "dir:DIR" */
	char sysfs_root[CONFIG_PATH_CAP];
	struct gpioconfig gpio;
};

struct config_row {
	const char *section, *key;
	char letter;          /* of its option; 0: it has none */
	const char *option;   /* its long name */
	const char *argument; /* what stands for its value in the help; NULL: the option takes none, and means "yes" */
	const char *what;     /* a sentence for the help */
	const char *initial;  /* its value when nobody says another; NULL: it must be said */
	bool live;            /* takes effect while the daemon runs */
	size_t at, size;      /* its place in struct config */
	/* 0, or ERR_IO with `why`: `"VALUE": expected ...` */
	int (*take)(const struct config_row *row, void *field, const char *value, struct why *why);
	unsigned low, high;   /* of a number, or of a text's length */
};

extern const struct config_row config_rows[];
extern const size_t config_row_count;

/* What holds when nobody says anything. */
void config_init(struct config *c);

/* The row of a key, or NULL. [gpio] has none: its keys are gpioconfig's. */
const struct config_row *config_row(const char *section, const char *key);
/* 0, or ERR_IO with `why`: `"VALUE": expected ...`. */
int config_take(struct config *c, const struct config_row *row, const char *value, struct why *why);
/* The first row that must be said and is not, or NULL. */
const struct config_row *config_missing(const struct config *c);

/* Whether two say the same there. / Copies it from `from`. */
bool config_same(const struct config *a, const struct config *b, const struct config_row *row);
void config_copy(struct config *c, const struct config *from, const struct config_row *row);

/* The directory of a dir board, or NULL: it is another kind. */
const char *config_board_directory(const struct config *c);

#endif
