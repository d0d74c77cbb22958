/// A file of `leadkeeper.conf.d` that is not there yet, or not so: what would come of it can be seen before it is written.
public struct ProposedFile: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// What stands in it; `nil` for no such file.
    public var text: String?

    /// A file.
    public init(_ name: String, _ text: String?) {
        self.name = name
        self.text = text
    }
}
