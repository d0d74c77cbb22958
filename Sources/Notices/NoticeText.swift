/// A notice as people read it, in the two forms that one mail carries.
///
/// Both forms say the same, neither holds a secret, and every value from outside has been stripped of control and
/// bidirectional characters and cut to a bearable length.
public struct NoticeText: Hashable, Sendable {
    /// The subject: one line without control characters, at most 78 characters.
    public var subject: String
    /// The plain form: lines of at most 76 characters, but for those that hold a longer address, ended by `\n`.
    public var text: String
    /// The HTML form: one document that is well-formed XML too, without scripts, images or anything else to be
    /// fetched.
    public var html: String
    /// Whether it tells its reader to act now, and so goes ahead of other mail.
    public var isUrgent: Bool

    /// A notice of these parts.
    public init(subject: String, text: String, html: String, isUrgent: Bool = false) {
        self.subject = subject
        self.text = text
        self.html = html
        self.isUrgent = isUrgent
    }
}
