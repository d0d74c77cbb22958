internal import Basics
internal import Glibc
internal import KeyringHelpers
internal import KeyringProtocol
internal import Launch
internal import Logging
internal import OpenSSL
internal import SecureMemory

/// The program that the keyring worker starts to make a private key or a certificate, or to sign: by OpenSSL, which ends
/// with it.
///
/// `SigningTask` has its arguments, and what they ask for; the key is standard input. `SigningProgram` of the worker
/// starts it and reads how it ends.
@main
enum SignProgram {
    /// How long a new key is, in bits: what NIST SP 800-57 counts on until after 2030.
    private static let keyLength = 3_072
    /// More than the longest key.
    private static let longestKey = 8_192

    static func main() {
        // Who started it and ends has been given up on, and so has the task.
        guard Launch.begin(), ProcessHardening.end(withParent: getppid()) else {
            StandardError.writeLine("leadkeeper: failed to make the process undumpable")
            exit(EX_SOFTWARE)
        }
        PrivateKey.keepInLockedMemory()
        guard let task = SigningTask(arguments: Array(CommandLine.arguments.dropFirst())) else {
            StandardError.writeLine("leadkeeper: it is the keyring worker that starts this program")
            exit(EX_USAGE)
        }
        guard let line = SecretBytes.read(from: STDIN_FILENO, limit: longestKey) else {
            StandardError.writeLine("leadkeeper: failed to read a key")
            exit(EX_IOERR)
        }
        do {
            try answer(task, line)
        } catch let refusal as SigningTask.Refusal {
            exit(refusal.rawValue)
        } catch {
            print("\(error)")
            exit(EX_SOFTWARE)
        }
    }

    private static func answer(_ task: SigningTask, _ line: borrowing SecretBytes) throws {
        switch task {
        case .certificate(let wish):
            let key = line.count == 0 ? try PrivateKey(bits: keyLength) : try known(line)
            let certificate = try Certificate(
                of: key, commonName: wish.commonName, notBefore: wish.notBefore, notAfter: wish.notAfter)
            try write(try key.base64())
            try write(SecretBytes(copying: "\n\(Base64.encode(certificate.der))".utf8))
        case .assertion(let statement, let der):
            let key = try known(line)
            guard let certificate = Certificate(der: der), certificate.belongs(to: key) else {
                throw SigningTask.Refusal.isOfAnotherKey
            }
            let assertion = try Assertion(statement, at: Int64(time(nil)))
            try write(SecretBytes(copying: try assertion.signed(by: key, certificate).utf8))
        }
    }

    private static func known(_ line: borrowing SecretBytes) throws -> PrivateKey {
        guard let key = try? PrivateKey(base64: line) else { throw SigningTask.Refusal.isNoPrivateKey }
        return key
    }

    private static func write(_ secret: consuming SecretBytes) throws {
        guard secret.write(to: STDOUT_FILENO) else { exit(EX_IOERR) }
    }
}
