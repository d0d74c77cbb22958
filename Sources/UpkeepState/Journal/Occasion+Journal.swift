package import Credentials
internal import Ports

extension Occasion {
    package var probeClass: ProbeClass? {
        guard case .refused(let probeClass, _, _) = self else { return nil }
        return probeClass
    }

    /// What people are told, and who they are, in a sentence for the journal and the ledger.
    ///
    /// - Parameters:
    ///   - version: the version that it is about; `nil` where none is stored.
    ///   - isDoubt: whether it is about an end that has passed by its date alone.
    package func sentence(
        of credential: Credential, _ version: SecretVersion?, isDoubt: Bool, to people: [EmailAddress]
    ) -> String {
        let secret = credential.kind(of: version)
        let audience =
            if people.isEmpty {
                "nobody had been told that it did not"
            } else if people.contains(where: credential.contacts.contains) {
                "the contacts are told"
            } else {
                "the operators are told"
            }
        if kind == .escalated {
            let others = credential.notices.escalateTo.map(\.description).joined(separator: ", ")
            return "\(news(of: credential, secret)); \(others) and the contacts are told"
        }
        let doubt = "by its date the \(secret) has expired, yet Microsoft accepts it"
        return "\(isDoubt ? doubt : news(of: credential, secret)); \(audience)"
    }

    /// What people are told, without who they are.
    package func news(of credential: Credential, _ secret: SecretKind) -> String {
        switch self {
        case .lapses(let leadTime): "the \(secret) expires in \(leadTime.inWords) or less"
        case .lapsed: "the \(secret) has expired"
        case .refused(let probeClass, _, _): "Microsoft refuses the \(secret) (\(probeClass.rawValue))"
        case .unchecked: "the \(secret) could not be checked for \(credential.notices.uncheckedAfter.inWords)"
        case .worksAgain: "the \(secret) works again"
        case .handOff: "the new \(secret) is to be handed over to Partner Center"
        case .rotationStuck(_, let reason, _):
            "the rotation of the \(secret) does not get on without a person (\(reason.rawValue))"
        case .rotated: "the \(secret) has been replaced"
        case .escalated(let span):
            span.seconds == 0
                ? "nobody has begun to replace the \(secret) by the start-by date"
                : "nobody has begun to replace the \(secret), \(span.inWords) or less before the start-by date"
        case .entryRemoved: "nothing is left to do of what people's calendars have, so it is taken out"
        case .silent(let since):
            "no lead has come from the marketplace since \(Timestamp(since)), which is longer than is usual"
        case .test: "a test notice was asked for"
        }
    }
}
