internal import Credentials

extension Occasion {
    /// How much it matters in the journal.
    var priority: JournalEntry.Priority {
        switch self {
        case .lapsed, .refused: .error
        case .lapses, .unchecked, .handOff, .rotationStuck: .warning
        case .worksAgain, .rotated: .notice
        case .test: .info
        }
    }

    /// The stable word for it in the journal.
    var event: String {
        switch self {
        case .lapses: "credential-lapses"
        case .lapsed: "credential-lapsed"
        case .refused: "credential-refused-lasting"
        case .unchecked: "credential-unchecked-lasting"
        case .worksAgain: "credential-works-again"
        case .handOff: "hand-off-due"
        case .rotationStuck: "rotation-stuck"
        case .rotated: "credential-rotated"
        case .test: "notice-test"
        }
    }

    var probeClass: ProbeClass? {
        guard case .refused(let probeClass, _, _) = self else { return nil }
        return probeClass
    }

    /// What people are told, in a sentence for the journal and the ledger.
    func sentence(of credential: Credential) -> String {
        let secret = credential.identity.secretKind
        return switch self {
        case .lapses(let leadTime): "the \(secret) lapses in \(leadTime.inWords) or less; the contacts are told"
        case .lapsed: "the \(secret) has lapsed; the contacts are told"
        case .refused(let probeClass, _, _): "Microsoft refuses the \(secret) (\(probeClass.rawValue)); the contacts are told"
        case .unchecked:
            "the \(secret) could not be checked for \(credential.notices.uncheckedAfter.inWords); the contacts are told"
        case .worksAgain: "the \(secret) works again; the contacts are told"
        case .handOff: "the new \(secret) is to be handed over to Partner Center; the contacts are told"
        case .rotationStuck(_, let reason, _):
            "the rotation of the \(secret) does not get on without a person (\(reason.rawValue)); the contacts are told"
        case .rotated: "the \(secret) has been replaced; the contacts are told"
        case .test: "a test notice goes to the contacts"
        }
    }
}
