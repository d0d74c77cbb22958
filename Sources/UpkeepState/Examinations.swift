package import Credentials
package import Doctor

/// What the doctor has found about connections, and how many examinations are under way.
///
/// In memory alone: a finding is as old as the start of the daemon at most, and whoever wants to know asks anew.
package struct Examinations {
    /// How many are made at once; each is a row of requests to Microsoft.
    package static let limit = 4
    /// How long a password that was turned down is not sent again, as after a probe.
    package static let restOfPassword = TimeSpan.minutes(30)

    private var last: [CredentialName: Examination] = [:]
    private var turnedDown: [CredentialName: (finding: ProbeReport.Finding, version: String, until: TimeSpan)] = [:]
    private var underWay = 0
    private var waiting: [(ticket: Int, continuation: CheckedContinuation<Bool, Never>)] = []
    private var tickets = 0

    /// Nothing was examined yet.
    package init() {}

    /// The last one of a connection since the start; `nil` where there was none.
    package subscript(name: CredentialName) -> Examination? { last[name] }

    /// One has ended.
    package mutating func take(_ examination: Examination) { last[examination.name] = examination }

    /// Forgets what is no connection any more.
    package mutating func keep(only isKept: (CredentialName) -> Bool) { last = last.filter { isKept($0.key) } }

    /// Why Entra has turned a version's password down lately, by the time since boot; `nil` where it may be sent.
    package func refusal(of name: CredentialName, version: String, at uptime: TimeSpan) -> ProbeReport.Finding? {
        guard let refusal = turnedDown[name], refusal.version == version, uptime < refusal.until else { return nil }
        return refusal.finding
    }

    /// Entra has turned a version's password down.
    package mutating func isTurnedDown(
        _ name: CredentialName, version: String, _ finding: ProbeReport.Finding, at uptime: TimeSpan
    ) {
        turnedDown[name] = (finding, version, uptime + Self.restOfPassword)
    }

    /// Takes a place, if there is a free one.
    package mutating func begins() -> Bool {
        guard underWay < Self.limit else { return false }
        underWay += 1
        return true
    }

    /// A number for whoever is about to wait.
    package mutating func ticket() -> Int {
        tickets += 1
        return tickets
    }

    /// Waits for a place, which is then taken; answers whether its turn has come.
    package mutating func wait(_ ticket: Int, _ continuation: CheckedContinuation<Bool, Never>) {
        waiting.append((ticket, continuation))
    }

    /// Lets go of a turn that has not come yet.
    package mutating func giveUp(_ ticket: Int) {
        guard let index = waiting.firstIndex(where: { $0.ticket == ticket }) else { return }
        waiting.remove(at: index).continuation.resume(returning: false)
    }

    /// How many are under way, and how many wait.
    package var counts: (underWay: Int, waiting: Int) { (underWay, waiting.count) }

    /// Gives a place back, to whoever waits longest.
    package mutating func ends() {
        guard waiting.isEmpty else { return waiting.removeFirst().continuation.resume(returning: true) }
        underWay -= 1
    }
}
