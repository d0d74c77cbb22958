/// Who answers for the Secret Service on the session bus.
public struct ServiceOwner: Hashable, Sendable {
    /// The name that the bus gave its connection; another one means that the service was started again.
    public let connection: String
    /// Whether it is gnome-keyring, which has a name of its own on the bus beside the service's.
    public let isGnomeKeyring: Bool
    /// Its process, as the bus sees it; `nil` where the bus cannot tell.
    public let processID: UInt32?
}

extension LoginCollection {
    /// Asks the bus who the service is; the service itself is not asked, and may hang.
    ///
    /// `GetNameOwner` and `GetConnectionUnixProcessID` of the D-Bus specification.
    public func owner() throws(SecretServiceError) -> ServiceOwner {
        let operation = "ask who the keyring is"
        guard let owner = try bus.owner(of: SessionBus.service, operation: operation) else {
            throw SecretServiceError(.unreachable, operation, message: "nobody owns \(SessionBus.service)")
        }
        return ServiceOwner(
            connection: owner, isGnomeKeyring: try bus.owner(of: "org.gnome.keyring", operation: operation) == owner,
            processID: try bus.process(of: owner, operation: operation))
    }
}
