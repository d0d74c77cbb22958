#include <malloc.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* prctl(2) is variadic, which Swift does not import. */
static inline int leadkeeper_set_undumpable(void) {
    return prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/* The same. */
static inline int leadkeeper_set_parent_death_signal(int signal) {
    return prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0);
}

/* environ(7) is a variable that anybody may change, which Swift does not let be read. */
extern char **environ;
static inline char **leadkeeper_environment(void) {
    return environ;
}

/* sys/pidfd.h is not in Swift's Glibc. */
static inline int leadkeeper_open_process(pid_t process) {
    return pidfd_open(process, 0);
}

/* Declared for _GNU_SOURCE alone, which Swift does not define; 02000000 is O_CLOEXEC. */
extern int pipe2(int ends[2], int flags);
static inline int leadkeeper_make_pipe(int ends[2]) {
    return pipe2(ends, 02000000);
}

/* The same. */
extern int memfd_create(const char *name, unsigned int flags);
static inline int leadkeeper_make_memory_file(const char *name) {
    return memfd_create(name, 1U /* MFD_CLOEXEC */);
}
