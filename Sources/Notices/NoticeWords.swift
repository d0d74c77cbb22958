internal import Credentials
internal import Wording

/// The words of the notices about one kind of secret, in one language: templates in the markup of `Markup`.
struct NoticeWords: Sendable {
    let catalog: Catalog
    let matter: NoticeMatter
    /// What decides between the variants of a sentence, the most telling first: the kind of lead destination, then the
    /// kind of secret.
    let variants: [String]

    /// The words about a credential.
    ///
    /// - Parameter version: what it is about; `nil` where no secret is stored, and for what people do in any case.
    init(catalog: Catalog, for credential: Credential, _ version: SecretVersion? = nil) {
        self.init(
            catalog: catalog, matter: NoticeMatter(of: credential, version), destination: credential.destination?.kind)
    }

    init(catalog: Catalog, matter: NoticeMatter, destination: LeadDestination.Kind? = nil) {
        (self.catalog, self.matter) = (catalog, matter)
        let ofDestination = destination.map { kind in
            matter.variants.map { "\(kind.rawValue).\($0)" } + [kind.rawValue]
        }
        variants = (ofDestination ?? []) + matter.variants
    }

    /// What a class of trouble, or a rotation that is stuck, means in a contact's words.
    struct Finding: Hashable, Sendable {
        /// Why it does not work: one sentence of its own, without values.
        var reason: String
        /// What that means, in a sentence or two.
        var meaning: String
        /// What to do; where `ProbeClass.callsForReplacement` holds, the steps of a replacement follow.
        var steps: [String]
    }

    /// A sentence.
    func text(_ phrase: NoticePhrase) -> String {
        text(phrase.key)
    }

    /// The sentence behind a key, in the variant for the matter.
    func text(_ key: String) -> String {
        catalog.text(key, variants)
    }

    /// What a class of trouble means and what to do.
    func finding(_ probeClass: ProbeClass) -> Finding {
        finding("class.\(probeClass.rawValue)", more: probeClass.showsDetails ? ["step.details"] : [])
    }

    /// What it means that a rotation does not get on, and what to do.
    func stuck(_ reason: Rotation.Attention.Reason) -> Finding {
        let steps = reason.sharedSteps(matter)
        let byHand = matter.isCertificate ? ["step.certificateByHand"] : []
        return finding("stuck.\(reason.rawValue)", before: steps.before, more: steps.after + byHand)
    }

    /// The steps of its own, between those that others have too.
    private func finding(_ key: String, before: [String] = [], more after: [String]) -> Finding {
        Finding(
            reason: text("\(key).reason"), meaning: text("\(key).meaning"),
            steps: before.map(text) + catalog.list("\(key).step", variants) + after.map(text))
    }
}

extension ProbeClass {
    /// Whether the sysadmin has to look at the details, which only `leadkeeper status` has.
    fileprivate var showsDetails: Bool {
        [.configuration, .privilegeMissing, .pluginRefused, .tooSlow, .throttled].contains(self)
    }
}

extension Rotation.Attention.Reason {
    /// The steps that other reasons have too: those that stand before its own, and those behind them.
    fileprivate func sharedSteps(_ matter: NoticeMatter) -> (before: [String], after: [String]) {
        switch self {
        // The certificate that is renewed may be the very one that it signs in with.
        case .administratorRefused where matter.isCertificate: ([], [])
        case .administratorMissing, .administratorRefused:
            ([], ["step.makeAdministratorSecret", "step.storeAdministratorSecret"])
        case .administratorForbidden:
            (
                ["step.permission"],
                (matter.isClientSecret ? ["step.owner"] : []) + (matter.role == .leads ? ["step.manager"] : [])
            )
        case .refused: (["step.details"], [])
        case .offerNotFound, .pendingEdits, .publicationFailed: ([], ["step.byHand"])
        case .applicationNotFound, .policyForbids, .noRoom, .cloneSuspected, .keyring, .neverWorked, .probeRefused,
            .passwordUncertain, .offerDiffers, .noEvidence:
            ([], [])
        }
    }
}
