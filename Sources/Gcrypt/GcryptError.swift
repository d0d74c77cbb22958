internal import CGcrypt

/// What libgcrypt could not do.
public struct GcryptError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried, such as `agree on a key`.
    public let operation: String
    /// The library's own reason; empty where it gives none.
    public let reason: String

    /// One sentence.
    public var description: String {
        reason.isEmpty ? "failed to \(operation)" : "failed to \(operation): \(reason)"
    }

    init(_ operation: String, _ error: gcry_error_t = 0) {
        self.operation = operation
        reason = error == 0 ? "" : unsafe String(cString: gcry_strerror(error))
    }
}

/// The library's state, of which a process has one.
enum Gcrypt {
    /// How much locked memory it has, in bytes: a few numbers and keys at a time.
    private static let lockedLength: UInt32 = 32_768

    /// Why the library cannot be used; 0 where it can.
    ///
    /// Set up when it is first asked for.
    static let fault = leadkeeper_gcrypt_begin(lockedLength)
}
