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
        finding("class.\(probeClass.rawValue)", more: probeClass.stepsOfOthers)
    }

    /// What it means that a rotation does not get on, and what to do.
    func stuck(_ reason: Rotation.Attention.Reason) -> Finding {
        let steps = reason.stepsOfOthers(
            isClientSecret: matter.isClientSecret, isCertificate: matter.isCertificate, isOfLeads: matter.role == .leads
        )
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
