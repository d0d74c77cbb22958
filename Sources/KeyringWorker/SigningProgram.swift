internal import Basics
internal import KeyringHelpers
internal import KeyringProtocol
internal import Launch
internal import SecureMemory

/// The program that makes private keys and certificates, and signs with them, by OpenSSL.
struct SigningProgram {
    /// What it answers to a wish for a certificate.
    struct Certified {
        /// The key, one line of base64.
        let key: SharedSecret
        /// The certificate, DER.
        let certificate: [UInt8]
    }

    /// A certificate for a key, or for a new one; `nil` where what is given is no private key.
    func certify(_ key: SharedSecret?, _ wish: CertificateWish) throws(Obstacle) -> Certified? {
        switch try perform(.certificate(wish), key) {
        case .failure: return nil
        case .success(let output):
            let certified = output.bytes.withBytes { bytes -> Certified? in
                guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")),
                    let certificate = Base64.decode(Array(bytes[(end + 1)...]))
                else { return nil }
                let key = SecretBytes(copying: UnsafeRawBufferPointer(rebasing: bytes[..<end]))
                return Certified(key: SharedSecret(key), certificate: certificate)
            }
            guard let certified else { throw .doubt("failed to read a certificate") }
            return certified
        }
    }

    /// An assertion of that statement, signed.
    func assert(
        _ statement: Statement, by key: SharedSecret, certificate: [UInt8]
    ) throws(Obstacle) -> Result<SharedSecret, SigningTask.Refusal> {
        try perform(.assertion(statement, certificate: certificate), key)
    }

    private func perform(
        _ task: SigningTask, _ key: SharedSecret?
    ) throws(Obstacle) -> Result<SharedSecret, SigningTask.Refusal> {
        let answer: HelperProgram.Answer
        do throws(HelperProgram.Failure) {
            answer = try HelperProgram(program: .sign).run(task.arguments, input: key)
        } catch {
            throw .doubt("failed to \(error.operation): \(error.cause)")
        }
        guard let code = answer.code else { throw .doubt("the program that signs was ended by a signal") }
        if code == 0 { return .success(answer.output) }
        if let refusal = SigningTask.Refusal(rawValue: code) { return .failure(refusal) }
        throw .doubt(answer.lines.first ?? "the program that signs has ended with \(code)")
    }
}
