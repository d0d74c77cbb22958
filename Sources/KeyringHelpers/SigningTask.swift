internal import Basics
public import KeyringProtocol

/// What the program that signs is asked by its arguments; the key is its standard input.
public enum SigningTask: Hashable, Sendable {
    /// A certificate for the key, or for a new one where it is given none; answered by the key's line and the
    /// certificate's, both in base64.
    case certificate(CertificateWish)
    /// An assertion of that statement, signed with the key; answered by the assertion.
    case assertion(Statement, certificate: [UInt8])

    /// Why it is not done, by the number with which the program ends; sysexits(3).
    public enum Refusal: Int32, Error, Sendable, CaseIterable {
        /// What was given is no private key.
        case isNoPrivateKey = 65
        /// The certificate is another key's, or none.
        case isOfAnotherKey = 66
    }

    /// The task as arguments, of which none is secret.
    public var arguments: [String] {
        switch self {
        case .certificate(let wish): ["certificate", wish.commonName, "\(wish.notBefore)", "\(wish.notAfter)"]
        case .assertion(.signIn(let endpoint, let application), let certificate):
            ["sign-in", Base64.encode(certificate), endpoint.address, application.description]
        case .assertion(.possession(let id), let certificate):
            ["possession", Base64.encode(certificate), id.description]
        }
    }

    /// Understands arguments; `nil` for anything that `arguments` does not write.
    public init?(arguments words: [String]) {
        switch (words.first, words.count) {
        case ("certificate", 4):
            guard let notBefore = Int64(words[2]), let notAfter = Int64(words[3]),
                let wish = CertificateWish(commonName: words[1], notBefore: notBefore, notAfter: notAfter)
            else { return nil }
            self = .certificate(wish)
        case ("sign-in", 4):
            guard let certificate = Base64.decode(words[1]), let endpoint = TokenEndpoint(words[2]),
                let application = EntraID(words[3])
            else { return nil }
            self = .assertion(.signIn(endpoint, application: application), certificate: certificate)
        case ("possession", 3):
            guard let certificate = Base64.decode(words[1]), let id = EntraID(words[2]) else { return nil }
            self = .assertion(.possession(of: id), certificate: certificate)
        case (_, _): return nil
        }
    }
}
