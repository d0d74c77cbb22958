internal import Basics
package import Credentials
package import JSON

/// Microsoft Graph's refusal of a request, as far as it may be acted upon.
///
/// Graph promises its codes and nothing of its messages; still there are two things that it tells in words alone,
/// always the same English ones, and those two are looked for. https://learn.microsoft.com/graph/errors
package struct GraphError: Hashable {
    /// The codes, the outermost first; only such as look like one.
    package var codes: [String] = []
    /// Whether the words are those for a key that is not on the application.
    ///
    /// HashiCorp's Vault and others go by the same words: the code beside them is `Request_BadRequest`.
    package var saysNoSuchKey = false
    /// Whether the words are those for an object that has no room left.
    package var saysTooLarge = false

    package init(codes: [String] = [], saysNoSuchKey: Bool = false, saysTooLarge: Bool = false) {
        self.codes = codes
        self.saysNoSuchKey = saysNoSuchKey
        self.saysTooLarge = saysTooLarge
    }

    /// Reads the body of a refusal; members of a wrong type count as absent.
    package init(_ text: JSONText) throws(JSONFault) {
        let object = try JSONObject(text)
        guard let error = try object.object("error", in: text) else { throw .wrongType }
        let inner = (try? error.object("innerError", in: text)).flatMap { $0 }
        let details = (try? error.objects("details", limit: 16, in: text)).flatMap { $0 } ?? []
        for part in [error, inner].compactMap({ $0 }) + details {
            if let code = (try? part.string("code", in: text)).flatMap({ $0 }), Self.isCode(code) { codes.append(code) }
        }
        let message = (try? error.string("message", in: text)).flatMap { $0 }?.lowercased() ?? ""
        saysNoSuchKey =
            message.contains("no password credential found with keyid")
            || message.contains("no key credential found with keyid")
        saysTooLarge = message.contains("size of the object has exceeded its limit")
    }

    /// Whether it looks like one of Graph's codes; anything else of an answer is not repeated.
    private static func isCode(_ text: String) -> Bool {
        (1...80).contains(text.utf8.count) && text.utf8.allSatisfy { $0.isAlphanumeric || "_.-".utf8.contains($0) }
    }
}

extension GraphError {
    /// What a code means.
    package struct Meaning {
        package var kind: Setback.Kind
        package var code: String?
        package var sentence: String
    }

    /// What the codes and the two sentences say, whatever the status is.
    package var meaning: Meaning? {
        if saysNoSuchKey {
            return Meaning(
                kind: .absent, sentence: "the application has no client secret or certificate with this key id")
        }
        if saysTooLarge || codes.contains("Directory_ResourceSizeExceeded") || codes.contains("Directory_QuotaExceeded")
        {
            return Meaning(
                kind: .full, sentence: "the application has no room for another client secret or certificate")
        }
        // Every restriction of a policy has a code of its own with this end, such as
        // CredentialTypeNotAllowedAsPerAppPolicy.
        if let policy = codes.first(where: { $0.hasSuffix("AsPerAppPolicy") }) {
            return Meaning(
                kind: .policy, code: policy,
                sentence: "the directory's policy for applications forbids this client secret or certificate")
        }
        switch codes.first {
        case "Authorization_RequestDenied":
            return Meaning(
                kind: .forbidden, sentence: "the one who asks lacks the permission, or the ownership, that this needs")
        case "Authentication_MSGraphPermissionMissing":
            return Meaning(kind: .forbidden, sentence: "the one who asks lacks the permission that this needs")
        case "Authentication_RequestFromNonPremiumTenantOrB2CTenant":
            return Meaning(
                kind: .forbidden, sentence: "the directory lacks a licence of Microsoft Entra ID P1, which this needs")
        case "Request_ResourceNotFound", "ResourceNotFound":
            return Meaning(kind: .absent, sentence: "the directory does not have what was asked for")
        default:
            return nil
        }
    }
}
