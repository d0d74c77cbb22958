internal import Launch
internal import SecretService
internal import SecureMemory

/// The program that stores a secret by libsecret.
///
/// Connection, version and label are its arguments, the secret is its standard input. It ends with 0, or with the number
/// of a `SecretServiceError.Code`, and says on standard output, in two lines, what it tried and why it failed.
struct StoringProgram {
    /// Creates an item; never replaces one.
    ///
    /// Blocks for as long as the keyring does.
    ///
    /// The caller has looked for the attributes first: a second item with the same ones would stand beside the first.
    /// Done when the service has its file on disk; the rename of that file is not, before its directory is synced.
    func create(
        _ attributes: CredentialAttributes, label: String, secret: SharedSecret
    ) throws(SecretServiceError) {
        let answer: HelperProgram.Answer
        do throws(HelperProgram.Failure) {
            answer = try HelperProgram(program: .store)
                .run([attributes.connection, attributes.version, label], input: secret)
        } catch {
            throw SecretServiceError(.unreachable, error.operation, message: error.cause)
        }
        guard answer.code != 0 else { return }
        let said = answer.lines
        throw SecretServiceError(
            answer.code.flatMap(SecretServiceError.Code.init) ?? .unreachable, said.first ?? "store a secret",
            message: said.dropFirst().first
                ?? "the program that stores has ended with \(answer.code.map(String.init) ?? "a signal")")
    }
}
