internal import CMicrohttpd
internal import Dispatch
internal import Glibc

/// One connection.
final class Client {
    let number: UInt64
    let socket: Int32
    let peer: ServerRequest.Peer?
    /// When a whole request must be there; nil while one is being answered.
    var deadline: DispatchTime?

    init(number: UInt64, socket: Int32, deadline: DispatchTime) {
        self.number = number
        self.socket = socket
        self.deadline = deadline
        var domain: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        var peer = leadkeeper_peer()
        if unsafe getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0, domain == AF_UNIX,
            unsafe leadkeeper_mhd_peer(socket, &peer) == 0
        {
            self.peer = .init(userID: peer.uid, groupID: peer.gid, processID: peer.pid)
        } else {
            self.peer = nil
        }
    }

    /// Ends the connection: the library finds it closed by the peer.
    ///
    /// It has no call for that outside a request's handler.
    func hangUp() {
        deadline = nil
        shutdown(socket, Int32(SHUT_RDWR))
    }
}
