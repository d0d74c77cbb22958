public import SecureMemory

/// How one attempt to deliver one mail to one recipient ended.
public enum Delivery: Hashable, Sendable {
    /// The server accepted it for that recipient.
    case accepted(code: Int, text: String)
    /// Not now: a 4xx reply, trouble on the way, or nobody saw how it ended.
    case postponed(code: Int?, text: String)
    /// Not ever, for this recipient: a 5xx reply, or an address or a mail that no server was asked about.
    case refused(code: Int?, text: String)
    /// Not before somebody mends the mail settings: authentication, encryption or the server's certificate.
    case misconfigured(code: Int?, text: String)
}

/// Hands one mail to the mail server.
public protocol Mailer: Sendable {
    /// Runs one SMTP transaction for one recipient.
    ///
    /// - Parameter password: the secret of `@mail`; `nil` where the server is used without signing in.
    func deliver(_ message: [UInt8], to recipient: String, password: SharedSecret?) async -> Delivery
}
