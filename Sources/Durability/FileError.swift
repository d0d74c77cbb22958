internal import Glibc
internal import Unix

/// Why something could not be done with a file.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is; the thing to branch on.
    public enum Code: String, Hashable, Sendable, CaseIterable {
        /// There is no such file or directory.
        case absent
        /// There is one already.
        case exists
        /// It is not what it has to be, such as a symbolic link in place of a file.
        case unsuitable
        /// This user may not, or the file system is read-only.
        case notPermitted = "not-permitted"
        /// No space is left.
        case full
        /// Another process holds it.
        case inUse = "in-use"
        /// Anything else.
        case other
    }

    /// What kind of failure it is.
    public let code: Code
    /// What was tried, as a verb and its object: `copy /var/lib/…`.
    public let operation: String
    /// The cause, in the words of the operating system where it is its.
    public let text: String

    /// A failure of `operation`.
    public init(_ code: Code, operation: String, text: String) {
        self.code = code
        self.operation = operation
        self.text = text
    }

    /// A refusal of the operating system; errno(3).
    package init(errorNumber: Int32, operation: String) {
        let code: Code =
            switch errorNumber {
            case ENOENT: .absent
            case EEXIST, ENOTEMPTY: .exists
            case ELOOP, ENOTDIR, EISDIR: .unsuitable
            case EACCES, EPERM, EROFS: .notPermitted
            case ENOSPC, EDQUOT: .full
            case EWOULDBLOCK: .inUse
            default: .other
            }
        self.init(code, operation: operation, text: errorText(errorNumber))
    }

    /// `failed to <verb> <which>: <cause>`.
    public var description: String { "failed to \(operation): \(text)" }
}
