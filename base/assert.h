/* assert: guards against our own mistakes, kept in release builds.
 * Wrong input is never an assert. A port supplies `assert_failed`: it puts the relay in its safe position, notes the
 * line and resets; it does not return.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_ASSERT_H
#define BASE_ASSERT_H

_Noreturn void assert_failed(const char *file, int line, const char *what);

#define ASSERT(truth) ((truth) ? (void)0 : assert_failed(__FILE__, __LINE__, #truth))

#endif
