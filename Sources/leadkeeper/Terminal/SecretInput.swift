internal import Control
internal import Credentials
internal import Glibc
internal import SecureMemory
internal import Unix

/// Reads a secret from standard input, into locked memory and nowhere else.
enum SecretInput {
    /// What comes until the end of the input, or until the end of a line on a terminal, where not shown.
    ///
    /// One line end behind it is dropped, with a carriage return before it: `echo` and editors put one there, and it is
    /// part of no secret.
    ///
    /// - Parameter kind: whose secret it is; `nil` leaves to the daemon what differs from kind to kind.
    static func read(prompt: String, kind: SecretKind?, to operation: String) throws(Failure) -> SharedSecret {
        let secret: SecretBytes
        if isatty(STDIN_FILENO) == 1 {
            secret = try SecretPrompt.ask(prompt, to: operation)
        } else {
            // One more than permitted, to tell what is too long from what just fits, and two for the line end.
            secret = try SecretBytes(capacity: Route.bodyLimit + 3) { room throws(Failure) in
                try withoutLineEnd(room, count: fill(room, to: operation))
            }
        }
        guard secret.count <= Route.bodyLimit else {
            throw .usage("failed to \(operation): the secret is longer than 64 KiB", hint: "nothing was changed")
        }
        if let objection = secret.withBytes({ SecretForm.objection(to: $0, kind: kind) }) {
            throw .usage("failed to \(operation): \(objection)", hint: objection.advice)
        }
        return SharedSecret(secret)
    }

    /// Reads until the end, or until there is no more room.
    private static func fill(_ room: UnsafeMutableRawBufferPointer, to operation: String) throws(Failure) -> Int {
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
