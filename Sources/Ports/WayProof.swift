/// What a canary has found out about a way out: everything was tried but the delivery, and nobody gets anything.
public enum WayProof: Hashable, Sendable {
    /// It works, as far as can be told without a delivery; what was seen, in a clause.
    case works(String)
    /// It does not, as a delivery would not.
    case fails(Delivery)
    /// Nobody has stored the secret that it takes; which, in a clause with what mends it.
    case unready(String)
    /// It could not be told now; why, in a clause.
    case untold(String)
    /// There is no quiet way to tell: only deliveries are a proof; why, in a clause.
    case leftToDeliveries(String)
}
