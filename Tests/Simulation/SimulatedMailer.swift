package import Credentials
package import Ports
package import Synchronization

/// A mail server that keeps what it accepts.
package final class SimulatedMailer: Mailer {
    package struct Letter: Hashable {
        package var recipient: String
        package var text: String
        package var at: Instant
    }

    package typealias Behaviour = @Sendable (String) -> Delivery

    /// What the server answers each recipient, which a test replaces; kept as a prober's `Ruling` is.
    package final class Answer: Sendable {
        private struct Kept { var behaviour: Behaviour }
        private let kept = Mutex(Kept { _ in .accepted(code: 250, text: "ok") })

        package var current: Behaviour { kept.withLock { kept in kept.behaviour } }

        package func withLock(_ change: (inout Behaviour) -> Void) { kept.withLock { change(&$0.behaviour) } }
    }

    package let clock: ManualClock
    package let answer = Answer()
    package let letters = Mutex<[Letter]>([])
    package let attempts = Mutex(0)
    /// Whom an answer was asked for, in that order.
    package let asked = Mutex<[String]>([])
    /// Recipients whose answer is long in coming.
    package let tarpit = Tarpit()

    package init(clock: ManualClock) {
        self.clock = clock
    }

    package func deliver(_ message: [UInt8], to recipient: String, secret: MailSecret?) async -> Delivery {
        attempts.withLock { $0 += 1 }
        asked.withLock { $0.append(recipient) }
        await tarpit.pass(recipient)
        let delivery = answer.current(recipient)
        if delivery.isAccepted {
            letters.withLock {
                $0.append(Letter(recipient: recipient, text: String(decoding: message, as: UTF8.self), at: clock.now()))
            }
        }
        return delivery
    }

    package var accepted: [Letter] { letters.withLock { $0 } }

    /// What signing in with a password brings, where it is not accepted.
    package let signIns = Mutex<[String: MailSignIn]>([:])
    /// The passwords that were tried.
    package let tried = Mutex<[String]>([])

    /// How it is set up, which a test changes.
    package let setup = Mutex("simulated")
    /// Whom a canary asked for, in that order.
    package let canaries = Mutex<[(recipient: String, at: Instant)]>([])

    package var setting: String { setup.withLock { $0 } }

    /// As a delivery would end, with nothing delivered.
    package func prove(to recipient: String, secret: MailSecret?) async -> WayProof {
        canaries.withLock { $0.append((recipient, clock.now())) }
        await tarpit.pass(recipient)
        let delivery = answer.current(recipient)
        return delivery.isAccepted ? .works("it takes mail for \(recipient)") : .fails(delivery)
    }

    package func signIn(with secret: MailSecret) async -> MailSignIn {
        let text = await secret.proof.text
        tried.withLock { $0.append(text) }
        return signIns.withLock { $0[text] } ?? .accepted
    }
}

/// Holds up mails for some recipients until they are let go.
package actor Tarpit {
    private var slow: Set<String> = []
    private var held: [CheckedContinuation<Void, Never>] = []

    package func hold(_ recipients: some Sequence<String>) { slow = Set(recipients) }

    package func release() {
        slow = []
        for one in held { one.resume() }
        held = []
    }

    package func pass(_ recipient: String) async {
        guard slow.contains(recipient) else { return }
        await withCheckedContinuation { held.append($0) }
    }
}
