internal import Control
internal import Credentials
internal import Glibc
internal import SecureMemory
internal import Unix

/// Reads a secret from standard input, into locked memory and nowhere else.
enum SecretInput {
    /// The most bytes that a secret may have.
    static let longest = Route.bodyLimit

    /// What comes until the end of the input, or until the end of a line on a terminal, where not shown.
    ///
    /// One line end behind it is dropped, with a carriage return before it: `echo` and editors put one there, and it is
    /// part of no secret.
    ///
    /// - Parameter kind: whose secret it is; `nil` leaves to the daemon what differs from kind to kind.
    static func read(prompt: String, kind: SecretKind?, to operation: String) throws(Failure) -> SharedSecret {
        let secret =
            isatty(STDIN_FILENO) == 1 ? try SecretPrompt.ask(prompt, to: operation) : try readPiped(to: operation)
        return try judged(secret, kind: kind, to: operation)
    }

    private static func readPiped(to operation: String) throws(Failure) -> SecretBytes {
        // One more than permitted, to tell what is too long from what just fits, and two for the line end.
        try SecretBytes(capacity: Route.bodyLimit + 3) { room throws(Failure) in
            try withoutLineEnd(room, count: fill(room, to: operation))
        }
    }

    /// What may be one; throws what is wrong with any other.
    private static func judged(_ secret: consuming SecretBytes, kind: SecretKind?, to operation: String)
        throws(Failure) -> SharedSecret
    {
        guard secret.count <= Route.bodyLimit else {
            throw .usage("failed to \(operation): the secret is longer than 64 KiB", hint: "nothing was changed")
        }
        if let objection = secret.withBytes({ SecretForm.objection(to: $0, kind: kind) }) {
            throw .usage("failed to \(operation): \(objection)", hint: objection.advice)
        }
        return SharedSecret(secret)
    }

    /// Asks on a terminal until what is typed can be a secret; `nil` where that is nothing.
    static func ask(prompt: String, kind: SecretKind?, to operation: String) throws(Failure) -> SharedSecret? {
        while true {
            let secret = try SecretPrompt.ask(prompt, to: operation)
            guard secret.count > 0 else { return nil }
            guard let objection = secret.withBytes({ SecretForm.objection(to: $0, kind: kind) }) else {
                return SharedSecret(secret)
            }
            Output.complain(Paragraph.wrap("\(objection); \(objection.advice)", label: "  ") + "\n")
        }
    }

    /// What comes on standard input, as ``read`` takes it; `nil` where nothing does.
    static func readIfAny(to operation: String) throws(Failure) -> SharedSecret? {
        let secret = try readPiped(to: operation)
        guard secret.count > 0 else { return nil }
        return try judged(secret, kind: nil, to: operation)
    }

    /// Reads until the end, or until there is no more room.
    static func fill(_ room: UnsafeMutableRawBufferPointer, to operation: String) throws(Failure) -> Int {
        var count = 0
        while count < room.count {
            let more = Glibc.read(STDIN_FILENO, room.baseAddress.map { $0 + count }, room.count - count)
            if more > 0 {
                count += more
            } else if more == 0 {
                break
            } else if errno != EINTR {
                throw Failure(
                    .temporary, "failed to \(operation): failed to read standard input: \(errorText())")
            }
        }
        return count
    }

    /// How much of it is left once one line end is dropped, and a carriage return before it.
    static func withoutLineEnd(_ bytes: UnsafeMutableRawBufferPointer, count: Int) -> Int {
        guard count > 0, bytes[count - 1] == UInt8(ascii: "\n") else { return count }
        return count > 1 && bytes[count - 2] == UInt8(ascii: "\r") ? count - 2 : count - 1
    }
}
