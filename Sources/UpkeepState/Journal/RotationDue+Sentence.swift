package import Credentials

extension RotationDue.Reason {
    /// Why it is due, in a clause for the record.
    package var sentence: String {
        switch self {
        case .windowEnds: "it expires soon"
        case .refused: "Microsoft refuses it"
        }
    }
}
