package import Credentials

/// Of whom people are being told beside the passes, since there is much to tell, and what a look at each has shown.
package struct Telling {
    private var names: Set<CredentialName> = []
    /// What was seen, of those for whom nothing has changed since.
    private var looks: [CredentialName: Look] = [:]

    /// Nobody is told anything.
    package init() {}

    /// It begins with what these looks have shown.
    package mutating func begin(_ seen: some Sequence<Look>) {
        for look in seen {
            names.insert(look.name)
            looks[look.name] = look
        }
    }

    /// Whether nobody is told anything.
    package var isEmpty: Bool { names.isEmpty }

    /// Whether people are being told of that credential.
    package func contains(_ name: CredentialName) -> Bool { names.contains(name) }

    /// Something has changed, or fallen due, since it was looked at.
    package mutating func distrust(_ name: CredentialName) { looks[name] = nil }

    /// Takes what was seen out; `nil` where it is to be looked at anew.
    package mutating func takeLook(at name: CredentialName) -> Look? { looks.removeValue(forKey: name) }

    /// People have been told of these, or will not be.
    package mutating func end(_ told: some Collection<CredentialName>) {
        names.subtract(told)
        for name in told { looks[name] = nil }
    }
}
