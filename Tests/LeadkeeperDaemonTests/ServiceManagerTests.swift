import Glibc
import TestSupport
import Testing

@testable import Systemd

/// What the service manager is told without its library; sd_notify(3), sd_watchdog_enabled(3).
@Suite struct ServiceManagerTests {
    @Test func `a state reaches a socket that is a file, and one that has only a name`() throws {
        for isAbstract in [false, true] {
            let place = (isAbstract ? "@" : "/tmp/") + "leadkeeper-notify-\(getpid())-\(UInt32.random(in: 0...(.max)))"
            let socket = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            #expect(socket >= 0)
            defer {
                close(socket)
                if !isAbstract { unlink(place) }
            }
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { room in
                room.copyBytes(from: place.utf8)
                if isAbstract { room[0] = 0 }
            }
            let size = socklen_t(MemoryLayout<sa_family_t>.size + place.utf8.count + (isAbstract ? 0 : 1))
            let bound = withUnsafePointer(to: address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, size) }
            }
            try #require(bound == 0)
            ServiceManager.notify("READY=1\nSTATUS=all is well", at: place)
            var bytes = [UInt8](repeating: 0, count: 256)
            let count = recv(socket, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            #expect(String(decoding: bytes.prefix(max(0, count)), as: UTF8.self) == "READY=1\nSTATUS=all is well")
        }
    }

    @Test func `nothing fails where nobody listens, and where the place is none`() {
        for place in [
            "/nonexistent/notify", "@leadkeeper-nobody", "vsock:2:1", "", "@", String(repeating: "/x", count: 99),
        ] {
            ServiceManager.notify("READY=1", at: place)
        }
    }

    @Test func `the watchdog is this process's, and a number of microseconds`() {
        func interval(_ microseconds: String?, _ process: String?) -> Duration? {
            ServiceManager.watchdogInterval(microseconds: microseconds, of: process, own: 77)
        }
        #expect(interval("90000000", "77") == .seconds(90))
        #expect(interval("1", nil) == .microseconds(1))
        #expect(interval("90000000", "78") == nil)
        #expect(interval("90000000", "x") == nil)
        for none in [nil, "", "0", "-1", "a", "\(UInt64.max)"] { #expect(interval(none, "77") == nil) }
    }
}
