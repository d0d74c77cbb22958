/// A client secret on a connection's application, and whose it is.
public struct ListedKey: Hashable, Sendable {
    /// Whose a key is.
    public enum Role: String, Hashable, Sendable, CaseIterable {
        /// That of the secret in use.
        case current
        /// That of the secret that is about to take its place.
        case pending
        /// That of the secret before.
        case previous
        /// Minted by this installation, and of no version of this connection's that is kept.
        case ours
        /// Somebody else's, or of a secret that was stored without its key id.
        case foreign
    }

    /// The key.
    public var key: IssuedKey
    /// Whose it is.
    public var role: Role
    /// Whether the stored secret begins as this key does: a guess, for a person to confirm.
    public var mayBeCurrent: Bool
    /// Where it lies.
    public var place: KeyPlace

    /// A key, and whose it is by what is kept here.
    ///
    /// - Parameters:
    ///   - stage: that of the version whose key it is; `nil` where it is of none that is kept.
    ///   - hint: what the stored secret begins with; `nil` where that is not known.
    public init(_ key: IssuedKey, on place: KeyPlace, of stage: SecretVersion.Stage?, install: GUID, hint: String?) {
        self.key = key
        self.place = place
        role =
            switch stage {
            case .current: .current
            case .pending, .trial: .pending
            case .previous: .previous
            case nil: key.operation(of: install) == nil ? .foreign : .ours
            }
        mayBeCurrent = hint != nil && key.hint == hint
    }
}

/// The client secrets of an application, and what could not be listed.
public struct KeySurvey: Hashable, Sendable {
    /// The keys, on the application and on its service principal.
    public var keys: [ListedKey]
    /// Why those on the service principal are not known; `nil` where they are.
    public var principalObstacle: String?

    /// These keys, and what could not be listed.
    public init(keys: [ListedKey] = [], principalObstacle: String? = nil) {
        self.keys = keys
        self.principalObstacle = principalObstacle
    }
}
