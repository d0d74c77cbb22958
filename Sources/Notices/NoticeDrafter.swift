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
        words = NoticeWords(catalog: catalog, for: request.credential)
        zone = Zone(identifier: request.credential.notices.timeZone) ?? .utc
    }

    var catalog: Catalog { words.catalog }
    var matter: NoticeMatter { words.matter }

    /// The notice.
    var document: NoticeDocument {
        NoticeDocument(
            languageTag: catalog.languageTag, subject: subject, essence: lines(.essence(essence)),
            blocks: answers + meaning + instructions + factTable + end)
    }

    /// The lines of a phrase of the catalogue.
    func lines(_ phrase: NoticePhrase) -> [NoticeDocument.Line] {
        if case .advice(.otherContacts) = phrase { return lines(catalog.text(phrase.key, count: otherContacts)) }
        return lines(words.text(phrase))
    }

    /// The lines of a template of the catalogue.
    func lines(_ template: String) -> [NoticeDocument.Line] {
        let markup = Markup(
            { NoticeValue(rawValue: $0).map(value(of:)) }, link: { NoticeLink(rawValue: $0).flatMap(address(of:)) })
        return markup.lines(template)
    }

    /// The one sentence that stands first.
    var essenceLines: [NoticeDocument.Line] { lines(.essence(essence)) }

    private var essence: NoticePhrase.Essence {
        switch news {
        case .lapses where isReplacedByItself: .lapsesYetReplaced
        case .lapses(let end): end == nil ? .lapsesSoon : .lapses
        case .lapsed: .lapsed
        case .lapsedYetWorks(_, let isByGraph): isByGraph ? .lapsedYetWorksByGraph : .lapsedYetWorks
        case .lapsedUnproven: .lapsedUnproven
        case .falseAlarm(_, let isInDoubt): isInDoubt ? .falseAlarmInDoubt : .falseAlarm
        case .worksNow: .worksNow
        case .refused where !hasWorked: .neverWorked
        case .refused: .refused
        case .secretMissing: .secretMissing
        case .unchecked: .unchecked
        case .worksAgain: .worksAgain
        case .handOff(let end): end == nil ? .handOffOpen : .handOff
        case .handOffOverdue: request.storedHandOff == nil ? .handOffOverdue : .storedOverdue
        case .stuck: .stuck
        case .rotated: .rotated
        case .nothingLeft: .nothingLeft
        case .test: .test
        }
    }

    /// What the news means: what stops, and what is known of the cause.
    private var meaning: [NoticeDocument.Block] {
        switch news {
        case .lapses:
            let delay: [NoticeDocument.Block] =
                matter.role == .leads && !isReplacedByItself ? [.paragraph(lines(.meaning(.publishingTakesDays)))] : []
            return [.heading(lines(.heading(.stops))), .paragraph(lines(.meaning(.lapses)))] + delay
                + (hasWorked ? [] : [.paragraph(lines(.meaning(.notProven)))])
        case .lapsed: return [.heading(lines(.heading(.stops))), .paragraph(lines(.meaning(.lapsed)))]
        case .lapsedYetWorks(_, let isByGraph): return means(isByGraph ? .lapsedYetWorksByGraph : .lapsedYetWorks)
        case .lapsedUnproven: return means(.lapsedUnproven) + cause
        case .falseAlarm(_, let isInDoubt): return means(isInDoubt ? .falseAlarmInDoubt : .falseAlarm)
        case .worksNow: return means(.worksNow)
        case .refused(let probeClass, _, _) where !hasWorked:
            return [
                .heading(lines(.heading(.meaning))), .paragraph(lines(words.finding(probeClass).meaning)),
                .paragraph(lines(.meaning(.neverWorked))),
            ]
        case .refused(let probeClass, _, _):
            return [
                .heading(lines(.heading(.meaning))), .paragraph(lines(words.finding(probeClass).meaning)),
                .paragraph(lines(.meaning(probeClass.callsForReplacement ? .refused : .refusedSetUp))),
            ]
        case .secretMissing:
            return [
                .heading(lines(.heading(.meaning))), .paragraph(lines(.meaning(.secretMissing))),
                .paragraph(lines(words.finding(.secretMissing).meaning)),
            ]
        case .unchecked:
            return means(.unchecked) + cause + (hasWorked ? [] : [.paragraph(lines(.meaning(.neverWorked)))])
        case .worksAgain:
            var blocks: [NoticeDocument.Block] = [
                .heading(lines(.heading(.meaning))), .paragraph(lines(.meaning(.worksAgain))),
            ]
            switch request.trouble {
            case .refused: blocks.append(.paragraph(lines(.meaning(.wasWrong))))
            case .lapsed: blocks.append(.paragraph(lines(.meaning(.wasLapsed))))
            case .unchecked: blocks.append(.paragraph(lines(.meaning(.wasUnchecked))))
            case .lapses, .escalated, .worksAgain, .handOff, .rotationStuck, .rotated, .entryRemoved, .test, nil: break
            }
            return blocks
        case .handOff, .handOffOverdue, .stuck, .rotated: return meaningOfRotation
        case .nothingLeft: return []
        case .test: return [.heading(lines(.heading(.meaning))), .paragraph(lines(.meaning(.test)))]
        }
    }

    private func means(_ meaning: NoticePhrase.Meaning) -> [NoticeDocument.Block] {
        [.heading(lines(.heading(.meaning))), .paragraph(lines(.meaning(meaning)))]
    }

    /// Why the last attempt could not tell; empty where it could.
    private var cause: [NoticeDocument.Block] {
        guard let finding = request.standing.lastProbe?.finding else { return [] }
        return [
            .paragraph(lines(.meaning(.uncheckedCause))), .paragraph(lines(words.finding(finding.class).meaning)),
        ]
    }

    /// Whether a lead was ever written; of what is no connection, nobody expects that.
    private var hasWorked: Bool { !request.credential.isProbed || request.standing.hasWorked }

    /// What to do, and who does it.
    private var instructions: [NoticeDocument.Block] {
        var blocks: [NoticeDocument.Block] = [.heading(lines(.heading(.toDo)))]
        switch news {
        case .lapses where isReplacedByItself:
            blocks.append(.paragraph(lines(.advice(.replacedByItself))))
            blocks.append(.paragraph(lines(.advice(nextNotice))))
        case .lapses, .lapsed, .lapsedYetWorks, .lapsedUnproven, .falseAlarm(_, isInDoubt: true), .refused,
            .secretMissing:
            blocks.append(.paragraph(lines(.advice(.forward))))
            blocks.append(.paragraph(lines(.advice(audience))))
            blocks.append(.steps(steps))
            blocks.append(.paragraph(lines(.advice(nextNotice))))
        case .handOff, .handOffOverdue, .stuck:
            blocks.append(.paragraph(lines(.advice(.forward))))
            blocks.append(.paragraph(lines(.advice(audience))))
            blocks.append(.steps(steps))
            if case .stuck = news { blocks.append(.paragraph(lines(.advice(nextAttempt)))) }
            blocks.append(.paragraph(lines(.advice(nextNotice))))
        case .rotated, .nothingLeft:
            blocks.append(.paragraph(lines(.advice(.nothingToDo))))
        case .unchecked:
            let points = steps
            if points.isEmpty {
                blocks.append(.paragraph(lines(.advice(.nothingToDo))))
            } else {
                blocks.append(.paragraph(lines(.advice(.uncheckedSteps))))
                blocks.append(.points(points))
            }
            blocks.append(.paragraph(lines(.advice(.reminders))))
        case .falseAlarm: blocks.append(.paragraph(lines(.advice(.nothingToDo))))
        case .worksAgain, .worksNow:
            blocks.append(.paragraph(lines(.advice(matter.role == .leads ? .validate : .nothingToDo))))
        case .test:
            blocks.append(.paragraph(lines(.advice(.nothingToDo))))
            blocks.append(.paragraph(lines(.advice(.testSettings))))
        }
        // One password at a time means lost leads at each change: whoever has one is told of the way out each time.
        if matter == .connectionPassword { blocks.append(.paragraph(lines(.advice(.migrate)))) }
        return blocks
    }

    /// What to do, step by step; empty where nothing is.
    var steps: [[NoticeDocument.Line]] {
        let needs = ReplacementNeeds(isOldValid: news.isOldValid, isOfferKnown: request.credential.offer != nil)
        let replacement = words.replacement(needs)
        let templates: [String] =
            switch news {
            case .lapses, .lapsed: replacement
            case .lapsedYetWorks(_, isByGraph: true): replacement
            case .lapsedYetWorks, .falseAlarm(_, isInDoubt: true): [words.text(.advice(.checkDate))]
            case .lapsedUnproven: [words.text(.advice(.checkDate))] + replacement
            case .refused(let probeClass, _, _):
                words.finding(probeClass).steps
                    + (probeClass.callsForReplacement ? replacement : [words.text(.advice(.probe))])
            case .secretMissing:
                words.finding(.secretMissing).steps + [words.text(.advice(.probe))]
            case .unchecked: request.standing.lastProbe?.finding.map { words.finding($0.class).steps } ?? []
            case .handOff, .handOffOverdue:
                request.storedHandOff == nil ? words.handOff(needs) : words.storedHandOff(needs)
            case .stuck(let reason, _, _): words.stuck(reason).steps
            case .falseAlarm, .worksAgain, .worksNow, .rotated, .nothingLeft, .test: []
            }
        return templates.map { lines($0) }
    }

    /// The contacts who are told beside the recipient.
    var otherPeople: [EmailAddress] { request.credential.contacts.filter { $0 != request.recipient } }

    /// How many they are.
    var otherContacts: Int { otherPeople.count }

    private var audience: NoticePhrase.Advice {
        guard request.credential.contacts.contains(request.recipient) else {
            return !hasWorked && request.occasion.isTroubleOfSetUp(request.window) ? .operatorOfSetUp : .notAContact
        }
        return switch otherContacts {
        case ...0: .onlyContact
        case _: .otherContacts
        }
    }

    private var nextNotice: NoticePhrase.Advice {
        switch news {
        case .lapses: nextLeadTime == nil ? .nextReminderAtEnd : .nextReminder
        case .handOff, .handOffOverdue: .handOffReminders
        case .lapsed, .lapsedYetWorks, .lapsedUnproven, .falseAlarm, .worksNow, .refused, .secretMissing, .unchecked,
            .worksAgain,
            .stuck, .rotated, .nothingLeft, .test:
            .reminders
        }
    }

    /// The longest lead time that has not been reached yet.
    var nextLeadTime: TimeSpan? {
        guard let remaining = request.window?.remaining(at: request.now) else { return nil }
        return request.credential.notices.mailedLeadTimes.filter { $0 < remaining && !isCovered($0) }.max()
    }

    /// A lead time that this very notice is about, or a longer one, is not to come any more.
    private func isCovered(_ leadTime: TimeSpan) -> Bool {
        if case .lapses(let within) = request.occasion { leadTime >= within } else { false }
    }

    private var end: [NoticeDocument.Block] {
        [
            .heading(lines(.heading(.howToCheck))), .paragraph(lines(.value(.howToCheck))),
            .footer(lines(.value(.footer))),
        ]
    }
}
