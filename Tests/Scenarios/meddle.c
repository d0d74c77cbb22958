/* Loaded into a process under test by LD_PRELOAD; ld.so(8).
 *
 * MEDDLE_CLOCK=FILE: the wall clock shows so many seconds more than it should as FILE holds, an int64_t that may change at any time.
 * MEDDLE_TIME=FILE: the same of the wall clock, of the time since boot, and of the timers that are armed for a moment of them: more time
 * has passed than has.
 * MEDDLE_THREADS=1: from dispatch_main(3) on, every thread that serves Dispatch's global queues waits for ever.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *clock_offset, *time_offset;
static int blocks_threads;
static clockid_t timer_clocks[4096];

static const volatile int64_t *open_offset(const char *variable) {
	const char *path = getenv(variable);
	if (path == NULL)
		return NULL;
	int file = open(path, O_RDONLY | O_CLOEXEC);
	void *page = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
	if (file < 0 || page == MAP_FAILED)
		abort();
	close(file);
	return page;
}

__attribute__((constructor)) static void open_offsets(void) {
	clock_offset = open_offset("MEDDLE_CLOCK");
	time_offset = open_offset("MEDDLE_TIME");
	/* Here, since the process gives its environment up. */
	blocks_threads = getenv("MEDDLE_THREADS") != NULL;
}

static int64_t offset(clockid_t clock) {
	int64_t sum = 0;
	int is_wall = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
	if (is_wall && clock_offset != NULL)
		sum += *clock_offset;
	if ((is_wall || clock == CLOCK_BOOTTIME) && time_offset != NULL)
		sum += *time_offset;
	return sum;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
	static int (*real)(clockid_t, struct timespec *);
	if (real == NULL)
		real = dlsym(RTLD_NEXT, "clock_gettime");
	int result = real(clock, now);
	if (result == 0)
		now->tv_sec += offset(clock);
	return result;
}

int timerfd_create(int clock, int flags) {
	int (*real)(int, int) = dlsym(RTLD_NEXT, "timerfd_create");
	int timer = real(clock, flags);
	if (timer >= 0 && (size_t)timer < sizeof timer_clocks / sizeof *timer_clocks)
		timer_clocks[timer] = clock;
	return timer;
}

int timerfd_settime(int timer, int flags, const struct itimerspec *new, struct itimerspec *old) {
	int (*real)(int, int, const struct itimerspec *, struct itimerspec *) = dlsym(RTLD_NEXT, "timerfd_settime");
	struct itimerspec kernel = *new;
	int is_set = new->it_value.tv_sec != 0 || new->it_value.tv_nsec != 0;
	int is_known = timer >= 0 && (size_t)timer < sizeof timer_clocks / sizeof *timer_clocks;
	if (time_offset != NULL && is_set && is_known && (flags & TFD_TIMER_ABSTIME)) {
		kernel.it_value.tv_sec -= offset(timer_clocks[timer]);
		/* Nought would disarm it. */
		if (kernel.it_value.tv_sec <= 0)
			kernel.it_value = (struct timespec){0, 1};
	}
	return real(timer, flags, &kernel, old);
}

time_t time(time_t *result) {
	struct timespec now;
	clock_gettime(CLOCK_REALTIME, &now);
	if (result != NULL)
		*result = now.tv_sec;
	return now.tv_sec;
}

int gettimeofday(struct timeval *now, void *zone) {
	(void)zone;
	struct timespec precise;
	clock_gettime(CLOCK_REALTIME, &precise);
	now->tv_sec = precise.tv_sec;
	now->tv_usec = precise.tv_nsec / 1000;
	return 0;
}

static void wait_for_ever(void *context) {
	(void)context;
	for (;;)
		pause();
}

void dispatch_main(void) {
	void *(*queue)(intptr_t, uintptr_t) = dlsym(RTLD_NEXT, "dispatch_get_global_queue");
	void (*async)(void *, void *, void (*)(void *)) = dlsym(RTLD_NEXT, "dispatch_async_f");
	void (*real)(void) = dlsym(RTLD_NEXT, "dispatch_main");
	/* The classes of service; dispatch/queue.h. More work for each than its pool may ever have threads. */
	static const intptr_t classes[] = {0x21, 0x19, 0x15, 0x11, 0x09, 0x05};
	if (blocks_threads) {
		for (size_t class = 0; class < sizeof classes / sizeof *classes; class++)
			for (int count = 0; count < 600; count++)
				async(queue(classes[class], 0), NULL, wait_for_ever);
		static const char done[] = "the global queues are blocked\n";
		if (write(STDERR_FILENO, done, sizeof done - 1) < 0)
			abort();
	}
	real();
}
