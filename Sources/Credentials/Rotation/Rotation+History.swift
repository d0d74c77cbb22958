extension Rotation {
    /// What a change of it is told as.
    public struct Entry: Hashable, Sendable {
        /// What kind of thing happened.
        public var kind: EventKind
        /// One sentence for people.
        public var message: String

        /// Something that happened to a rotation.
        public init(kind: EventKind, message: String) {
            self.kind = kind
            self.message = message
        }
    }

    /// What is told of a change, in the order in which it came about; empty where nothing is.
    ///
    /// - Parameters:
    ///   - before: the rotation as it was before the change.
    ///   - name: whose it is.
    ///   - effect: the effect that brought it about; `nil` for any other cause.
    public func entries(since before: Rotation, of name: CredentialName, after effect: RotationEffect? = nil) -> [Entry]
    {
        let secret = method.words
        var entries: [Entry] = []
        func tell(_ kind: EventKind, _ message: String) { entries.append(Entry(kind: kind, message: message)) }
        if before.step < .minted, step >= .minted {
            tell(.secretMinted, "a new \(secret) was made, and is in the keyring")
        }
        if before.step < .staged, step >= .staged { tell(.secretStaged, "Entra has the new \(secret)") }
        if before.step < .proven, step >= .proven {
            tell(.secretProven, "the new \(secret) works, and is in use from now on")
            if handOff == .person {
                tell(
                    .handOffAsked,
                    "a person has to enter the new \(secret) in Partner Center: `leadkeeper handoff \(name) show`")
            }
        }
        if before.step < .handedOff, step >= .handedOff, handOff != .nobody {
            tell(.handedOff, "Partner Center has the new \(secret)")
        }
        if before.step < .confirmed, step >= .confirmed { tell(.handOffConfirmed, confirmation) }
        if before.step < .retired, step >= .retired { tell(.secretRetired, retirement(secret)) }
        if before.copyGoneAt == nil, copyGoneAt != nil {
            tell(
                .keyVanished,
                "the client secret that Partner Center has is no longer on the application: somebody has removed it")
        }
        if step == .begun, before.step > .begun, undoing == nil {
            let why = attention?.reason == .keyring ? "is in the keyring no more" : "never worked"
            tell(.secretGivenUp, "the new \(secret) \(why), and is replaced")
        }
        if before.undoing == nil, undoing != nil {
            tell(.secretGivenUp, "the new \(secret) is given up, and the old one stays in use")
        }
        if !before.isAddDoubtful, isAddDoubtful {
            tell(
                .mintUncertain,
                "nobody saw whether a \(secret) was added; the application is listed before another is")
        }
        if effect == .removeStray, before.strays != strays, failing != .removeStray {
            tell(.keyRemoved, "a \(secret) of this rotation that nobody can use was removed")
        }
        if let attention, before.attention?.reason != attention.reason {
            let code = attention.code.map { " (\($0))" } ?? ""
            tell(.rotationStuck, "the rotation does not get on: \(attention.message)\(code)")
        }
        if before.attention != nil, attention == nil, end == nil {
            tell(.rotationResumed, "the rotation gets on again")
        }
        if before.end == nil, let end { tell(.rotationEnded, end.sentence(of: noun)) }
        return entries
    }

    /// What is told of an effect whose end was not written down.
    public static func resumption(of effect: RotationEffect) -> Entry {
        Entry(
            kind: .rotationResumed,
            message: "nobody saw how the step \(effect.rawValue) ended, and it is found out")
    }

    /// The facts by name that belong to what is told of it.
    public func details(of kind: EventKind) -> [String: String] {
        var details = ["rotation": id]
        if let keyID = new?.keyID { details["key-id"] = keyID.description }
        if kind == .secretRetired, let keyID = old?.keyID { details["key-id"] = keyID.description }
        if kind == .rotationStuck, let reason = attention?.reason { details["reason"] = reason.rawValue }
        return details
    }
}

extension Rotation {
    private var confirmation: String {
        switch evidence {
        case .testLead: "the marketplace wrote a test lead after the hand-off, so it has the new secret"
        case .signIn: "the marketplace signed in with the new secret after the hand-off"
        case .word: "a person vouches for it that the marketplace uses the new secret"
        case .some(.none), nil: "nobody else has a copy"
        }
    }

    private func retirement(_ secret: String) -> String {
        if method == .password { return "the old password is dead since the change" }
        return old?.keyID == nil
            ? "the old \(secret)'s id is not known, so it stays on the application until it expires"
            : "the old \(secret) is gone from the application"
    }
}

extension Rotation.End {
    fileprivate func sentence(of noun: String) -> String {
        switch self {
        case .completed: "the rotation is over: the new \(noun) is in use everywhere"
        case .aborted: "the rotation was called off; the old \(noun) is in use"
        case .superseded: "the rotation is over, as another \(noun) was stored meanwhile"
        case .abandoned: "the rotation is over, as the connection is no longer configured as it was"
        case .lost: "the rotation is over, as Microsoft no longer knows the new \(noun)"
        }
    }
}
