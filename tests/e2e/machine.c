/* machine: put before a program with LD_PRELOAD, gives it a clock and a disk that a test governs.
 * The file that $SMSOCKET_MACHINE names holds a struct machine, written by the test while the program runs. Whoever sets
 * the clock forward wakes the program afterwards: it is set to the new time when it goes to sleep again.
 * SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct machine {
	int64_t ahead_s; /* of the true time, each clock */
	int64_t refusal; /* the errno of each write to a place in a file; 0: they succeed */
};

static const struct machine plain;
static const volatile struct machine *machine = &plain;

/* The program's one timer, as it was last set. */
static struct {
	struct itimerspec wanted;
	int64_t ahead_s; /* when it was set */
	int fd;
	int flags;
} timer = { .fd = -1 };

__attribute__((constructor)) static void find_machine(void)
{
	const char *path = getenv("SMSOCKET_MACHINE");
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;

	if (fd < 0)
		return;
	void *map = mmap(NULL, sizeof(*machine), PROT_READ, MAP_SHARED, fd, 0);
	close(fd);
	if (map != MAP_FAILED)
		machine = map;
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
	if (syscall(SYS_clock_gettime, clock, now) < 0)
		return -1;
	if (clock != CLOCK_PROCESS_CPUTIME_ID && clock != CLOCK_THREAD_CPUTIME_ID)
		now->tv_sec += machine->ahead_s;
	return 0;
}

static int set_timer(int fd, int flags, const struct itimerspec *wanted, struct itimerspec *before)
{
	struct itimerspec true_time = *wanted;
	bool armed = wanted->it_value.tv_sec || wanted->it_value.tv_nsec;

	if (armed && (flags & TFD_TIMER_ABSTIME)) {
		true_time.it_value.tv_sec -= machine->ahead_s;
		if (true_time.it_value.tv_sec < 0)
			true_time.it_value = (struct timespec){ .tv_nsec = 1 };
	}
	return (int)syscall(SYS_timerfd_settime, fd, flags, &true_time, before);
}

int timerfd_settime(int fd, int flags, const struct itimerspec *wanted, struct itimerspec *before)
{
	timer.fd = fd;
	timer.flags = flags;
	timer.wanted = *wanted;
	timer.ahead_s = machine->ahead_s;
	return set_timer(fd, flags, wanted, before);
}

int epoll_wait(int fd, struct epoll_event *events, int event_cap, int timeout_ms)
{
	int64_t ahead_s = machine->ahead_s;

	if (timer.ahead_s != ahead_s) {
		timer.ahead_s = ahead_s;
		set_timer(timer.fd, timer.flags, &timer.wanted, NULL);
	}
	return epoll_pwait(fd, events, event_cap, timeout_ms, NULL);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
	const struct iovec part = { .iov_base = (void *)(uintptr_t)bytes, .iov_len = size };

	if (machine->refusal) {
		errno = (int)machine->refusal;
		return -1;
	}
	return pwritev(fd, &part, 1, at);
}
