internal import Control
internal import Credentials

/// What whoever helps needs to know, and no secret: numbers, moments, words of closed sets, and names.
///
/// It has no text that is free, by the types of its fields: see ``ReportTerm`` and ``ReportName``.
struct Report: Encodable {
    /// What it is, for whoever opens it.
    let about: [Line]
    /// Whether names are replaced.
    let isAnonymous: Bool
    /// When it was made.
    let at: Timestamp
    var versions: Versions
    /// The daemon's answers; `nil` where it did not answer.
    var daemon: Daemon?
    /// What the files say.
    var configuration: Files
    /// The units, as systemd has them.
    var units: [Unit]
    /// The newest entries of the journal about them, oldest first.
    var journal: [JournalEntry]
    /// What could not be had.
    var missing: [Gap]

    /// A constant line.
    enum Line: String, Encodable {
        case what = "A report of leadkeeper for whoever helps. Read it before you send it."
        case named =
            "It has no secrets. It has the names of your connections, hosts and addresses; --anonymous replaces them."
        case anonymous = "It has no secrets. Names, hosts and addresses are replaced; the same number is the same name."
    }

    /// What could not be had, and why that is usual.
    enum Gap: String, Encodable {
        case daemon = "the daemon does not answer"
        case units = "systemctl does not answer"
        case journal = "the journal cannot be read: it takes root, or the group systemd-journal"
    }

    struct Versions: Encodable {
        var leadkeeper: ReportTerm?
        var keyringProvider: ReportTerm?
        var keyringProviderVersion: ReportTerm?
        var system: ReportTerm?
        var systemVersion: ReportTerm?
        var kernel: ReportTerm?
        var systemd: ReportTerm?
        var machine: ReportTerm?
    }

    /// How something is, without the sentence that says why.
    struct Part: Encodable {
        var name: ReportName?
        var part: ReportTerm?
        var status: Condition.Status
        var reason: ReportTerm?
        var needsAttention: Bool?
        var since: Timestamp?
    }

    struct Daemon: Encodable {
        var health: [Part]
        var connections: [Connection]
        var events: [Event]
        var notices: [Notice]
    }

    struct Connection: Encodable {
        var name: ReportName
        var host: ReportName?
        var method: ReportTerm?
        var identity: ReportName?
        var contacts: [ReportName]
        var secretIsStored: Bool
        var secretIsOnTrial: Bool
        var issuedAt: Timestamp?
        var window: Window.State
        var expiresAt: Timestamp?
        var expiryOrigin: Window.Origin?
        var probe: Probe
        var rotationMode: RotationPolicy.Mode
        var rotationStep: Rotation.Step?
        var rotationNeedsAttention: Bool
        var handOff: HandOffRecord.State
        var conditions: [Part]
        var checks: [ReportTerm]
        var decision: ReportTerm
        var next: ReportTerm?
        var nextAt: Timestamp?
    }

    struct Probe: Encodable {
        var result: ProbeStatus.Result
        var `class`: ProbeClass?
        var step: ProbeReport.StepName?
        var code: ReportTerm?
        var at: Timestamp?
        var milliseconds: Int?
        var steps: [ReportTerm]
    }

    struct Event: Encodable {
        var number: Int64
        var at: Timestamp
        var event: ReportTerm?
        var connection: ReportName?
        var `class`: ProbeClass?
    }

    struct Notice: Encodable {
        var number: Int64
        var at: Timestamp
        var connection: ReportName?
        var recipient: ReportName?
        var way: ReportName?
        var state: NoticeRecord.State
        var attempts: Int
        var replyCode: Int64?
    }

    struct Unit: Encodable {
        var unit: ReportTerm
        var state: ReportTerm?
        var substate: ReportTerm?
        var result: ReportTerm?
        var isEnabled: ReportTerm?
        var restarts: Int64?
        var exitStatus: Int64?
        var activeSince: Timestamp?
        var memoryBytes: Int64?
        var processorNanoseconds: Int64?
        var dropIns: Int
        var needsDaemonReload: Bool
    }

    struct JournalEntry: Encodable {
        var at: Timestamp
        var unit: ReportTerm?
        var priority: Int64?
        var event: ReportTerm?
        var connection: ReportName?
        var `class`: ReportTerm?
        var systemd: ReportTerm?
        var exitStatus: Int64?
        var result: ReportTerm?
    }

    struct Files: Encodable {
        var files: Int
        var faults: [Flaw]
        var warnings: [Flaw]
        var settings: Values?
    }

    struct Flaw: Encodable {
        var group: ReportTerm?
        var key: ReportTerm?
        var line: Int?
    }

    struct Values: Encodable {
        var mailService: ReportTerm
        var mailHost: ReportName?
        var mailPort: UInt16
        var mailSecurity: ReportTerm
        var mailSignIn: ReportTerm
        var mailsPerMinute: Int
        var sender: ReportName
        var operators: [ReportName]
        var cloud: ReportTerm
        var hasOwnLoginEndpoint: Bool
        var hasOwnGraphEndpoint: Bool
        var hasAuthorities: Bool
        var hasProxy: Bool
        var timeoutSeconds: Int64
        var hasAdministrator: Bool
        var heartbeat: ReportTerm?
        var channels: [Channel]
        var connections: [Policy]
    }

    struct Channel: Encodable {
        var name: ReportName
        var kind: ReportTerm
        var audience: ReportTerm
        var allowsPrivate: Bool
    }

    struct Policy: Encodable {
        var name: ReportName
        var method: ReportTerm
        var leadIntervalSeconds: Int64
        var signInIntervalSeconds: Int64
        var cleanup: ReportTerm
        var leadTimesSeconds: [Int64]
        var uncheckedAfterSeconds: Int64
        var language: ReportTerm
        var rotationMode: ReportTerm
        var rotationBeforeSeconds: Int64
        var rotationOverlapSeconds: Int64
        var rotationLifetimeSeconds: Int64
        var hasOffer: Bool
    }
}
