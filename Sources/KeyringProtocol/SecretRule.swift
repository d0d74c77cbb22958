internal import Basics
public import SecureMemory

/// Which bytes may be a secret.
///
/// The keyring's own interfaces cut at NUL, and its store has been seen to lose text with line ends; so the rule is
/// 1 to 4,096 bytes of well-formed UTF-8 without control characters (general category Cc: U+0000–001F, U+007F–009F).
public enum SecretRule {
    /// The most bytes a secret may have.
    public static let maximumCount = 4_096

    /// What is wrong with the secret, or `nil`.
    ///
    /// Makes no copy of it.
    public static func violation(of secret: borrowing SecretBytes) -> StoreRefusal? {
        guard secret.count > 0 else { return .empty }
        guard secret.count <= maximumCount else { return .tooLong }
        return secret.withBytes { isPrintable($0) } ? nil : .notPrintable
    }

    private static func isPrintable(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var remaining = bytes.makeIterator()
        var parser = Unicode.UTF8.ForwardParser()
        while true {
            switch parser.parseScalar(from: &remaining) {
            case .valid(let encoded):
                if Unicode.UTF8.decode(encoded).isControl { return false }
            case .emptyInput: return true
            case .error: return false
            }
        }
    }
}
