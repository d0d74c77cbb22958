import Control
import Curl
import Foundation
import Glibc
import Microhttpd
import TestSupport
import Testing
import Unix

@testable import ControlTestSupport
@testable import LeadkeeperDaemon

/// Connects as a client does, which reads for a minute at most; the caller closes.
func connect(to path: String) throws -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    let status = UnixAddress.withAddress(of: path) { Glibc.connect(descriptor, $0, $1) }
    guard status == 0 else {
        let cause = errno
        close(descriptor)
        throw POSIXError(POSIXErrorCode(rawValue: cause) ?? .EIO)
    }
    var patience = timeval(tv_sec: 60, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    return descriptor
}

/// Leaves a socket file that nobody listens on.
func bindAndForget(_ path: String) -> Int32 {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    return UnixAddress.withAddress(of: path) { bind(descriptor, $0, $1) } ?? -1
}

@Suite struct CrowdTests {
    /// Sends raw bytes and reads until the server closes.
    private func exchange(_ path: String, _ text: String) async throws -> String {
        try await onOwnThread { try Self.exchange(path, text) }
    }

    private static func exchange(_ path: String, _ text: String) throws -> String {
        let descriptor = try connect(to: path)
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return String(decoding: answer, as: UTF8.self) }
            answer += buffer.prefix(count)
        }
    }

    @Test func `a client that is slow is cut off, and others are served meanwhile`() async throws {
        var limits = ControlServer.limits
        limits.request = .seconds(5)
        let served = try ServedSocket(limits: limits)
        let slow = try connect(to: served.path)
        defer { close(slow) }
        let start = Array("PUT /v1/connections/contoso/secret HTTP/1.1\r\nHost: x\r\nContent-Le".utf8)
        #expect(write(slow, start, start.count) == start.count)
        #expect(try await served.send(.get, "/v1/connections").status == 200)
        let isCutOff = try await onOwnThread {
            var buffer = [UInt8](repeating: 0, count: 4_096)
            while true {
                let count = read(slow, &buffer, buffer.count)
                if count <= 0 { return count == 0 || errno == ECONNRESET }
            }
        }
        #expect(isCutOff)
        #expect(await served.service.calls == ["connections"])
    }

    @Test func `a thousand connections that say nothing do not keep the daemon from serving`() async throws {
        var limits = ControlServer.limits
        limits.request = .seconds(5)
        let served = try ServedSocket(limits: limits)
        var idle: [Int32] = []
        defer { for descriptor in idle { close(descriptor) } }
        for _ in 0..<1_000 {
            let descriptor = try connect(to: served.path)
            idle.append(descriptor)
        }
        #expect(try await served.send(.get, "/v1/connections").status == 200)
    }

    @Test(arguments: ["Host: evil.example\r\n", "Host: \r\n", "Host: localhost:99999\r\n"])
    func `the host makes no difference`(host: String) async throws {
        let served = try ServedSocket()
        let answer = try await exchange(served.path, "GET /v1/connections HTTP/1.1\r\n\(host)Connection: close\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 200"))
    }

    @Test func `a target that is too long is refused, and so is what is no HTTP`() async throws {
        let served = try ServedSocket()
        let long = String(repeating: "a", count: 100_000)
        let answer = try await exchange(served.path, "GET /\(long) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        #expect(!answer.contains(" 200 "))
        _ = try await exchange(served.path, "\u{16}\u{3}\u{1}nonsense\r\n\r\n")
        #expect(try await served.send(.get, "/v1/connections").status == 200)
    }
}
