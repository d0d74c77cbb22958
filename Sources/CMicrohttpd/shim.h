#include <gnutls/abstract.h>
#include <microhttpd.h>
#include <string.h>
#include <sys/socket.h>

/* How a daemon is started; MHD_start_daemon is variadic and its flags are an enum, and Swift imports neither. */
struct leadkeeper_mhd_setup {
    int listening_socket;
    unsigned int connection_limit;
    unsigned int inactivity_seconds;
    size_t connection_memory;
    gnutls_certificate_retrieve_function2 *certificate; /* null: no TLS */
    MHD_AccessHandlerCallback request;
    MHD_RequestCompletedCallback completed;
    MHD_NotifyConnectionCallback connection;
    void *context;
};

/* Leaves percent-encoding as it is: decoded in place, a NUL would cut the text, and a slash could not be told from the path's own. */
static inline size_t leadkeeper_mhd_keep_escapes(void *context, struct MHD_Connection *connection, char *text) {
    (void)context;
    (void)connection;
    return strlen(text);
}

/* Starts a daemon without a thread of its own, which waits on an epoll descriptor. */
static inline struct MHD_Daemon *leadkeeper_mhd_start(const struct leadkeeper_mhd_setup *setup) {
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_CERT_CALLBACK, 0, (void *)setup->certificate},
        {MHD_OPTION_END, 0, NULL},
    };
    unsigned int flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | (setup->certificate ? MHD_USE_TLS : 0);
    return MHD_start_daemon(flags, 0, NULL, NULL, setup->request, setup->context,
                            MHD_OPTION_LISTEN_SOCKET, setup->listening_socket,
                            MHD_OPTION_CONNECTION_LIMIT, setup->connection_limit,
                            MHD_OPTION_CONNECTION_TIMEOUT, setup->inactivity_seconds,
                            MHD_OPTION_CONNECTION_MEMORY_LIMIT, setup->connection_memory,
                            MHD_OPTION_UNESCAPE_CALLBACK, leadkeeper_mhd_keep_escapes, NULL,
                            MHD_OPTION_NOTIFY_COMPLETED, setup->completed, setup->context,
                            MHD_OPTION_NOTIFY_CONNECTION, setup->connection, setup->context,
                            MHD_OPTION_ARRAY, setup->certificate ? tls : tls + 1,
                            MHD_OPTION_END);
}

/* MHD_get_daemon_info and MHD_get_connection_info are variadic. */
static inline int leadkeeper_mhd_epoll_descriptor(struct MHD_Daemon *daemon) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
    return info ? info->epoll_fd : -1;
}

static inline int leadkeeper_mhd_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

static inline void *leadkeeper_mhd_socket_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

/* struct ucred is declared for _GNU_SOURCE alone. */
struct leadkeeper_peer {
    pid_t pid;
    uid_t uid;
    gid_t gid;
};

static inline int leadkeeper_mhd_peer(int descriptor, struct leadkeeper_peer *peer) {
    socklen_t size = sizeof *peer;
    return getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, peer, &size);
}
