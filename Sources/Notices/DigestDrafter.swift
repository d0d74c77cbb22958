internal import Credentials
internal import Ports
internal import Wording

/// Writes one mail that tells several notices to one person: the most urgent first, and what has the same steps as one
/// entry.
struct DigestDrafter {
    /// What the same person does in one go: one notice, or those about connections that share an application.
    private struct Entry {
        var first: NoticeDrafter
        var others: [NoticeDrafter]
    }

    private let entries: [Entry]
    private let catalog: Catalog
    private let count: Int
    private let lead: NoticeDrafter

    /// The mail about these, of which there is one at least.
    ///
    /// - Parameter catalog: the words; `nil` for those of the language that the most urgent is written in.
    init?(requests: [NoticeRequest], catalog: Catalog? = nil, host: String, portals: Portals) {
        let ordered = requests.map { request in
            let own = Catalog.catalog(for: request.credential.notices.language(for: request.recipient))
            return NoticeDrafter(request: request, catalog: catalog ?? own, host: host, portals: portals)
        }.sorted { $0.comesBefore($1) }
        guard let lead = ordered.first else { return nil }
        let catalog = lead.catalog
        var entries: [Entry] = []
        var places: [Sameness: Int] = [:]
        for request in ordered.map(\.request) {
            let drafter = NoticeDrafter(request: request, catalog: catalog, host: host, portals: portals)
            let sameness = Sameness(request)
            if let place = sameness.flatMap({ places[$0] }) {
                entries[place].others.append(drafter)
            } else {
                if let sameness { places[sameness] = entries.count }
                entries.append(Entry(first: drafter, others: []))
            }
        }
        self.entries = entries
        self.catalog = catalog
        count = Set(requests.map(\.credential.name)).count
        self.lead = lead
    }

    /// What makes two notices one entry: the same application, and the same thing to do.
    private struct Sameness: Hashable {
        var application: EntraApplication
        var kind: NoticeKind

        init?(_ request: NoticeRequest) {
            guard let application = request.credential.identity.application else { return nil }
            (self.application, kind) = (application, request.occasion.kind)
        }
    }

    /// The mail: the most urgent as if it were alone, then the others, each under its place.
    var document: NoticeDocument {
        NoticeDocument(
            languageTag: catalog.languageTag, subject: subject, level: lead.level,
            levelWord: catalog.text(lead.level.key).uppercased(), headline: lead.lines(.headline(lead.headline)),
            opening: lead.opening,
            blocks: entries.prefix(1).flatMap { $0.first.instructions + sameFor($0) + whyTold($0) }
                + (entries.count > 1 ? [.heading(lines("digest.more"))] : [])
                + entries.dropFirst().flatMap(blocks) + lead.meaning + [.footer(lead.lines(.value(.footer)))])
    }

    /// What happens and by when to begin, the steps, and for what else they count.
    private func blocks(of entry: Entry) -> [NoticeDocument.Block] {
        let drafter = entry.first
        return [.subheading([.sentence([.init(text: drafter.value(of: .place), style: .plain)])])]
            + drafter.opening.map { .paragraph($0) } + (drafter.steps.isEmpty ? [] : [.steps(drafter.steps)])
            + sameFor(entry) + whyTold(entry)
    }

    private func whyTold(_ entry: Entry) -> [NoticeDocument.Block] {
        entry.first.whyTold.map { .paragraph(entry.first.lines($0)) }
    }

    /// The other connections that share the application, and so the steps.
    private func sameFor(_ entry: Entry) -> [NoticeDocument.Block] {
        guard !entry.others.isEmpty else { return [] }
        return [.paragraph(lines("digest.sameFor")), .points(entry.others.map(\.essenceLines))]
    }

    private var subject: String {
        let key =
            lead.level == .actNow
            ? "digest.subject.now"
            : lead.startBy == nil || lead.steps.isEmpty ? "digest.subject.news" : "digest.subject.startBy"
        let room = MailSubject.longest - MailSubject.tag.count
        return MailSubject.tag + markup(of: lead).plain(catalog.text(key, count: count)).displayable(limit: room)
    }

    private func lines(_ key: String) -> [NoticeDocument.Line] { markup(of: lead).lines(catalog.text(key)) }

    private func markup(of drafter: NoticeDrafter) -> Markup {
        Markup { name in
            name == NoticeValue.count.rawValue
                ? String(count) : NoticeValue(rawValue: name).map { drafter.value(of: $0) }
        }
    }
}
