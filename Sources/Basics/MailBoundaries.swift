/// What stands between the parts of a mail (RFC 2046, 5.1.1), of which each mail has its own.
///
/// They follow from the digest of the mail's `Message-ID`, so that the same mail is the same bytes, and whoever keeps
/// mails need not keep them.
public struct MailBoundaries: Hashable, Sendable {
    /// Between a text, the same text as HTML, and an invitation.
    public let alternative: String
    /// Between those and what goes along with them.
    public let mixed: String

    /// The boundaries of the mail whose `Message-ID` has that SHA-256, in hexadecimal.
    public init(digest: String) {
        alternative = "=_\(digest.prefix(24))"
        mixed = "=-\(digest.suffix(24))"
    }
}
