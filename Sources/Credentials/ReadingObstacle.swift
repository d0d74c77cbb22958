/// Why something of Microsoft's could not be read that may be shown to nobody there, such as leads or reports.
public struct ReadingObstacle: Hashable, Sendable, Codable {
    /// Microsoft's code for it; `nil` where there is none.
    public var code: String?
    /// One sentence of fact.
    public var message: String

    /// Why.
    public init(code: String?, message: String) { (self.code, self.message) = (code, message) }

    /// The obstacle that a setback is; `nil` where it may be over soon, or says nothing of what may be read.
    ///
    /// Whether the secret is right, a probe tells.
    public init?(_ setback: Setback) {
        switch setback.kind {
        case .transient, .uncertain, .unauthorised: return nil
        case .forbidden, .policy, .full, .absent, .refused: self.init(code: setback.code, message: setback.message)
        }
    }

    /// The sentence, and the code where there is one.
    public var sentence: String { code.map { "\(message) (\($0))" } ?? message }
}
