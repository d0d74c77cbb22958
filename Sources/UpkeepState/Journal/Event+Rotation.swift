package import Bookkeeping
package import Credentials

extension Event {
    /// What happened to a rotation.
    package init(_ entry: Rotation.Entry, of rotation: Rotation, _ name: CredentialName, at now: Instant) {
        self.init(
            at: now, kind: entry.kind, credential: name, version: rotation.new?.version ?? rotation.old?.version,
            message: entry.message, details: rotation.details(of: entry.kind))
    }
}

extension Rotation {
    /// The events of a change, by what it was before.
    package func events(
        since before: Rotation, of name: CredentialName, after effect: RotationEffect? = nil, at now: Instant
    ) -> [Event] {
        entries(since: before, of: name, after: effect).map { Event($0, of: self, name, at: now) }
    }
}
