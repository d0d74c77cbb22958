internal import Glibc
internal import Unix

/// Who may ask the worker for secrets: root, the worker's own user, and the guests.
struct PeerRule {
    let users: Set<UInt32>
    let groups: Set<UInt32>

    func admits(_ peer: SocketPeer) -> Bool {
        peer.user == 0 || peer.user == geteuid() || users.contains(peer.user) || groups.contains(peer.group)
    }
}
