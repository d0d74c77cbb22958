internal import Credentials
internal import Ports

/// What to do, and when the next notice comes.
extension NoticeDrafter {
    /// What to do; empty where it is nothing, which the opening says.
    var instructions: [NoticeDocument.Block] {
        switch news {
        case .lapses where isReplacedByItself: [.paragraph(lines(.advice(.replacedByItself)))]
        case .lapses, .due, .lapsed, .lapsedYetWorks, .lapsedUnproven, .falseAlarm(_, isInDoubt: true), .refused,
            .secretMissing, .handOff, .handOffOverdue, .stuck, .silent:
            [.heading(lines(.heading(.toDo))), .steps(steps)]
        case .unchecked:
            asksForAction
                ? [.heading(lines(.heading(.toDo))), .points(steps)] : []
        case .worksAgain, .worksNow:
            asksForAction ? [.heading(lines(.heading(.toDo))), .paragraph(lines(.advice(.validate)))] : []
        case .test: whoIsTold
        case .falseAlarm, .rotated, .nothingLeft: []
        }
    }

    /// The steps, of which the first says where to click.
    var steps: [[NoticeDocument.Line]] {
        let needs = ReplacementNeeds(isOldValid: news.isOldValid, isOfferKnown: request.credential.offer != nil)
        let replacement = words.replacement(needs)
        let templates: [String] =
            switch news {
            case .lapses, .due, .lapsed: replacement
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
            case .silent: [.silentOffer, .silentAssignment, .silentDoctor].map { words.text(.advice($0)) }
            case .falseAlarm, .worksAgain, .worksNow, .rotated, .nothingLeft, .test: []
            }
        return causeSteps + templates.map { lines($0) }
    }

    /// Who would get which mail, were this not a test.
    private var whoIsTold: [NoticeDocument.Block] {
        let points: [NoticePhrase.Meaning] = [.testReminders, .testTrouble, .testOperators]
        return [.heading(lines(.heading(.whoIsTold))), .points(points.map { lines(.meaning($0)) })]
    }

    /// When the next notice comes; `nil` where none is to come.
    var nextNotice: NoticePhrase.Advice? {
        switch news {
        case .lapses: nextLeadTime == nil ? .nextReminderAtEnd : .nextReminder
        case .due(let end): nextLeadTime != nil ? .nextReminder : end > request.now ? .nextReminderOnTheDay : nil
        case .handOff, .handOffOverdue: .handOffReminders
        case .lapsed, .lapsedYetWorks, .lapsedUnproven, .falseAlarm(_, isInDoubt: true), .refused, .secretMissing,
            .unchecked, .stuck:
            .reminders
        case .silent: .toldOnce
        case .falseAlarm, .worksNow, .worksAgain, .rotated, .nothingLeft, .test: nil
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
}
