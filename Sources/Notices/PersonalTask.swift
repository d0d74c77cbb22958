public import Credentials
public import Ports

extension NoticeComposer {
    /// The numbered steps of a task, in the words that notices have for it, in English.
    ///
    /// A step may have several lines; one that begins with `$ ` is a command. Does not block.
    public func steps(of task: PersonalTask, for credential: Credential) -> [String] {
        let matter = NoticeMatter(of: credential)
        let needs = ReplacementNeeds(isOldValid: true, isOfferKnown: credential.offer != nil)
        let templates =
            switch task {
            case .replace: English.replacement(matter, needs)
            case .handOver: English.partnerCenter(matter, needs)
            }
        let places = NoticePlaces(credential: credential, host: host, portals: portals)
        let markup = NoticeMarkup { places.value(of: $0) }
        return templates.map { markup.lines($0).map(\.onTerminal).joined(separator: "\n") }
    }
}

extension NoticeDocument.Line {
    /// The line as a terminal shows it: labels between quotation marks, commands behind `$ `.
    fileprivate var onTerminal: String {
        switch self {
        case .command(let command): "$ \(command)"
        case .sentence(let runs): runs.map { $0.style == .label ? "“\($0.text)”" : $0.text }.joined()
        }
    }
}
