public import Basics

extension MailBoundaries {
    /// The boundaries of the mail of that `Message-ID`, with its angle brackets.
    public init(messageID: String) { self.init(digest: Checksum.hexadecimal(of: messageID.utf8)) }
}
