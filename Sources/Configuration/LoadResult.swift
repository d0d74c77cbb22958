internal import Basics

/// What came of reading a configuration directory: settings, or everything that is wrong with it.
public struct LoadResult: Sendable {
    /// The directory that was read.
    public let directory: String
    /// The paths of the files that were read, in the order in which they count.
    public let files: [String]
    /// All faults, sorted by file as in ``files`` and then by line; empty when there are settings.
    public let faults: [Fault]
    /// What is not right and stops nothing, sorted alike: the nearest right value is used, and people are told.
    public private(set) var warnings: [Fault]
    /// What is good to know for whoever looks, such as files that are not read.
    public private(set) var notes: [Fault]
    /// The settings; `nil` when there is any fault.
    public let settings: Settings?
    /// The settings with which a start goes on: those, or what they are where every fault is one that an earlier
    /// version took.
    public let settingsAtStart: Settings?
    /// Which values in the settings of a start are not right: those with warnings, and those with faults that did not
    /// stop it.
    ///
    /// That there is no directory for connections is no value, and is told by itself.
    public let misgivings: [Fault]
    /// Whether there is no directory `connections`, as opposed to one with nothing in it.
    public let lacksConnections: Bool
    /// Where the files say how the mail of each way is sent, by its group: its user name, else its server; a way that
    /// they say nothing of is left out.
    let mailPlaces: [String: Layers.Place]

    /// Sorts what was found by how much it matters.
    init(
        directory: String, files: [String], findings: [Fault], settings: Settings?, lacksConnections: Bool,
        mailPlaces: [String: Layers.Place] = [:]
    ) {
        self.directory = directory
        self.files = files
        faults = findings.filter { $0.severity == .fault || $0.severity == .outgrown }
        warnings = findings.filter { $0.severity == .warning }
        notes = findings.filter { $0.severity == .note }
        self.settings = faults.isEmpty ? settings : nil
        settingsAtStart = faults.contains { $0.severity == .fault } ? nil : settings
        misgivings = settingsAtStart == nil ? [] : (faults + warnings).filter { $0.group != nil }
        self.lacksConnections = lacksConnections
        self.mailPlaces = mailPlaces
    }

    /// The same with one more note, where there is one.
    public func noting(_ note: Fault?) -> LoadResult {
        var result = self
        result.notes += note.map { [$0] } ?? []
        return result
    }

    /// The same with more warnings.
    func warning(of warnings: [Fault]) -> LoadResult {
        var result = self
        result.warnings += warnings
        return result
    }

    /// How many faults there are, in words: "1 fault", "3 faults".
    public var faultCount: String { faults.count.counted("fault") }
}
