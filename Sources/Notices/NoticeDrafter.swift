internal import Credentials
internal import GLib
internal import Ports
internal import Wording

/// Writes one notice: what stands in it and in what order; the words are in the catalogues.
struct NoticeDrafter {
    let request: NoticeRequest
    let news: NoticeNews
    let words: NoticeWords
    let host: String
    let portals: Portals
    let zone: Zone

    init(request: NoticeRequest, catalog: Catalog, host: String, portals: Portals) {
        self.request = request
        self.host = host
        self.portals = portals
        news = NoticeNews(request)
        words = NoticeWords(catalog: catalog, for: request.credential, request.version)
        zone = Zone(identifier: request.credential.notices.timeZone) ?? .utc
    }

    var catalog: Catalog { words.catalog }
    var matter: NoticeMatter { words.matter }

    /// The notice: what happens and by when to begin, what to do, why, and what else is known.
    ///
    /// Its parts stand alone as well, for a mail about several things.
    var document: NoticeDocument {
        NoticeDocument(
            languageTag: catalog.languageTag, subject: subject, level: level,
            levelWord: catalog.text(level.key).uppercased(), headline: lines(.headline(headline)), opening: opening,
            blocks: instructions + meaning + factTable + end)
    }

    /// The lines of a phrase of the catalogue.
    func lines(_ phrase: NoticePhrase) -> [NoticeDocument.Line] { lines(words.text(phrase)) }

    /// The lines of a template of the catalogue; moments stand in UTC too where they are facts to be compared.
    func lines(_ template: String, isFact: Bool = false) -> [NoticeDocument.Line] {
        let markup = Markup(
            { NoticeValue(rawValue: $0).map { value(of: $0, isFact: isFact) } },
            link: { NoticeLink(rawValue: $0).flatMap(address(of:)) })
        return markup.lines(template)
    }

    /// Whether a lead was ever written; of what is no connection, nobody expects that.
    var hasWorked: Bool { !request.credential.isWrittenUnasked || request.standing.hasWorked }

    /// The contacts who are told beside the recipient.
    var otherPeople: [EmailAddress] { request.credential.contacts.filter { $0 != request.recipient } }

    /// What is told behind the facts: why the reader gets it, how to say that one is on it, what comes next, and how the sysadmin sees more.
    private var end: [NoticeDocument.Block] {
        var phrases = whyTold
        if asksForAction {
            phrases.append(.advice(.forward))
            if address(of: .answer) != nil { phrases.append(.advice(.answer)) }
        }
        if case .stuck = news { phrases.append(.advice(nextAttempt)) }
        phrases += nextNotice.map { [.advice($0)] } ?? []
        // One password at a time means lost leads at each change: whoever has one is told of the way out each time.
        if matter == .connectionPassword { phrases.append(.advice(.migrate)) }
        phrases += news == .test ? [.advice(.testSettings)] : [.value(.howToCheck)]
        return (phrases + [.value(.footer)]).map { .footer(lines($0)) }
    }
}
