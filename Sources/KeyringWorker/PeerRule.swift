internal import Glibc

/// Who may ask the worker for secrets: root, the worker's own user, and the guests.
struct PeerRule {
    let users: Set<UInt32>
    let groups: Set<UInt32>

    /// What the kernel knows of the process that connected.
    struct Peer {
        let process: Int32
        let user: UInt32
        let group: UInt32
    }

    /// Asks the kernel who connected; absent when it does not say.
    ///
    /// unix(7) `SO_PEERCRED`.
    static func peer(of descriptor: Int32) -> Peer? {
        // struct ucred, which Glibc does not export to Swift.
        var credentials: (process: pid_t, user: uid_t, group: gid_t) = (0, 0, 0)
        var length = socklen_t(MemoryLayout.size(ofValue: credentials))
        guard getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &length) == 0 else { return nil }
        return Peer(process: credentials.process, user: credentials.user, group: credentials.group)
    }

    func admits(_ peer: Peer) -> Bool {
        peer.user == 0 || peer.user == geteuid() || users.contains(peer.user) || groups.contains(peer.group)
    }
}
