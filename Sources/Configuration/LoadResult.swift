/// What came of reading a configuration directory: settings, or everything that is wrong with it.
public struct LoadResult: Sendable {
    /// The directory that was read.
    public let directory: String
    /// The paths of the files that were read, in the order in which they count.
    public let files: [String]
    /// All faults, sorted by file as in ``files`` and then by line; empty when there are settings.
    public let faults: [Fault]
    /// The settings; `nil` when there is any fault.
    public let settings: Settings?

    /// How many faults there are, in words: "1 fault", "3 faults".
    public var faultCount: String { faults.count == 1 ? "1 fault" : "\(faults.count) faults" }
}
