/// The program that keeps the secrets, as far as it is known.
public struct KeyringProvider: Hashable, Sendable {
    /// What it is called: `gnome-keyring`, or its process' name.
    public var name: String
    /// Its version as it says it itself; `nil` where it does not.
    public var version: String?

    /// A program of that name.
    public init(name: String, version: String?) { (self.name, self.version) = (name, version) }

    /// What is known to go wrong with it, in a clause; `nil` where nothing is.
    public var caution: String? {
        guard let version else { return nil }
        return Self.cautions.first { $0.name == name && $0.release == version.prefix { $0 != "." } }
            .map { "\(self) \($0.fault)" }
    }

    /// The releases of which it is known that they lose keyrings or leave them locked; Documentation/Platform.md 1.7.
    private static let cautions: [(name: String, release: String, fault: String)] = [
        ("gnome-keyring", "50", "is known to crash and to lose keyrings that have no password"),
        ("gnome-keyring", "51", "is known to crash and to leave the keyring locked"),
    ]
}

extension KeyringProvider: CustomStringConvertible {
    /// Its name, and its version where it says one.
    public var description: String { ([name] + [version].compactMap(\.self)).joined(separator: " ") }
}
