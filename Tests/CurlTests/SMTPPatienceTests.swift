import CCurl
import Synchronization
import TestSupport
import Testing

@testable import Curl

/// How long each answer of a mail server is waited for, by a clock that stands still until it is set.
@Suite struct SMTPPatienceTests {
    /// A clock that a test sets; it tells when it was looked at.
    private final class SetClock: Sendable {
        private struct State {
            var now = Duration.zero
            var looks = 0
            var audience: [(looks: Int, continuation: CheckedContinuation<Void, Never>)] = []
        }

        private let state = Mutex(State())

        func read() -> Duration {
            let (now, due) = state.withLock { state in
                state.looks += 1
                let due = state.audience.filter { $0.looks <= state.looks }.map(\.continuation)
                state.audience.removeAll { $0.looks <= state.looks }
                return (state.now, due)
            }
            for one in due { one.resume() }
            return now
        }

        func set(_ now: Duration) { state.withLock { $0.now = now } }

        /// Waits until it was looked at so often more, which happens once a second in a transaction that waits.
        func looks(_ count: Int) async {
            await withCheckedContinuation { continuation in
                state.withLock { $0.audience.append(($0.looks + count, continuation)) }
            }
        }

        /// Waits until whoever looks at it does so once a second, since nothing else is left to do.
        func isIdle() async {
            var pauses = 0
            while pauses < 2 {
                let pause = await ContinuousClock().measure { await looks(1) }
                pauses = pause < .milliseconds(400) ? 0 : pauses + 1
            }
        }
    }

    private static let configuration = SMTPClient.Configuration(
        host: "127.0.0.1", port: 25, security: .none, ownName: "keeper.example")

    @Test(arguments: [
        (SMTPConversation.Stage.sender, 300), (.recipient, 300), (.data, 120),
    ]) func `each wait has the limit of RFC 5321, to the second`(stage: SMTPConversation.Stage, seconds: Int) {
        var patience = SMTPPatience(Self.configuration, at: .zero)
        patience.reached(stage, at: .seconds(1_000))
        #expect(!patience.isExhausted(at: .seconds(1_000 + seconds)))
        #expect(patience.isExhausted(at: .seconds(1_000 + seconds) + .milliseconds(1)))
    }

    @Test func `the message may take three minutes for each piece, and its answer ten minutes after the last`() {
        var patience = SMTPPatience(Self.configuration, at: .zero)
        patience.reached(.end, at: .zero)
        #expect(!patience.isExhausted(at: .seconds(180)) && patience.isExhausted(at: .seconds(181)))
        patience.sent(isAll: false, at: .seconds(170))
        #expect(!patience.isExhausted(at: .seconds(350)) && patience.isExhausted(at: .seconds(351)))
        patience.sent(isAll: true, at: .seconds(340))
        #expect(!patience.isExhausted(at: .seconds(940)) && patience.isExhausted(at: .seconds(941)))
        #expect(patience.sentence == "no answer to end of data within 600 seconds")
        patience.reached(.over, at: .seconds(900))
        #expect(!patience.isExhausted(at: .seconds(100_000)), "how it ended is known")
    }

    @Test(arguments: [SMTPConversation.Stage.greeting, .hello, .startTLS, .helloAgain, .login])
    func `what comes before MAIL has the limit of the connection alone`(stage: SMTPConversation.Stage) {
        var patience = SMTPPatience(Self.configuration, at: .zero)
        patience.reached(stage, at: .zero)
        #expect(!patience.isExhausted(at: .seconds(100_000)))
    }

    @Test(arguments: [30, 600, 900]) func `no limit of libcurl's own comes before any of these`(connectTimeout: Int) {
        var configuration = Self.configuration
        configuration.connectTimeout = .seconds(connectTimeout)
        let limits = Dictionary(uniqueKeysWithValues: configuration.furtherLimits.map { ($0.0.rawValue, $0.1) })
        #expect(limits[CURLOPT_LOW_SPEED_TIME.rawValue] == 0)
        #expect(limits[CURLOPT_TIMEOUT_MS.rawValue] == 0)
        #expect(limits[CURLOPT_SERVER_RESPONSE_TIMEOUT.rawValue] ?? 0 > max(connectTimeout, 600))
    }

    @Test(arguments: [
        (RudeMailServer.Behaviour.silentSender, 300), (.silentRecipient, 300), (.silentData, 120), (.deafInData, 180),
        (.silentAfterDot, 600),
    ]) func `a server that says nothing is waited for as long as it may take, and no longer`(
        behaviour: RudeMailServer.Behaviour, seconds: Int
    ) async throws {
        let server = try await RudeMailServer()
        var configuration = Self.configuration
        configuration.port = server.port(behaviour)
        let clock = SetClock()
        let client = SMTPClient(configuration: configuration) { clock.read() }
        // More than the system keeps for a server that does not read.
        let line = Array(String(repeating: "x", count: 76).utf8) + [13, 10]
        let body = Array(repeatElement(line, count: behaviour == .deafInData ? 200_000 : 1).joined())
        let message = SMTPMessage(sender: "a@keeper.example", recipient: "b@contoso.com", content: body)
        let outcome = Mutex<SMTPOutcome?>(nil)
        async let end: Void = {
            let end = await client.deliver(message)
            outcome.withLock { $0 = end }
        }()
        _ = try await server.connections(atLeast: 1)
        await clock.isIdle()
        clock.set(.seconds(seconds))
        await clock.looks(2)
        #expect(outcome.withLock { $0 } == nil, "the last second is the server's too")
        clock.set(.seconds(seconds + 1))
        await end
        switch (behaviour, outcome.withLock { $0 }) {
        case (.silentSender, .failed(.timeout, at: .sender, _)?),
            (.silentRecipient, .failed(.timeout, at: .recipient, _)?),
            (.silentData, .failed(.timeout, at: .data, _)?), (.deafInData, .unknown(.timeout, _)?),
            (.silentAfterDot, .unknown(.timeout, _)?):
            break
        case (_, let other): Issue.record("\(behaviour): \(String(describing: other))")
        }
    }
}
