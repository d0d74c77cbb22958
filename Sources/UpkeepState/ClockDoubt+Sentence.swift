public import Credentials

extension ClockDoubt {
    /// The doubt in words.
    public var sentence: String {
        switch self {
        case .beforeBuild: "it shows a time before this program was made"
        case .beforeLedger: "it shows a time before the ledger's newest entry"
        case .apartFromServer: "it differs from Microsoft's by more than five minutes"
        case .jumped: "it jumped by more than a day within the last fifteen minutes"
        case .unsynchronised: "the time service has not set it yet"
        }
    }
}
