/* link: a symbolic link to a terminal, under a name that stays.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef APP_LINK_H
#define APP_LINK_H

/* `path` NULL: none is wanted. It replaces a link that leads nowhere or to a pseudo terminal, nothing else. EXIT_DONE,
 * or EXIT_FAILED and it has complained. */
int link_make(const char *path, const char *tty);
/* Unless it leads elsewhere by now. */
void link_remove(const char *path, const char *tty);

#endif
