internal import Basics
package import JSON

/// Entra's refusal of a token, as far as it may be acted upon.
///
/// Microsoft asks clients to branch on `error`, warns that the AADSTS numbers may change, and forbids to read the
/// description. So `error` is heard first, then `suberror`, and a number that is known refines what they say; one that
/// is not known takes nothing away from them. https://learn.microsoft.com/entra/identity-platform/reference-error-codes
package struct EntraError: Hashable {
    /// Who was refused: the numbers and words mean different things for an application and for a user.
    package enum Grant: Hashable {
        case clientSecret
        case certificate
        case password
    }

    /// OAuth's word, such as `invalid_client`.
    package var error: String?
    /// Microsoft's refinement of it, such as `consent_required`.
    package var suberror: String?
    /// The AADSTS numbers; often one, sometimes several.
    package var codes: [Int] = []

    package init(error: String? = nil, suberror: String? = nil, codes: [Int] = []) {
        self.error = error
        self.suberror = suberror
        self.codes = codes
    }

    /// Reads the body of a refusal; members of a wrong type count as absent.
    package init(_ text: JSONText) throws(JSONFault) {
        let object = try JSONObject(text)
        error = (try? object.string("error", in: text)).flatMap { $0 }
        suberror = (try? object.string("suberror", in: text)).flatMap { $0 }
        codes = (try? object.integers("error_codes", in: text)) ?? []
    }
}
