/* completion: what a shell needs to complete the words behind `smsocket`, drawn from the tables; the options it learns from
 * the program's own help when they are asked for.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef APP_COMPLETION_H
#define APP_COMPLETION_H

/* Prints the script for "bash" or "zsh". EXIT_DONE, or EXIT_USAGE and it has complained. */
int completion_print(const char *shell);

#endif
