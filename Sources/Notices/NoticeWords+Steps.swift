/// What decides which steps replace a secret.
struct ReplacementNeeds: Hashable, Sendable {
    /// Whether the present secret still works, so that it must be kept until the new one is everywhere.
    var isOldValid: Bool
    /// Whether the offer in Partner Center is named in the configuration.
    var isOfferKnown: Bool

    fileprivate var old: String { isOldValid ? "oldValid" : "oldInvalid" }
    fileprivate var offer: String { isOfferKnown ? "namedOffer" : "unnamedOffer" }
}

/// The numbered steps: their order is here, their words are in the catalogues.
extension NoticeWords {
    /// The steps by which a secret is replaced.
    func replacement(_ needs: ReplacementNeeds) -> [String] {
        let steps =
            switch matter {
            case .connectionSecret:
                ["newSecret.\(needs.old)", "bring", "enter.\(needs.offer)", "publish", "removeOld"]
            case .connectionPassword:
                ["readAll.\(needs.old)", "resetPassword", "bring", "enter.\(needs.offer)", "publish"]
            case .connectionURL: ["newURL", "bring", "enter.\(needs.offer)", "publish", "removeOld"]
            case .connectionString: ["newKey", "bring", "enter.\(needs.offer)", "publish", "removeOld"]
            case .mailPassword, .channelPassword: ["setMailPassword", "bring", "try"]
            case .mailSecret, .channelSecret, .administratorSecret:
                ["newSecret.\(needs.old)", "bring", "try", "removeOld"]
            case .mailCertificate, .administratorCertificate:
                ["makeCertificate", "uploadCertificate", "tryCertificate", "removeOld"]
            }
        return texts(steps)
    }

    /// The steps by which a new secret reaches Partner Center, from its showing to the word that it is done.
    func handOff(_ needs: ReplacementNeeds) -> [String] {
        texts(["show", "enter.\(needs.offer)", "publish", "confirm"] + (matter.isClientSecret ? ["keepOld"] : []))
    }

    /// The same steps of a secret that a person stored.
    func storedHandOff(_ needs: ReplacementNeeds) -> [String] {
        texts(
            ["show", "enter.\(needs.offer)", "publish"] + (matter.overlaps ? ["keepStoredOld"] : [])
                + ["confirm"])
    }

    /// The steps in Partner Center alone, with every value but the secret.
    func partnerCenter(_ needs: ReplacementNeeds) -> [String] {
        texts([
            "open.\(needs.offer)", "destination", "credentials", "contacts", "publish",
        ])
    }

    private func texts(_ steps: [String]) -> [String] {
        steps.map { text("step.\($0)") }
    }
}
