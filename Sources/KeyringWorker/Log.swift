internal import Logging

/// Writes one line to standard error, or drops it where that would block: a log must not hold up a secret.
func log(_ message: String) {
    StandardError.writeLine("leadkeeper-keyring: \(message)")
}
