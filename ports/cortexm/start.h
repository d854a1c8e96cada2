/* start: the first thing that a processor reads: where its stack is, where it begins, who serves which exception.
 * Each board has its table, for each chip numbers its interrupts in its own way:
 *   START_TABLE(16 + 48) = { START_CORE, [16 + 8] = { .serve = on_console }, [16 + 47] = { .serve = on_modem } };
 * What has no entry and comes all the same is a fault. (The table's name is the library's, which else brings one of its own.)
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef PORTS_CORTEXM_START_H
#define PORTS_CORTEXM_START_H

union start_vector {
	const void *stack;
	void (*serve)(void);
};

/* The linker's: where the stack begins, and by its address how long it is. */
extern char __stack[], __stack_size[];
/* The library's: fills the memory, then calls main. */
extern void _start(void);

/* What the processor refuses to do: crash_fault, on a stack that is good again. */
void start_fault(void);

#define START_TABLE(count) \
	extern const union start_vector __interrupt_vector[count]; \
	__attribute__((used, section(".data.init.enter"))) const union start_vector __interrupt_vector[count]

#define START_CORE \
	[0] = { .stack = __stack }, [1] = { .serve = _start }, [2] = { .serve = start_fault }, \
	[3] = { .serve = start_fault }, [15] = { .serve = loop_tick }

#endif
