public import Credentials
public import Ports
internal import Wording

extension NoticeComposer {
    /// The numbered steps of a task, in the words that notices have for it: what a person does who may not be the
    /// sysadmin in the language of the connection's notices, all else in English.
    ///
    /// A step may have several lines; one that begins with `$ ` is a command. Does not block.
    public func steps(of task: PersonalTask, for credential: Credential) -> [String] {
        let catalog: Catalog =
            switch task {
            case .replace: .english
            case .handOver: .catalog(for: credential.notices.language)
            }
        return steps(of: task, for: credential, catalog)
    }

    /// The same in the words of a catalogue.
    func steps(of task: PersonalTask, for credential: Credential, _ catalog: Catalog) -> [String] {
        let words = NoticeWords(catalog: catalog, for: credential)
        let needs = ReplacementNeeds(isOldValid: true, isOfferKnown: credential.offer != nil)
        let templates =
            switch task {
            case .replace: words.replacement(needs)
            case .handOver: words.partnerCenter(needs)
            }
        let places = NoticePlaces(
            credential: credential, host: host, portals: portals, catalog: catalog, operators: [])
        let markup = Markup(
            { NoticeValue(rawValue: $0).flatMap(places.value(of:)) ?? "–" },
            link: { NoticeLink(rawValue: $0).flatMap(places.address(of:)) })
        return templates.map(markup.onTerminal)
    }
}
