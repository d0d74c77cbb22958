public import Credentials
public import Ports
internal import Wording

/// Writes notices: what lapses, by when, what stops if nothing is done, and what to do.
///
/// It is pure but for the zone database: the same facts make the same mail, byte for byte.
public struct NoticeComposer: Sendable {
    /// The host that the daemon runs on, which tells a contact whose mail this is.
    public let host: String
    /// Where Microsoft's portals are.
    public let portals: Portals

    /// Writes notices in the name of the daemon on that host.
    public init(host: String, portals: Portals = .publicCloud) {
        self.host = host
        self.portals = portals
    }

    /// The notice that is asked for, in the recipient's language and the time zone of the credential's policy.
    ///
    /// Does not block. An unknown time zone falls back to UTC, a language without a catalogue to English.
    public func compose(_ request: NoticeRequest) -> NoticeText {
        NoticeText(drafter(of: request).document)
    }

    /// How soon the recipient of that notice has to know, by what it asks of them.
    public func urgency(of request: NoticeRequest) -> Urgency { drafter(of: request).urgency }

    /// Who writes that notice.
    func drafter(of request: NoticeRequest) -> NoticeDrafter {
        let catalog = Catalog.catalog(for: request.credential.notices.language(for: request.recipient))
        return NoticeDrafter(request: request, catalog: catalog, host: host, portals: portals)
    }

    /// One mail that tells all of these to the person whom they are for; empty where there are none.
    ///
    /// Does not block.
    public func compose(together requests: [NoticeRequest]) -> NoticeText {
        guard let document = DigestDrafter(requests: requests, host: host, portals: portals)?.document else {
            return NoticeText(subject: "", text: "", html: "")
        }
        return NoticeText(document)
    }

    /// The notice about the daemon itself, in English and in UTC.
    ///
    /// Does not block.
    public func compose(_ request: OperatorNoticeRequest) -> NoticeText {
        NoticeText(OperatorDrafter(request: request, host: host).document)
    }
}

extension NoticeText {
    /// A notice as it is written.
    fileprivate init(_ document: NoticeDocument) {
        self.init(
            subject: document.subject, text: document.text, html: document.html, isUrgent: document.level == .actNow)
    }
}
