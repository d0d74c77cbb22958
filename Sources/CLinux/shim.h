#include <malloc.h>
#include <sys/epoll.h>
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
