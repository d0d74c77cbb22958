internal import Basics
package import Credentials
package import JSON

/// A refusal of Azure Storage's, as far as it may be acted upon: its code, and nothing of its message.
///
/// https://learn.microsoft.com/rest/api/storageservices/common-rest-api-error-codes and table-service-error-codes.
package struct StorageError: Hashable {
    /// The code, such as `AuthenticationFailed`.
    package var code: String

    package init?(code: String?) {
        guard let code, (1...80).contains(code.utf8.count), code.utf8.allSatisfy(\.isAlphanumeric) else { return nil }
        self.code = code
    }

    /// Reads the body of a refusal, `{"odata.error":{"code":"…"}}`; `nil` where it is none.
    package init?(_ text: JSONText) {
        guard let object = try? JSONObject(text), let error = try? object.object("odata.error", in: text),
            let code = try? error.string("code", in: text)
        else { return nil }
        // Older versions of the service write the message's language behind the code.
        self.init(code: code)
    }

    /// What a code means.
    package struct Meaning: Hashable {
        package var `class`: ProbeClass
        package var sentence: String
    }

    /// What the code says; `nil` for one that is not known here.
    package var meaning: Meaning? { Self.known[code] }

    /// Whether the account takes the key, and has no table of that name.
    package var saysNoTable: Bool { code == "TableNotFound" }

    /// Whether there is no such entity.
    package var saysGone: Bool { code == "ResourceNotFound" || code == "EntityNotFound" }

    private static let known: [String: Meaning] = [
        "AuthenticationFailed": Meaning(
            class: .secretWrong, sentence: "the storage account does not accept the key of the connection string"),
        "KeyBasedAuthenticationNotPermitted": Meaning(
            class: .accessBlocked, sentence: "the storage account does not allow access with keys"),
        "AccountIsDisabled": Meaning(class: .environmentDisabled, sentence: "the storage account is disabled"),
        "AuthorizationFailure": Meaning(
            class: .addressBlocked, sentence: "the firewall of the storage account does not let this host in"),
        "PublicAccessNotPermitted": Meaning(
            class: .addressBlocked, sentence: "the storage account is not reachable from public networks"),
        "InsufficientAccountPermissions": Meaning(
            class: .privilegeMissing, sentence: "the storage account does not allow this at the moment"),
        "AuthorizationPermissionMismatch": Meaning(
            class: .privilegeMissing, sentence: "the storage account does not allow this with the key"),
        "ServerBusy": Meaning(class: .throttled, sentence: "the storage account is over its limit of requests"),
        "OperationTimedOut": Meaning(class: .timeout, sentence: "the storage account gave up waiting for the request"),
        "InternalError": Meaning(
            class: .serviceFault, sentence: "the storage account has a fault of its own for the moment"),
        "TableBeingDeleted": Meaning(
            class: .serviceFault, sentence: "the table is being deleted, and can be made again in about a minute"),
    ]
}
