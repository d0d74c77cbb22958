internal import Configuration
internal import Credentials
internal import Wording

/// What an administrator of the organization does before mail can leave by the new way: the words are those of the
/// refusals that come where it is not done.
struct MailWayPaper {
    let way: MailWay

    /// The steps, with their heading.
    var text: String {
        let steps = way.isGraph ? list("mail-access-denied") : list("mail-token-refused") + list("mail-smtp-auth-off")
        return Paragraph.wrap("Before mail can leave as the app, an administrator has to let it:") + "\n"
            + Steps.text(steps)
    }

    private func list(_ word: String) -> [String] {
        Catalog.english.list("class.\(word).step").map { template in
            Markup { $0 == "account" ? way.application.id.description : nil }.onTerminal(template)
                .replacing("MAILBOX", with: way.mailbox.description)
        }
    }
}
