internal import Basics
internal import Credentials
internal import Glibc
internal import SecureMemory
internal import Unix

/// Secrets of many connections on standard input: one on a line, as the name, a tab and the secret.
struct SecretLines {
    /// More than a hundred thousand client secrets.
    private static let limit = 8 << 20

    /// The secrets, by connection.
    private(set) var secrets: [CredentialName: SharedSecret] = [:]
    /// What is wrong, by line; nothing of a line is repeated.
    private(set) var faults: [(line: Int, text: String)] = []

    /// Reads what comes until the end of standard input.
    ///
    /// - Parameter kinds: the connections that may be named, and what kind of secret each has.
    init(of kinds: [CredentialName: SecretKind], to operation: String) throws(Failure) {
        let input = try SecretBytes(capacity: Self.limit) { room throws(Failure) in
            try SecretInput.fill(room, to: operation)
        }
        guard input.count < Self.limit else {
            throw .usage("failed to \(operation): there are more than 8 MiB on standard input")
        }
        var taken = SecretLines()
        input.withBytes { bytes in
            var line = 0
            var rest = bytes[...]
            while !rest.isEmpty {
                line += 1
                let text = rest.prefix { $0 != UInt8(ascii: "\n") }
                rest = rest[text.endIndex...].dropFirst()
                taken.take(text.last == UInt8(ascii: "\r") ? text.dropLast() : text, line: line, kinds)
            }
        }
        self = taken
    }

    private init() {}

    private mutating func take(
        _ text: Slice<UnsafeRawBufferPointer>, line: Int, _ kinds: [CredentialName: SecretKind]
    ) {
        guard !text.isEmpty else { return }
        guard let tab = text.firstIndex(of: UInt8(ascii: "\t")) else {
            faults.append((line, "there is no tab between a name and a secret"))
            return
        }
        // A name is short and no secret; what is neither is not made a string of.
        let front = text[..<tab]
        guard front.count <= 63, let name = CredentialName(String(decoding: front, as: UTF8.self)),
            let kind = kinds[name]
        else {
            faults.append((line, "what stands before the tab is the name of no connection in the table"))
            return
        }
        let secret = text[text.index(after: tab)...]
        if let objection = SecretForm.objection(to: secret, kind: kind) {
            faults.append((line, "\(name): \(objection); \(objection.advice)"))
            return
        }
        guard secret.count <= SecretInput.longest else {
            faults.append((line, "\(name): the secret is too long"))
            return
        }
        guard
            secrets.updateValue(
                SharedSecret(SecretBytes(copying: UnsafeRawBufferPointer(rebasing: secret))), forKey: name) == nil
        else {
            faults.append((line, "\(name) has a second secret here"))
            return
        }
    }
}
