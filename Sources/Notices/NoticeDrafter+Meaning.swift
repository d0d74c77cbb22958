internal import Credentials
internal import Ports
internal import Wording

/// Why it matters, and what is known of the cause.
extension NoticeDrafter {
    /// A heading and a sentence or two; empty where there is nothing to explain.
    var meaning: [NoticeDocument.Block] {
        let paragraphs = explanation
        guard !paragraphs.isEmpty else { return [] }
        let heading: NoticePhrase.Heading =
            switch news {
            case .lapses, .due: .matters
            case _: .meaning
            }
        return [.heading(lines(.heading(heading)))] + paragraphs.map { .paragraph($0) }
    }

    private var explanation: [[NoticeDocument.Line]] {
        switch news {
        case .lapses where isReplacedByItself: []
        // What a password's steps begin with says this already.
        case .lapses, .lapsed: said((matter == .connectionPassword ? [] : [.lapses]) + lost)
        case .due: said([.due])
        case .lapsedYetWorks(_, let isByGraph): said([isByGraph ? .lapsedYetWorksByGraph : .lapsedYetWorks] + lost)
        case .lapsedUnproven: said([.lapsedUnproven]) + cause + said(lost)
        case .falseAlarm(_, let isInDoubt): said([isInDoubt ? .falseAlarmInDoubt : .falseAlarm] + lost)
        case .worksNow: said([.worksNow] + lost)
        case .refused(let probeClass, _, _):
            [lines(words.finding(probeClass).meaning)]
                + said(
                    hasWorked ? [probeClass.callsForReplacement ? .refused : .refusedSetUp] + lost : [.neverWorked])
        case .secretMissing: said([.secretMissing]) + [lines(words.finding(.secretMissing).meaning)] + said(lost)
        case .unchecked: said([.unchecked]) + cause + said(hasWorked ? lost : [.neverWorked])
        case .worksAgain: said([.worksAgain] + lost + trouble)
        case .handOff: said([request.storedHandOff == nil ? .handOff : .stored] + lost)
        case .handOffOverdue: said([request.storedHandOff == nil ? .handOffOverdue : .storedOverdue] + lost)
        case .stuck(let reason, _, _):
            [lines(words.stuck(reason).meaning)] + said([consequence(of: reason)] + lost)
        case .rotated: said([.rotated] + (matter == .connectionPassword ? lost : []) + proofOfHandOff)
        case .silent: said([silenceCauses.isEmpty ? .silentUnexplained : .silent] + lost)
        case .nothingLeft, .test: []
        }
    }

    private func said(_ phrases: [NoticePhrase.Meaning]) -> [[NoticeDocument.Line]] {
        phrases.map { lines(.meaning($0)) }
    }

    /// What becomes of leads that cannot be written, where it is about leads.
    private var lost: [NoticePhrase.Meaning] { matter.role == .leads ? [.lost] : [] }

    /// What people were told of, when it is over.
    private var trouble: [NoticePhrase.Meaning] {
        switch request.trouble {
        case .refused: [.wasWrong]
        case .lapsed: [.wasLapsed]
        case .unchecked: [.wasUnchecked]
        case .lapses, .escalated, .worksAgain, .handOff, .rotationStuck, .rotated, .entryRemoved, .silent, .test,
            nil:
            []
        }
    }

    /// Why the last attempt could not tell; empty where it could.
    private var cause: [[NoticeDocument.Line]] {
        guard let finding = request.standing.lastProbe?.finding else { return [] }
        return [lines(.meaning(.uncheckedCause)), lines(words.finding(finding.class).meaning)]
    }

    /// What becomes of the leads while a rotation is stuck.
    func consequence(of reason: Rotation.Attention.Reason) -> NoticePhrase.Meaning {
        guard matter.role == .leads else { return .stuckOwn }
        guard let rotation = request.rotation else { return .stuckOpen }
        if rotation.method == .password,
            rotation.step >= .staged || reason == .passwordUncertain || reason == .neverWorked
        {
            return .stuckPassword
        }
        guard let end = rotation.copyEndsAt else { return .stuckOpen }
        return end > request.now ? .stuck : .stuckTooLong
    }

    /// Who has a rotation that is stuck tried again, and when.
    var nextAttempt: NoticePhrase.Advice {
        guard let rotation = request.rotation else { return .rotationGoesOn }
        if rotation.isUpToPerson { return .rotationUpToPerson }
        return rotation.nextAt.map { $0 - request.now > .hours(1) } == true ? .rotationGoesOnLater : .rotationGoesOn
    }

    private var proofOfHandOff: [NoticePhrase.Meaning] {
        switch request.rotation?.evidence {
        case .testLead: [.seenByTestLead]
        case .signIn: [.seenBySignIn]
        case .word: [.seenByWord]
        case nil where matter.role == .leads: [.seenByWord]
        case .some(.none), nil: []
        }
    }
}
