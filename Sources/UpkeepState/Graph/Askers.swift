package import Credentials

/// An application that may ask Microsoft Graph about a connection.
package struct Asker: Hashable, Sendable {
    /// Whose application it is: `@administrator`, or the connection itself.
    package var name: CredentialName
    /// The application.
    package var application: EntraApplication
    /// Which version of its secret it signs in with.
    package var version: String

    /// An application that asks, with that version of its secret.
    package init(_ name: CredentialName, _ application: EntraApplication, _ version: String) {
        (self.name, self.application, self.version) = (name, application, version)
    }
}

/// Who asks Microsoft Graph about connections, and what whom is not permitted.
///
/// What was refused is reckoned in time since boot and forgotten with the process: it is met again.
package struct Askers: ~Copyable {
    /// How long somebody who is not permitted something is not asked to do it again.
    package static let memory = TimeSpan.days(1)

    private struct Matter: Hashable {
        var question: GraphQuestion
        var connection: CredentialName
        var asker: CredentialName
        /// A new secret, or another application, asks anew.
        var version: String
    }

    private struct Refusal {
        var setback: Setback
        var until: TimeSpan
    }

    private var refusals: [Matter: Refusal] = [:]
    /// How many of them there are about each connection.
    private var counts: [CredentialName: Int] = [:]
    /// When each is forgotten, so that nobody searches all of them for those that are old.
    private var ends = KeyedQueue<Matter, TimeSpan>()

    /// Nobody was refused anything yet.
    package init() {}

    /// Remembers that somebody is not permitted to ask that about a connection.
    package mutating func isRefused(
        _ asker: Asker, _ question: GraphQuestion, about name: CredentialName, _ setback: Setback, at uptime: TimeSpan
    ) {
        while let first = ends.first, first.priority <= uptime { forget(first.key) }
        let matter = matter(asker, question, name)
        let known = refusals.updateValue(Refusal(setback: setback, until: uptime + Self.memory), forKey: matter)
        if known == nil { counts[name, default: 0] += 1 }
        ends[matter] = uptime + Self.memory
    }

    /// Somebody was permitted to ask that about a connection.
    package mutating func isPermitted(_ asker: Asker, _ question: GraphQuestion, about name: CredentialName) {
        forget(matter(asker, question, name))
    }

    /// What somebody was refused who asked that about a connection, and until when that is remembered; `nil` where
    /// nothing is.
    package func refusal(
        of asker: Asker, _ question: GraphQuestion, about name: CredentialName, at uptime: TimeSpan
    ) -> (setback: Setback, until: TimeSpan)? {
        guard counts[name] != nil, let refusal = refusals[matter(asker, question, name)], uptime < refusal.until
        else {
            return nil
        }
        return (refusal.setback, refusal.until)
    }

    private mutating func forget(_ matter: Matter) {
        ends[matter] = nil
        guard refusals.removeValue(forKey: matter) != nil else { return }
        let count = counts[matter.connection, default: 1] - 1
        counts[matter.connection] = count == 0 ? nil : count
    }

    private func matter(_ asker: Asker, _ question: GraphQuestion, _ name: CredentialName) -> Matter {
        Matter(question: question, connection: name, asker: asker.name, version: asker.version)
    }
}

extension Credential {
    /// Whether its application or user is registered in that directory, as far as its files say; a user's directory
    /// may be given by a domain, which tells nothing.
    package func mayBelong(to directory: GUID) -> Bool {
        switch identity {
        case .azureAD(let own, _): own == directory
        case .office365(_, _, let own): GUID(own).map { $0 == directory } ?? true
        case .httpsEndpoint, .azureTable, .mailbox, .channel, .heartbeat: false
        }
    }
}
