internal import Glibc
internal import KeyringHelpers
internal import Launch
internal import Logging
internal import SecretService
internal import SecretStorage
internal import SecureMemory

/// The program that the keyring worker starts to store one secret: by libsecret, which ends with it.
///
/// Connection, version and label are arguments, the secret is standard input. `StoringProgram` of the worker starts it
/// and reads how it ends.
@main
enum StoreProgram {
    /// More than the longest secret that the worker stores.
    private static let longestSecret = 65_536

    static func main() {
        // Who started it and ends has been given up on, and so has the secret.
        guard Launch.begin(), ProcessHardening.end(withParent: getppid()) else {
            StandardError.writeLine("leadkeeper: failed to make the process undumpable")
            exit(EX_SOFTWARE)
        }
        let words = CommandLine.arguments.dropFirst()
        guard words.count == 3, let connection = words.first, let label = words.last,
            let attributes = CredentialAttributes(connection: connection, version: words[words.startIndex + 1])
        else {
            StandardError.writeLine("leadkeeper: it is the keyring worker that starts this program")
            exit(EX_USAGE)
        }
        guard let secret = SecretBytes.read(from: STDIN_FILENO, limit: longestSecret) else {
            StandardError.writeLine("leadkeeper: failed to read a secret")
            exit(EX_IOERR)
        }
        do throws(SecretServiceError) {
            try SecretStore().create(attributes, label: label, secret: secret)
        } catch {
            print(error.operation, error.message, separator: "\n")
            exit(error.code.rawValue)
        }
    }
}
