#include <sqlite3.h>

/* sqlite3_config(3) takes any arguments, which Swift cannot pass. */
static inline int leadkeeper_sqlite_stop_memory_statistics(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}
