internal import Gcrypt
internal import Systemd

/// The collection that the keyring daemon unlocks when it starts, and the session over which its secrets travel.
///
/// What is read and deleted is asked for over the bus itself; storing is libsecret's, and not done here. Blocks in every
/// method, for as long as a call may take, so a process that uses it must be ready to be killed. Not `Sendable`: one
/// thread makes it and uses it. No method raises a prompt, unlocks, or creates a collection. An error with the code
/// `unreachable` or `timedOut` is final: the service that it has a session with is gone.
public final class LoginCollection {
    let bus: SessionBus

    /// The D-Bus object path of the collection.
    public let path: String

    /// The object path of the session, in which secrets are encrypted on the bus.
    let session: String
    let transport: SecretTransport

    /// Connects to the session bus' Secret Service, finds the collection `login`, else the default one, and opens a
    /// session.
    ///
    /// `ReadAlias` and `OpenSession` of the Secret Service API.
    public init(timeoutMilliseconds: Int = 5_000) throws(SecretServiceError) {
        bus = try SessionBus(timeoutMilliseconds: timeoutMilliseconds)
        guard try !bus.collectionPaths(operation: "reach the keyring").isEmpty else { throw Self.noCollection }
        path = try Self.collection(on: bus)
        (session, transport) = try Self.openSession(on: bus)
    }

    /// Whether the collection is locked now, asked of the service each time.
    public func isLocked() throws(SecretServiceError) -> Bool {
        try bus.property(
            "Locked", of: "b", interface: "org.freedesktop.Secret.Collection", path: path,
            operation: "ask whether the keyring is locked"
        ) { $0.boolean() }
    }

    /// The object paths of collections that the keyring makes beside a `login` collection whose file it could not read.
    ///
    /// gnome-keyring names such files `login_1.keyring` and writes `_` as `_5f` in a path.
    public func replacements() throws(SecretServiceError) -> [String] {
        try bus.collectionPaths(operation: "list the collections")
            .filter { $0.hasPrefix("\(SessionBus.root)/collection/login_") }
    }

    /// Lets go of what has arrived meanwhile and nobody waits for, such as the signals of the service.
    public func discardSignals() {
        bus.discardSignals()
    }

    private static let noCollection = SecretServiceError(
        .noCollection, "find the login collection", message: "the keyring has no collection")

    private static func collection(on bus: SessionBus) throws(SecretServiceError) -> String {
        for alias in ["login", "default"] {
            let reply = try bus.call(
                "ReadAlias", interface: SessionBus.serviceInterface, path: SessionBus.root,
                operation: "find the login collection"
            ) { $0.append(alias) }
            // "/" stands for none.
            if let path = reply.path(), path != "/" { return path }
        }
        throw noCollection
    }

    private static func openSession(on bus: SessionBus) throws(SecretServiceError) -> (String, SecretTransport) {
        let operation = "open a session with the keyring"
        do {
            let transport = try SecretTransport()
            let reply = try bus.call(
                "OpenSession", interface: SessionBus.serviceInterface, path: SessionBus.root, operation: operation
            ) {
                $0.append(SecretTransport.algorithm)
                $0.append("v", of: "ay") { $0.append(transport.publicNumber) }
            }
            let number = reply.container("v", of: "ay") { unsafe $0.bytes { unsafe Array($0) } }
            guard let number, let session = reply.path() else {
                throw SecretServiceError(.rejected, operation, message: "the answer is none")
            }
            try transport.agree(with: number)
            return (session, transport)
        } catch let error as SecretServiceError {
            throw error
        } catch {
            throw SecretServiceError(.rejected, operation, message: "\(error)")
        }
    }
}
