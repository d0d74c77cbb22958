public import Credentials

extension ProbeClass {
    /// The keys of the steps that stand behind its own: the details, where the sysadmin has to look at what only
    /// `leadkeeper status` has.
    public var stepsOfOthers: [String] {
        let showsDetails = [ProbeClass.configuration, .privilegeMissing, .pluginRefused, .tooSlow, .throttled]
        return showsDetails.contains(self) ? ["step.details"] : []
    }
}

extension Rotation.Attention.Reason {
    /// The keys of the steps that other reasons have too: those that stand before its own, and those behind them.
    ///
    /// - Parameters:
    ///   - isClientSecret: whether it is a client secret that is replaced, or what stands in its place, and not a
    ///     password.
    ///   - isCertificate: whether it is a certificate.
    ///   - isOfLeads: whether leads come by it, and it is none of leadkeeper's own.
    public func stepsOfOthers(isClientSecret: Bool, isCertificate: Bool, isOfLeads: Bool) -> (
        before: [String], after: [String]
    ) {
        switch self {
        // The certificate that is renewed may be the very one that it signs in with.
        case .administratorRefused where isCertificate: ([], [])
        case .administratorMissing, .administratorRefused:
            ([], ["step.makeAdministratorSecret", "step.storeAdministratorSecret"])
        case .administratorForbidden:
            (
                ["step.permission"],
                (isClientSecret ? ["step.owner"] : []) + (isOfLeads ? ["step.manager"] : [])
            )
        case .refused: (["step.details"], [])
        case .offerNotFound, .pendingEdits, .publicationFailed: ([], ["step.byHand"])
        case .applicationNotFound, .policyForbids, .noRoom, .cloneSuspected, .keyring, .neverWorked, .probeRefused,
            .passwordUncertain, .offerDiffers, .noEvidence:
            ([], [])
        }
    }
}
