internal import Bookkeeping
internal import Credentials
internal import Ports

/// What the ledger and the journal tell of a rotation.
extension Engine {
    /// The events of a change, from the state before it and after it.
    func story(
        from before: Rotation, to after: Rotation, of name: CredentialName, after effect: RotationEffect? = nil, at now: Instant
    ) -> [Event] {
        let secret = after.method == .password ? "password" : "client secret"
        var told: [(EventKind, String)] = []
        if before.step < .minted, after.step >= .minted {
            told.append((.secretMinted, "a new \(secret) was made, and is in the keyring"))
        }
        if before.step < .staged, after.step >= .staged { told.append((.secretStaged, "Entra has the new \(secret)")) }
        if before.step < .proven, after.step >= .proven {
            told.append((.secretProven, "the new \(secret) works, and is in use from now on"))
            if after.handOff == .person {
                told.append(
                    (
                        .handOffAsked,
                        "a person has to enter the new \(secret) in Partner Center: `leadkeeper handoff \(name) show`"
                    ))
            }
        }
        if before.step < .handedOff, after.step >= .handedOff, after.handOff != .nobody {
            told.append((.handedOff, "Partner Center has the new \(secret)"))
        }
        if before.step < .confirmed, after.step >= .confirmed { told.append((.handOffConfirmed, after.confirmation)) }
        if before.step < .retired, after.step >= .retired { told.append((.secretRetired, after.retirement(secret))) }
        if before.copyGoneAt == nil, after.copyGoneAt != nil {
            told.append(
                (
                    .keyVanished,
                    "the client secret that Partner Center has is no longer on the application: somebody has removed it"
                ))
        }
        if after.step == .begun, before.step > .begun, after.undoing == nil {
            let why = after.attention?.reason == .keyring ? "is in the keyring no more" : "never worked"
            told.append((.secretGivenUp, "the new \(secret) \(why), and is replaced"))
        }
        if before.undoing == nil, after.undoing != nil {
            told.append((.secretGivenUp, "the new \(secret) is given up, and the old one stays in use"))
        }
        if !before.isAddDoubtful, after.isAddDoubtful {
            told.append(
                (.mintUncertain, "nobody saw whether a client secret was added; the application is listed before another is"))
        }
        if effect == .removeStray, before.strays != after.strays, after.failing != .removeStray {
            told.append((.keyRemoved, "a client secret of this rotation whose value nobody has was removed"))
        }
        if let attention = after.attention, before.attention?.reason != attention.reason {
            let code = attention.code.map { " (\($0))" } ?? ""
            told.append((.rotationStuck, "the rotation does not get on: \(attention.message)\(code)"))
        }
        if before.attention != nil, after.attention == nil, after.end == nil {
            told.append((.rotationResumed, "the rotation gets on again"))
        }
        if before.end == nil, let end = after.end { told.append((.rotationEnded, end.sentence)) }
        return told.map { kind, message in
            event(kind, message, of: after, name, at: now)
        }
    }

    /// What is told of an effect whose end was not written down.
    func resumed(_ rotation: Rotation, _ effect: RotationEffect, _ name: CredentialName, at now: Instant) -> Event {
        event(
            .rotationResumed, "nobody saw how this ended, and it is found out: leadkeeper \(effect.sentence)", of: rotation, name,
            at: now)
    }

    func event(
        _ kind: EventKind, _ message: String, of rotation: Rotation, _ name: CredentialName, at now: Instant
    ) -> Event {
        var details = ["rotation": rotation.id]
        if let keyID = rotation.new?.keyID { details["key-id"] = keyID.description }
        if kind == .secretRetired, let keyID = rotation.old?.keyID { details["key-id"] = keyID.description }
        if kind == .rotationStuck, let reason = rotation.attention?.reason { details["reason"] = reason.rawValue }
        return Event(
            at: now, kind: kind, credential: name, version: rotation.new?.version ?? rotation.old?.version, message: message,
            details: details)
    }
}

extension Rotation {
    fileprivate var confirmation: String {
        switch evidence {
        case .testLead: "the marketplace wrote a test lead after the hand-off, so it has the new secret"
        case .word: "a person vouches for it that the marketplace uses the new secret"
        case .some(.none), nil: "nobody else has a copy"
        }
    }

    fileprivate func retirement(_ secret: String) -> String {
        if method == .password { return "the old password is dead since the change" }
        return old?.keyID == nil
            ? "the old client secret's id is not known, so it stays on the application until it lapses"
            : "the old \(secret) is gone from the application"
    }
}

extension Rotation.End {
    fileprivate var sentence: String {
        switch self {
        case .completed: "the rotation is over: the new secret is in use everywhere"
        case .aborted: "the rotation was called off; the old secret is in use"
        case .superseded: "the rotation is over, as another secret was stored meanwhile"
        case .abandoned: "the rotation is over, as the connection is no longer configured as it was"
        case .lost: "the rotation is over, as Microsoft no longer knows the new secret"
        }
    }
}
