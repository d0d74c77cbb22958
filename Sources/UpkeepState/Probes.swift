package import Credentials

/// The probes and trials that are under way, who waits for their ends, and which directories are left alone.
package struct Probes: ~Copyable {
    /// What a listener hears: the report; `nil` where there was nothing to probe any more.
    package typealias Listener = CheckedContinuation<ProbeReport?, Never>

    /// How many are under way that the loop has started.
    private var running = 0
    /// Who waits for the end of a probe, by the credential that is being probed.
    private var listeners: [CredentialName: [Listener]] = [:]
    /// Until when Microsoft wants to be left alone, by directory, in time since boot.
    private var pauses: [String: TimeSpan] = [:]

    /// Nothing is under way.
    package init() {}

    /// Whether another may be started where so many may run at once.
    package func hasRoom(of most: Int) -> Bool { running < most }

    /// One is started by the loop.
    package mutating func begin() { running += 1 }

    /// It has ended.
    package mutating func end() { running -= 1 }

    /// A probe of the credential begins, and others may listen for its end.
    package mutating func open(_ name: CredentialName) { listeners[name] = [] }

    /// Whether a probe is under way whose end may be listened for.
    package func isOpen(_ name: CredentialName) -> Bool { listeners[name] != nil }

    /// How many listen.
    package func audience(of name: CredentialName) -> Int { listeners[name]?.count ?? 0 }

    /// Lets somebody listen for the end of the probe that is under way.
    package mutating func listen(to name: CredentialName, _ listener: Listener) { listeners[name]?.append(listener) }

    /// The probe has ended, and all who listen hear so.
    package mutating func close(_ name: CredentialName, _ report: ProbeReport?) {
        for listener in listeners.removeValue(forKey: name) ?? [] { listener.resume(returning: report) }
    }

    /// Takes in whether the credential's directory asks to be left alone; answers whether that is for less long than
    /// before.
    package mutating func take(_ report: ProbeReport, of credential: Credential, at uptime: TimeSpan) -> Bool {
        guard report.finding?.class == .throttled, let rest = report.finding?.retryAfter,
            let directory = credential.identity.directory
        else { return false }
        let before = pauses.updateValue(uptime + rest, forKey: directory)
        return before.map { uptime + rest < $0 } ?? false
    }

    /// Until when the credential's directory is left alone; `nil` where it may be asked now.
    package func pause(of credential: Credential, at uptime: TimeSpan) -> TimeSpan? {
        guard !pauses.isEmpty else { return nil }
        return credential.identity.directory.flatMap { pauses[$0] }.flatMap { $0 > uptime ? $0 : nil }
    }
}

extension Identity {
    /// The directory whose limits it shares with others; `nil` where it signs in to none.
    fileprivate var directory: String? {
        switch self {
        case .azureAD(let directory, _): directory.description
        case .office365(_, _, let directory): directory
        case .httpsEndpoint, .azureTable, .mailbox, .channel, .heartbeat: nil
        }
    }
}
