/// What a probe is to do, decided and journalled before its first request goes out.
public struct ProbePlan: Hashable, Sendable {
    /// The validation lead that a whole probe writes.
    public struct Lead: Hashable, Sendable {
        /// Its id, chosen here, so that asking twice writes once.
        public var id: GUID
        /// Whether an earlier probe may have left it in the environment: its removal was refused, or nobody saw how it
        /// ended.
        public var mayStand: Bool
        /// What becomes of it afterwards.
        public var cleanup: ProbePolicy.Cleanup

        /// The lead of one probe.
        public init(id: GUID, mayStand: Bool, cleanup: ProbePolicy.Cleanup) {
            self.id = id
            self.mayStand = mayStand
            self.cleanup = cleanup
        }
    }

    /// Where a validation lead is after a probe.
    public enum LeadOutcome: String, Hashable, Sendable, Codable {
        /// It is not in the environment: never written, or removed.
        case absent
        /// It is there.
        case standing
        /// Nobody saw how the last request about it ended.
        case uncertain
    }

    /// The lead to write; `nil` for a probe that only signs in.
    public var lead: Lead?
    /// Whether the environment's address has been met as Dynamics 365 before: `Standing.isAddressProven`.
    public var isAddressProven: Bool

    /// How far the probe goes.
    public var extent: ProbeReport.Extent { lead == nil ? .signIn : .whole }

    /// A plan with that lead, or without one.
    public init(lead: Lead?, isAddressProven: Bool = false) {
        self.lead = lead
        self.isAddressProven = isAddressProven
    }

    /// What an answer is, at the environment's address, that is none of Dataverse's: a redirect, a page, a stranger's
    /// refusal.
    ///
    /// Where Dynamics 365 has answered before, the address is right, and something on the way answers in its place,
    /// which says nothing of the credential. Where it never has, the address is most likely another's, and only a
    /// person can correct that.
    public var classOfStranger: ProbeClass { isAddressProven ? .serviceFault : .notDynamics }
}
