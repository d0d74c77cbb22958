internal import Basics
internal import Credentials
package import JSON

/// Dataverse's refusal of a request, as far as it may be acted upon.
///
/// A code that is known counts, whatever the status beside it is: plug-ins and gateways choose the status. Microsoft
/// warns that `code` may be empty; then status and text are all there is.
/// https://learn.microsoft.com/power-apps/developer/data-platform/reference/web-service-error-codes
package struct DataverseError: Hashable {
    /// `0x` and eight hexadecimal digits, as a number; `nil` where it is empty or no such thing.
    package var code: UInt32?
    /// The name of the privilege that is missing, such as `prvCreateLead`, where the text has one.
    package var privilege: String?
    /// The column that the user may not write or read by column security, where the text names one.
    package var column: SecuredColumn?

    package init(code: UInt32? = nil, privilege: String? = nil, column: SecuredColumn? = nil) {
        self.code = code
        self.privilege = privilege
        self.column = column
    }

    /// Reads the body of a refusal; members of a wrong type count as absent.
    package init(_ text: JSONText) throws(JSONFault) {
        let object = try JSONObject(text)
        guard let error = try object.object("error", in: text) else { throw .wrongType }
        code = (try? error.string("code", in: text)).flatMap { $0 }.flatMap(Self.number)
        let message = (try? error.string("message", in: text)).flatMap { $0 }
        privilege = message.flatMap(Self.privilege)
        column = message.flatMap(SecuredColumn.init(message:))
    }

    /// What the code means; `nil` for one that is not known.
    package var meaning: Meaning? { code.flatMap { Self.known[$0] } }
    /// Whether the user may not do this one thing, and nothing worse.
    package var saysForbidden: Bool { meaning?.class == .privilegeMissing || meaning == nil && column != nil }
    /// Whether a row of the same id is there already.
    package var saysExists: Bool { code == 0x8004_0237 }
    /// Whether the row that was asked for is not there, rather than its table or the address.
    package var saysNoSuchRow: Bool { code == 0x8004_0217 }
    /// Whether the access token's time was over.
    package var saysTokenExpired: Bool { code == 0x8005_F101 }

    private static func number(_ text: String) -> UInt32? {
        text.hasPrefix("0x") ? UInt32(hexadecimal: text.dropFirst(2)) : nil
    }

    /// The first word that begins with `prv` and goes on like a privilege's name.
    private static func privilege(_ message: String) -> String? {
        let words = Identifier.words(of: message)
        guard let word = words.first(where: { (4...100).contains($0.count) && $0.starts(with: "prv".utf8) }) else {
            return nil
        }
        return String(word)
    }

    /// `0x` and eight digits in upper case.
    package static func hexadecimal(_ code: UInt32) -> String {
        "0x" + code.hexadecimal(upperCase: true)
    }
}
