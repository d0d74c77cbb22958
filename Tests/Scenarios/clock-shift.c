/* Shifts what a process takes for the time of day, and for the time since boot, by the seconds in the file $CLOCK_SHIFT.
 *
 * To be preloaded, ld.so(8). The file holds one native 64-bit integer, which may change at any time; the kernel's own clocks stay as
 * they are, so that timers that are armed for a moment of the day are armed for it by the kernel's clock. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t *shift;
static clockid_t timers[4096];

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("CLOCK_SHIFT");
    int file = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    void *page = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (page != MAP_FAILED) shift = page;
}

static int is_shifted(clockid_t clock) {
    return shift != NULL && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_BOOTTIME);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    int status = (int)syscall(SYS_clock_gettime, clock, time);
    if (status == 0 && is_shifted(clock)) time->tv_sec += *shift;
    return status;
}

int timerfd_create(int clock, int flags) {
    int timer = (int)syscall(SYS_timerfd_create, clock, flags);
    if (timer >= 0 && timer < 4096) timers[timer] = clock;
    return timer;
}

int timerfd_settime(int timer, int flags, const struct itimerspec *new, struct itimerspec *old) {
    struct itimerspec kernel = *new;
    int is_set = new->it_value.tv_sec != 0 || new->it_value.tv_nsec != 0;
    if (is_set && (flags & TFD_TIMER_ABSTIME) && timer >= 0 && timer < 4096 && is_shifted(timers[timer])) {
        kernel.it_value.tv_sec -= *shift;
        /* Nought would disarm it. */
        if (kernel.it_value.tv_sec <= 0) kernel.it_value = (struct timespec){0, 1};
    }
    return (int)syscall(SYS_timerfd_settime, timer, flags, &kernel, old);
}
