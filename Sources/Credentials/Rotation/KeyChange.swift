internal import Basics

/// What somebody has done to the client secrets of an application, without leadkeeper.
public struct KeyChange: Hashable, Sendable {
    /// What was done.
    public enum Kind: Hashable, Sendable {
        /// It is on the application now, and was not.
        case added
        /// It was on the application, and is not any more.
        case removed
        /// It has another name than before; `nil` where it had none.
        case renamed(from: String?)
    }

    /// What.
    public var kind: Kind
    /// Which client secret, as it is listed now, or was listed last.
    public var key: IssuedKey

    /// That was done to that client secret.
    public init(_ kind: Kind, _ key: IssuedKey) {
        (self.kind, self.key) = (kind, key)
    }
}

/// What is asked about in a directory's audit log.
public enum AuditTarget: Hashable, Sendable {
    /// An application.
    case application(EntraApplication)
    /// A user, by the principal name.
    case user(String)
}

/// A change of an application or a user, as the directory's audit log has it.
public struct DirectoryChange: Hashable, Sendable {
    /// When it was made.
    public var at: Instant
    /// What Microsoft calls it.
    public var activity: String
    /// Who made it: a user's principal name or an application's name; `nil` where the log does not say.
    public var actor: String?
    /// The ids that it names, a client secret's among them.
    public var ids: Set<GUID>

    /// A change.
    public init(at: Instant, activity: String, actor: String?, ids: Set<GUID>) {
        (self.at, self.activity, self.actor, self.ids) = (at, activity, actor, ids)
    }
}

extension KeyListing {
    /// What others have done since the listing before.
    ///
    /// - Parameter isOurs: whether leadkeeper put a key there, keeps its secret, or has removed it.
    public func changes(since before: KeyListing, isOurs: (IssuedKey) -> Bool) -> [KeyChange] {
        let known = Dictionary(before.keys.map { ($0.keyID, $0) }, uniquingKeysWith: { first, _ in first })
        var changes: [KeyChange] = []
        for key in keys {
            guard let old = known[key.keyID] else {
                if !isOurs(key) { changes.append(KeyChange(.added, key)) }
                continue
            }
            if old.displayName != key.displayName { changes.append(KeyChange(.renamed(from: old.displayName), key)) }
        }
        changes += before.keys.filter { !has($0.keyID) && !isOurs($0) }.map { KeyChange(.removed, $0) }
        return changes
    }
}

extension KeyChange {
    /// Whether people are told of it, beside the journal: that somebody has tidied up what has expired is no matter.
    public func isOfMatter(at now: Instant) -> Bool {
        kind != .removed || key.endsAt.map { $0 > now } ?? true
    }

    /// What was done, in a sentence without its full stop, for people.
    ///
    /// - Parameters:
    ///   - use: what is known of the use of the secret.
    ///   - change: who did it when; `nil` where that is not known.
    public func sentence(_ use: Use, by change: DirectoryChange?) -> String {
        let actor = change?.actor ?? "somebody"
        let when = change.map { " on \($0.at.utcMinute)" } ?? ""
        let (what, more) =
            switch kind {
            case .added:
                ("added the client secret \(name)", key.endsAt.map { ", which expires on \($0.utcDate)" } ?? "")
            case .removed: ("removed the client secret \(name)", "\(use.sentence)")
            case .renamed(let old):
                ("renamed the client secret \(old.map { "\(Self.quoted($0)) " } ?? "")(\(key.keyID)) to \(quoted)", "")
            }
        return "\(actor) \(what)\(when)\(more)"
    }

    /// What is known of the use of a client secret that was removed.
    public enum Use: Hashable, Sendable {
        /// It is the one that leadkeeper has.
        case inUse
        /// It is the one that Partner Center was given.
        case copied
        /// Which one leadkeeper has is not known.
        case unknown
        /// It is another.
        case none

        fileprivate var sentence: String {
            switch self {
            case .inUse: ", which is the one in use: Microsoft's copy may be that one, and then no leads arrive"
            case .copied: ", which is the one that Partner Center was given: then no leads arrive"
            case .unknown:
                "; which one leadkeeper has is not known, so it may be the one in use, and Microsoft's copy may be that one"
            case .none: ""
            }
        }
    }

    private var name: String { "\(key.displayName.map { "\(Self.quoted($0)) " } ?? "")(\(key.keyID))" }
    private var quoted: String { key.displayName.map(Self.quoted) ?? "no name" }

    /// A name that somebody gave, fit to be shown.
    private static func quoted(_ name: String) -> String {
        "\"\(name.displaySafe(.removed, squeezesSpace: true, limit: 80))\""
    }

    /// The change that the audit log tells of it: one that names its id, else the only one that there is.
    public func change(among all: [DirectoryChange]) -> DirectoryChange? {
        if let named = all.filter({ $0.ids.contains(key.keyID) }).max(by: { $0.at < $1.at }) { return named }
        guard all.count == 1, let only = all.first, only.ids.isEmpty else { return nil }
        return only
    }
}
