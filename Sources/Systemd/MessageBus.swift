internal import CSystemd
internal import Glibc

/// A connection to a D-Bus message bus that asks and waits for answers, and subscribes to nothing.
///
/// Used on one thread; every call blocks until its answer or its limit. It has no thread of its own and keeps nothing
/// from one call to the next, so that a call is one message out and one in. sd-bus(3).
@safe public final class MessageBus {
    private let handle: OpaquePointer
    private let timeoutMicroseconds: UInt64

    /// Connects to the bus at a D-Bus address, such as `unix:path=/run/x/bus`.
    ///
    /// The bus greets with the first call. sd_bus_start(3).
    /// - Parameter timeoutMilliseconds: how long a call waits for its answer.
    public init(address: String, timeoutMilliseconds: Int) throws(BusError) {
        var made: OpaquePointer?
        let created = unsafe sd_bus_new(&made)
        guard created >= 0, let made = unsafe made else { throw BusError(errorNumber: -created) }
        var result = unsafe sd_bus_set_address(made, address)
        if result >= 0 { result = unsafe sd_bus_set_bus_client(made, 1) }
        if result >= 0 { result = unsafe sd_bus_start(made) }
        guard result >= 0 else {
            unsafe sd_bus_close(made)
            unsafe sd_bus_unref(made)
            throw BusError(errorNumber: -result)
        }
        unsafe handle = made
        timeoutMicroseconds = UInt64(timeoutMilliseconds) * 1_000
    }

    deinit {
        unsafe sd_bus_close(handle)
        unsafe sd_bus_unref(handle)
    }

    /// Asks for something and waits for the answer, whose memory is wiped when it is let go of.
    ///
    /// The bus never starts a service for it. sd_bus_call(3), sd_bus_message_sensitive(3).
    /// - Parameters:
    ///   - destination: the name that the service has on the bus.
    ///   - write: appends the arguments.
    public func call(
        _ method: String, of destination: String, interface: String, path: String,
        _ write: (borrowing BusMessage) -> Void
    ) throws(BusError) -> BusMessage {
        var made: OpaquePointer?
        let created = unsafe sd_bus_message_new_method_call(handle, &made, destination, path, interface, method)
        guard created >= 0, let made = unsafe made else { throw BusError(errorNumber: -created) }
        let question = unsafe BusMessage(owning: made)
        unsafe sd_bus_message_set_auto_start(made, 0)
        write(question)
        var error = unsafe sd_bus_error()
        defer { unsafe sd_bus_error_free(&error) }
        var reply: OpaquePointer?
        let result = unsafe sd_bus_call(handle, made, timeoutMicroseconds, &error, &reply)
        guard result >= 0, let reply = unsafe reply else { throw unsafe BusError(errorNumber: -result, error) }
        unsafe sd_bus_message_sensitive(reply)
        return unsafe BusMessage(owning: reply)
    }

    /// Lets go of what has come without being asked for.
    ///
    /// sd_bus_process(3).
    public func discardSignals() {
        while unsafe sd_bus_process(handle, nil) > 0 {}
    }
}

/// Why a call on a message bus had no answer.
public struct BusError: Error, Hashable, Sendable {
    /// The name of the error on the bus, such as `org.freedesktop.DBus.Error.NoReply`; empty where there is none.
    public let name: String
    /// errno(3), positive.
    public let errorNumber: Int32
    /// What the service, the bus or the library says of it.
    public let message: String

    init(errorNumber: Int32) {
        (name, self.errorNumber) = ("", errorNumber)
        message = unsafe String(cString: strerror(errorNumber))
    }

    init(errorNumber: Int32, _ error: borrowing sd_bus_error) {
        self.errorNumber = errorNumber
        name = unsafe error.name.map { unsafe String(cString: $0) } ?? ""
        message = unsafe error.message.map { unsafe String(cString: $0) } ?? String(cString: strerror(errorNumber))
    }
}
