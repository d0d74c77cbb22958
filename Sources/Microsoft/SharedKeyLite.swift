internal import Basics
internal import Credentials
internal import GLib
internal import SecureMemory

/// How a request to Azure's table service is signed with a key of the account: Shared Key Lite.
///
/// https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key, "Table service (Shared Key Lite
/// authorization)".
enum SharedKeyLite {
    /// The value of `Authorization`; `nil` where the key is not base64.
    ///
    /// The key is decoded into memory that is wiped afterwards.
    /// - Parameters:
    ///   - path: the path of the request's URL as it is sent, and of its query `comp` alone.
    ///   - date: what `x-ms-date` says.
    static func authorization(
        for path: String, at date: String, account: String, key: Range<Int>, of connection: borrowing SecretBytes
    ) -> String? {
        let text = Array("\(date)\n/\(account)\(path)".utf8)
        let signature = connection.withBytes { bytes in
            MessageAuthentication.withBytes(ofBase64: UnsafeRawBufferPointer(rebasing: bytes[key])) {
                MessageAuthentication.base64(MessageAuthentication.sha256(of: text, key: $0))
            }
        }
        return signature.map { "SharedKeyLite \(account):\($0)" }
    }
}
