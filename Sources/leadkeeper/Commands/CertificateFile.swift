internal import Glibc
internal import Unix

/// The file of `--out`, which is new: nothing that is there is written over.
struct CertificateFile {
    let path: String
    private let operation: String

    /// `nil` where the option is not given; refuses a file that is there, before anything is done.
    init?(_ invocation: Invocation, to operation: String) throws(Failure) {
        guard let path = invocation[.out] else { return nil }
        guard access(path, F_OK) != 0 else {
            throw Failure(
                .cannotWrite, "failed to \(operation): \(path.printable) is there already",
                hint: "choose another name: --out writes over nothing")
        }
        (self.path, self.operation) = (path, operation)
    }

    /// Writes the text; open(2).
    func write(_ text: String) throws(Failure) {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw failure() }
        defer { close(file) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { throw failure() }
            rest = rest.dropFirst(max(0, count))
        }
    }

    private func failure() -> Failure {
        Failure(.cannotWrite, "failed to \(operation): \(path.printable) cannot be written: \(errorText())")
    }
}
