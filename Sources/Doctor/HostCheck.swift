/// One thing that has to be right with the machine, in the order in which one brings about the next.
///
/// The ids are promised.
public enum HostCheck: String, Hashable, Sendable, Codable, CaseIterable {
    case configuration
    case stateDirectory = "state-directory"
    case keyring
    case clock
    case proxy
    case nameResolution = "name-resolution"
    case tls
    case connection
    case mailServer = "mail-server"
    case alertCircle = "alert-circle"

    /// What is right where it finds nothing.
    public var title: String {
        switch self {
        case .configuration: "The configuration is valid"
        case .stateDirectory: "The ledger's directory has room"
        case .keyring: "The keyring can be used"
        case .clock: "The clock is right"
        case .proxy: "The proxy lets requests through"
        case .nameResolution: "The names of Microsoft's hosts have addresses"
        case .tls: "Their certificates are accepted"
        case .connection: "They answer"
        case .mailServer: "The mail server answers"
        case .alertCircle: "No one fault ends all ways to notify people"
        }
    }
}

/// What a check of the machine has found.
public struct HostFinding: Hashable, Sendable, Codable {
    /// Which check.
    public var check: HostCheck
    /// Its answer.
    public var status: CheckFinding.Status
    /// What is right where it finds nothing.
    public var title: String
    /// What it was seen by.
    public var evidence: String
    /// How it is mended, step by step.
    public var steps: [String]

    /// What it has found.
    init(_ check: HostCheck, _ status: CheckFinding.Status, _ evidence: String, _ steps: String...) {
        self.init(check, status, evidence, steps)
    }

    /// What it has found.
    init(_ check: HostCheck, _ status: CheckFinding.Status, _ evidence: String, _ steps: [String]) {
        (self.check, self.status, title, self.evidence) = (check, status, check.title, evidence)
        self.steps = status == .fault || status == .warning ? steps : []
    }
}

/// What the doctor has found about the machine.
public struct HostReport: Hashable, Sendable, Codable {
    /// One for each check.
    public var host: [HostFinding]

    /// Those.
    public init(host: [HostFinding]) { self.host = host }
}
