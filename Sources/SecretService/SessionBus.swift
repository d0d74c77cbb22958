internal import Glibc
internal import Systemd

/// The connection to the session bus, for all that is read, and what is asked of the bus itself.
///
/// Used on one thread only. It asks and waits, without libsecret's proxies, which ask for all properties of an item
/// before they read its secret.
final class SessionBus {
    static let service = "org.freedesktop.secrets"
    static let root = "/org/freedesktop/secrets"
    static let serviceInterface = "org.freedesktop.Secret.Service"
    static let itemInterface = "org.freedesktop.Secret.Item"

    private let bus: MessageBus

    /// Connects; blocks.
    init(timeoutMilliseconds: Int) throws(SecretServiceError) {
        let operation = "reach the session bus"
        guard let address = unsafe getenv("DBUS_SESSION_BUS_ADDRESS"), unsafe address.pointee != 0 else {
            throw SecretServiceError(.unreachable, operation, message: "DBUS_SESSION_BUS_ADDRESS is not set")
        }
        do throws(BusError) {
            bus = try MessageBus(
                address: unsafe String(cString: address), timeoutMilliseconds: timeoutMilliseconds)
        } catch {
            throw SecretServiceError(operation, error)
        }
    }

    /// Asks the service for something; the bus never starts one that does not run.
    func call(
        _ method: String, of destination: String = service, interface: String, path: String, operation: String,
        _ write: (borrowing BusMessage) -> Void
    ) throws(SecretServiceError) -> BusMessage {
        do throws(BusError) {
            return try bus.call(method, of: destination, interface: interface, path: path, write)
        } catch {
            throw SecretServiceError(operation, error)
        }
    }

    /// Reads a property from the service, not from a cache.
    func property<Value>(
        _ name: String, of type: String, interface: String, path: String, operation: String,
        _ read: (borrowing BusMessage) -> Value?
    ) throws(SecretServiceError) -> Value {
        let reply = try call("Get", interface: "org.freedesktop.DBus.Properties", path: path, operation: operation) {
            $0.append(interface)
            $0.append(name)
        }
        guard let value = reply.container("v", of: type, read) else {
            throw SecretServiceError(.rejected, operation, message: "the property \(name) has no value")
        }
        return value
    }

    /// The object paths of all collections.
    func collectionPaths(operation: String) throws(SecretServiceError) -> [String] {
        try property(
            "Collections", of: "ao", interface: Self.serviceInterface, path: Self.root, operation: operation
        ) { $0.array(of: "o") { $0.path() } }
    }

    /// The object paths of the items with these attributes at least, and of those that are locked.
    func itemPaths(
        with attributes: [String: String], operation: String
    ) throws(SecretServiceError) -> (unlocked: [String], locked: [String]) {
        let reply = try call("SearchItems", interface: Self.serviceInterface, path: Self.root, operation: operation) {
            $0.append(attributes)
        }
        return (reply.array(of: "o") { $0.path() }, reply.array(of: "o") { $0.path() })
    }

    /// The unique name of the connection that owns a name; `nil` where none does.
    func owner(of name: String, operation: String) throws(SecretServiceError) -> String? {
        guard try askBus("NameHasOwner", about: name, operation: operation).boolean() == true else { return nil }
        return try askBus("GetNameOwner", about: name, operation: operation).string()
    }

    /// The process of the connection that owns a name, as the bus sees it; `nil` where it cannot tell.
    func process(of name: String, operation: String) throws(SecretServiceError) -> UInt32? {
        try askBus("GetConnectionUnixProcessID", about: name, operation: operation).number()
    }

    /// Lets go of what has come without being asked for.
    func discardSignals() { bus.discardSignals() }

    /// Asks the bus itself about a name.
    private func askBus(
        _ method: String, about name: String, operation: String
    ) throws(SecretServiceError) -> BusMessage {
        try call(
            method, of: "org.freedesktop.DBus", interface: "org.freedesktop.DBus", path: "/org/freedesktop/DBus",
            operation: operation
        ) { $0.append(name) }
    }
}

extension BusMessage {
    /// Appends a dictionary from strings to strings.
    borrowing func append(_ texts: [String: String]) {
        append("a", of: "{ss}") { message in
            for (name, value) in texts {
                message.append("e", of: "ss") { entry in
                    entry.append(name)
                    entry.append(value)
                }
            }
        }
    }

    /// Reads a dictionary from strings to strings.
    borrowing func texts() -> [String: String] {
        let entries = array(of: "{ss}") { message in
            message.container("e", of: "ss") { entry -> (String, String)? in
                guard let name = entry.string(), let value = entry.string() else { return nil }
                return (name, value)
            }
        }
        return Dictionary(entries) { first, _ in first }
    }
}
