/// What a probe is to do, decided and journalled before its first request goes out.
public struct ProbePlan: Hashable, Sendable {
    /// The validation lead that a whole probe writes.
    public struct Lead: Hashable, Sendable {
        /// Its id, chosen here, so that asking twice writes once.
        public var id: GUID
        /// Whether an earlier probe may have left it in the environment: its removal was refused, or nobody saw how it ended.
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

    /// How far the probe goes.
    public var extent: ProbeReport.Extent { lead == nil ? .signIn : .whole }

    /// A plan with that lead, or without one.
    public init(lead: Lead?) {
        self.lead = lead
    }
}
