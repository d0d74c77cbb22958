internal import Credentials

/// What a notice to the operators says; templates in the markup of `NoticeMarkup`.
struct OperatorWords: Sendable {
    /// The subject, behind "leadkeeper on HOST: ".
    var subject: String
    /// The one sentence that stands first.
    var essence: String
    /// What it means for the leads and for those who wait for notices, in paragraphs.
    var meaning: [String]
    /// What to do.
    var steps: [String]
}
