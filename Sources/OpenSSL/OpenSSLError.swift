internal import COpenSSL

/// What OpenSSL could not do.
public struct OpenSSLError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried, such as `make a key`.
    public let operation: String
    /// OpenSSL's own reason; empty where it gives none.
    public let reason: String

    /// One sentence.
    public var description: String {
        reason.isEmpty ? "failed to \(operation)" : "failed to \(operation): \(reason)"
    }

    /// Takes the newest error of this thread out of OpenSSL's queue, which is empty afterwards.
    ///
    /// ERR_peek_last_error(3). The text names functions and reasons, and never data.
    init(_ operation: String) {
        self.operation = operation
        var text = [CChar](repeating: 0, count: 256)
        let code = ERR_peek_last_error()
        if code != 0 { unsafe ERR_error_string_n(code, &text, text.count) }
        ERR_clear_error()
        reason = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Something that is wrong without OpenSSL's having said so.
    init(_ operation: String, _ reason: String) {
        (self.operation, self.reason) = (operation, reason)
    }
}
