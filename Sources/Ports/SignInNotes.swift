public import Credentials
internal import Synchronization

/// Leadkeeper's own sign-ins, from the moment that they are made until they are written down.
///
/// Whoever signs in notes it here; nothing blocks.
public final class SignInNotes: Sendable {
    /// How many are kept while nobody takes them: the ledger may be in trouble.
    private static let limit = 20_000

    private let notes = Mutex<[OwnSignIn]>([])

    /// Nothing is noted yet.
    public init() {}

    /// Notes a sign-in that was made.
    public func note(_ signIn: OwnSignIn) {
        notes.withLock { if $0.count < Self.limit { $0.append(signIn) } }
    }

    /// Takes what is noted; whoever cannot write it down gives it back.
    public func take() -> [OwnSignIn] {
        notes.withLock { notes in
            defer { notes = [] }
            return notes
        }
    }

    /// Takes back what could not be written down.
    public func giveBack(_ taken: [OwnSignIn]) { notes.withLock { $0 = Array((taken + $0).prefix(Self.limit)) } }
}
