/* assert: guards against our own mistakes, kept in release builds.
 * Wrong input is never an assert. A port supplies `assert_failed`: it puts the relay in its safe position, notes the
 * line and resets; it does not return.
 * With ASSERT_TRAP, of a build for a microcontroller, a failure is an instruction that the processor refuses, with the line's
 * lowest byte in it: the port's handler of faults keeps where, and no text takes room.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_ASSERT_H
#define BASE_ASSERT_H

#ifdef ASSERT_TRAP
#define ASSERT(truth) ((truth) ? (void)0 : __extension__({ \
	__asm__ volatile("udf %0" ::"i"(__LINE__ & 255)); \
	__builtin_unreachable(); \
}))
#else
_Noreturn void assert_failed(const char *file, int line, const char *what);

#define ASSERT(truth) ((truth) ? (void)0 : assert_failed(__FILE__, __LINE__, #truth))
#endif

#endif
