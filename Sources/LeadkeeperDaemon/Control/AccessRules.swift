internal import Control
internal import Dispatch
internal import Glibc

/// Who may do what over the control socket.
///
/// root and the service's own user may do everything; members of a group may read.
public struct AccessRules: Sendable {
    /// The service's own user.
    public var serviceUser: UInt32
    /// The group whose members may read; a group that does not exist has none.
    public var readers: String
    /// Whether this process sees other users as nobody, so that the socket's mode alone tells who its group's members
    /// are.
    var hidesUsers = UserNamespace.hidesUsers

    /// The rules of this process, whose effective user is the service's, unless another one is given.
    public init(serviceUser: UInt32? = nil, readers: String = "leadkeeper") {
        self.serviceUser = serviceUser ?? geteuid()
        self.readers = readers
    }

    /// Throws `notPermitted` unless `caller` may use routes of that access; without a caller nobody may.
    ///
    /// The user and group databases are asked at each request, on a queue of their own, since they may block:
    /// getgrnam_r(3), getgrouplist(3). The kernel tells a peer's primary group alone.
    func check(_ caller: Caller?, for access: Route.Access) async throws(Problem) {
        guard let caller else { throw Problem(.notPermitted, "the kernel does not say who asks") }
        if caller.userID == 0 || caller.userID == serviceUser { return }
        switch access {
        case .changing:
            throw Problem(
                .notPermitted, "permission denied", hint: "only root and the service's user can do this; try sudo")
        case .reading:
            // The kernel let them open the socket, which belongs to the readers' group and is closed to everybody else.
            if hidesUsers, caller.userID == UserNamespace.overflowUser { return }
            guard await isReader(caller) else {
                throw Problem(
                    .notPermitted, "permission denied",
                    hint: "only root, the service's user and members of the group \(readers) can do this; try sudo")
            }
        }
    }

    private func isReader(_ caller: Caller) async -> Bool {
        await withCheckedContinuation { continuation in
            Self.queue.async {
                continuation.resume(returning: Self.groupID(of: readers).map { Self.isMember(caller, of: $0) } ?? false)
            }
        }
    }

    private static let queue = DispatchQueue(label: "leadkeeper.access")

    /// The id of a group; `nil` where there is none of that name, or nobody can tell.
    static func groupID(of name: String) -> UInt32? {
        withRecordBuffer { buffer, size in
            var record = group()
            var found: UnsafeMutablePointer<group>?
            let status = getgrnam_r(name, &record, buffer, size, &found)
            return (status, found == nil ? nil : record.gr_gid)
        }
    }

    private static func isMember(_ caller: Caller, of wanted: UInt32) -> Bool {
        if caller.groupID == wanted { return true }
        let groups: [gid_t]? = withRecordBuffer { buffer, size in
            var record = passwd()
            var found: UnsafeMutablePointer<passwd>?
            let status = getpwuid_r(caller.userID, &record, buffer, size, &found)
            guard found != nil, let name = record.pw_name else { return (status, nil) }
            var groups = [gid_t](repeating: 0, count: 64)
            while true {
                var count = Int32(groups.count)
                if getgrouplist(name, record.pw_gid, &groups, &count) >= 0 {
                    return (0, Array(groups.prefix(Int(count))))
                }
                // The kernel permits 65,536 groups for one user.
                guard count > groups.count, count <= 65_536 else { return (0, nil) }
                groups = [gid_t](repeating: 0, count: Int(count))
            }
        }
        return groups?.contains(wanted) ?? false
    }

    /// Calls a `…_r` function with a larger and larger buffer until the record fits: it answers `ERANGE` until then.
    private static func withRecordBuffer<Value>(
        _ body: (UnsafeMutablePointer<CChar>, Int) -> (status: Int32, value: Value?)
    ) -> Value? {
        var size = 1_024
        while size <= 1 << 20 {
            let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: size)
            defer { buffer.deallocate() }
            let answer = body(buffer, size)
            guard answer.status == ERANGE else { return answer.value }
            size *= 4
        }
        return nil
    }
}

/// The user namespace of this process, which `PrivateUsers=` gives it; user_namespaces(7), systemd.exec(5).
enum UserNamespace {
    /// What the kernel calls a user that the namespace does not map; `/proc/sys/kernel/overflowuid`, which nobody
    /// changes.
    static let overflowUser: UInt32 = 65_534

    /// Whether some users are not mapped.
    ///
    /// The first namespace maps all 2³² − 1 of them, in one line.
    static let hidesUsers: Bool = {
        guard let file = fopen("/proc/self/uid_map", "re") else { return false }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, Int32(line.count), file) != nil else { return false }
        let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return text.split(whereSeparator: \.isWhitespace).last != "4294967295"
    }()
}
