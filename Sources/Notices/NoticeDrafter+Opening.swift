internal import Credentials
internal import Ports

/// What stands first: what happens and when, by when to begin, and who acts.
extension NoticeDrafter {
    /// What the mail is about, in a few words.
    var headline: NoticePhrase.Headline {
        switch news {
        case .lapses where isReplacedByItself: .lapsesYetReplaced
        case .lapses where request.isByOwnDate && request.occasion.kind != .escalated: .lapsesByOwnDate
        case .lapses, .due: request.occasion.kind == .escalated ? .escalated : .lapses
        case .lapsed, .lapsedYetWorks(_, isByGraph: true): .lapsed
        case .lapsedYetWorks: .lapsedYetWorks
        case .lapsedUnproven: .lapsedUnproven
        case .falseAlarm(_, let isInDoubt): isInDoubt ? .falseAlarmInDoubt : .falseAlarm
        case .worksNow: .worksNow
        case .refused, .secretMissing: troubleHeadline
        case .unchecked: .unchecked
        case .worksAgain: .worksAgain
        case .handOff, .handOffOverdue: .handOff
        case .stuck: .stuck
        case .rotated: .rotated
        case .nothingLeft: .nothingLeft
        case .silent: .silent
        case .test: .test
        }
    }

    private var troubleHeadline: NoticePhrase.Headline {
        if case .secretMissing = news { return .secretMissing }
        return hasWorked ? .refused : .neverWorked
    }

    /// The paragraphs in front of the steps.
    var opening: [[NoticeDocument.Line]] {
        var phrases: [NoticePhrase] = [.essence(essence)]
        phrases += startByPhrase.map { [.startBy($0)] } ?? []
        phrases.append(asksForAction ? helper ?? .who(who) : .advice(.nothingToDo))
        return phrases.map { lines($0) }
    }

    /// What happens and when, who is on it, and why the reader gets it.
    var essenceLines: [NoticeDocument.Line] {
        lines(.essence(essence)) + (helper.map(lines) ?? []) + whyTold.flatMap { lines($0) }
    }

    private var essence: NoticePhrase.Essence {
        switch news {
        case .lapses where isReplacedByItself: .lapsesYetReplaced
        case .lapses where request.isByOwnDate:
            request.window?.endInstant == nil ? .lapsesByOwnDateOnly : .lapsesByOwnDate
        case .lapses(let end): end == nil ? .lapsesSoon : .lapses
        case .due: .due
        case .lapsed: .lapsed
        case .lapsedYetWorks(_, let isByGraph): isByGraph ? .lapsedYetWorksByGraph : .lapsedYetWorks
        case .lapsedUnproven: .lapsedUnproven
        case .falseAlarm(_, let isInDoubt): isInDoubt ? .falseAlarmInDoubt : .falseAlarm
        case .worksNow: .worksNow
        case .refused: hasWorked ? .refused : .neverWorked
        case .secretMissing: .secretMissing
        case .unchecked: .unchecked
        case .worksAgain: .worksAgain
        case .handOff(let end): end == nil ? .handOffOpen : .handOff
        case .handOffOverdue: request.storedHandOff == nil ? .handOffOverdue : .storedOverdue
        case .stuck(let reason, _, _): essence(ofStuck: consequence(of: reason))
        case .rotated: .rotated
        case .nothingLeft: .nothingLeft
        case .silent: .silent
        case .test: .test
        }
    }

    private func essence(ofStuck consequence: NoticePhrase.Meaning) -> NoticePhrase.Essence {
        switch consequence {
        case .stuck: .stuckEnds
        case .stuckTooLong: .stuckTooLong
        case _: .stuck
        }
    }

    /// Whether somebody is to do something.
    var asksForAction: Bool {
        switch news {
        case .lapses: !isReplacedByItself
        case .due, .lapsed, .lapsedYetWorks, .lapsedUnproven, .falseAlarm(_, isInDoubt: true), .refused, .secretMissing,
            .handOff, .handOffOverdue, .stuck, .silent:
            true
        case .unchecked: !steps.isEmpty
        case .worksAgain, .worksNow: matter.role == .leads
        case .falseAlarm, .rotated, .nothingLeft, .test: false
        }
    }

    /// By when to begin; `nil` where there is no day for it.
    var startByPhrase: NoticePhrase.StartBy? {
        switch news {
        case .lapses where isReplacedByItself: nil
        case .lapses, .handOff: isToBeBegunToday || startBy == nil ? .today : .by
        case .lapsed, .lapsedUnproven, .lapsedYetWorks(_, isByGraph: true), .handOffOverdue: .today
        case .refused(let probeClass, _, _): probeClass.callsForReplacement ? .today : .now
        case .stuck(let reason, _, _):
            startBy == nil ? .now : isToBeBegunToday || hasStopped(reason) ? .today : .by
        case .secretMissing: .now
        case .lapsedYetWorks, .falseAlarm(_, isInDoubt: true), .silent: .check
        case .unchecked, .worksAgain, .worksNow: asksForAction ? .check : nil
        case .due, .falseAlarm, .rotated, .nothingLeft, .test: nil
        }
    }

    var who: NoticePhrase.Who {
        if case .unchecked = news { return .sysadmin }
        guard request.credential.contacts.contains(request.recipient) else {
            let isOfSetUp = !hasWorked && request.occasion.isTroubleOfSetUp(request.window)
            if isOfSetUp { return .operatorOfSetUp }
            return otherPeople.isEmpty ? .onlyYou : .others
        }
        let isAlone = otherPeople.isEmpty
        if request.operators.allSatisfy({ $0 == request.recipient }) {
            return isAlone ? .onlyYou : .contactAndOperator
        }
        return isAlone ? .onlyContact : .contact
    }
}
