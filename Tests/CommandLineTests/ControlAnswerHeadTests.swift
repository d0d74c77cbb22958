import Testing

@testable import leadkeeper

/// What the program takes for an answer of the daemon's.
@Suite struct ControlAnswerHeadTests {
    @Test func `status and length are read, whatever the case of the field's name`() throws {
        let head = try ControlAnswerHead(of: ["HTTP/1.1 200 OK", "Date: now", "CONTENT-length:  12"])
        #expect(head.status == 200 && head.contentLength == 12)
        #expect(try ControlAnswerHead(of: ["HTTP/1.1 413 "]).contentLength == nil)
    }

    @Test(arguments: ["-1", "1,2", "0x10", "", "99999999999999999999"])
    func `a length that is no number is none`(length: String) throws {
        #expect(try ControlAnswerHead(of: ["HTTP/1.1 200 OK", "Content-Length: \(length)"]).contentLength == nil)
    }

    @Test func `two lengths are none`() throws {
        let head = try ControlAnswerHead(of: ["HTTP/1.1 200 OK", "Content-Length: 1", "Content-Length: 2"])
        #expect(head.contentLength == nil)
    }

    @Test(arguments: [
        "", "HTTP/1.1", "HTTP/2 200", "SSH-2.0-OpenSSH 200", "HTTP/1.1 20 OK", "HTTP/1.1 2000 OK", "HTTP/1.1 abc OK",
    ])
    func `what begins in another way is no answer`(line: String) {
        #expect(throws: ControlExchange.Failure.illegible) { try ControlAnswerHead(of: [line]) }
    }

    @Test func `a path that is too long for a socket says so`() {
        #expect(throws: ControlExchange.Failure.unreachable(36)) {
            let exchange = try ControlExchange(with: String(repeating: "x", count: 200), within: .seconds(1))
            _ = try exchange.run(["GET / HTTP/1.1"], secret: nil, answerIsSecret: false)
        }
    }
}
