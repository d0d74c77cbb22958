/// What the daemon's process uses, as the kernel says.
///
/// Its metrics have leadkeeper's own prefix: in a file for node_exporter, `process_…` would be that program's.
public struct ProcessFacts: Hashable, Sendable {
    /// When it was started, in seconds since 1970.
    public var startedAt: Int64
    /// The processor time that it has used, in seconds.
    public var processorSeconds: Double
    /// The memory of it that is resident, in bytes; `nil` where the kernel does not say.
    public var residentBytes: Int?
    /// How many files it has open; `nil` where the kernel does not say.
    public var openFiles: Int?

    /// Joins what is known.
    public init(startedAt: Int64, processorSeconds: Double, residentBytes: Int? = nil, openFiles: Int? = nil) {
        self.startedAt = startedAt
        self.processorSeconds = processorSeconds
        self.residentBytes = residentBytes
        self.openFiles = openFiles
    }
}
