internal import Credentials
internal import Ports
internal import Wording

extension NoticeDrafter {
    /// Whether leadkeeper is about to replace the secret by itself, so that whoever did it by hand would only be in its
    /// way.
    var isReplacedByItself: Bool {
        guard case .lapses(let end?) = news else { return false }
        return request.credential.isReplacedByItself(before: end, at: request.now)
    }

    /// What the news of a rotation means for the leads.
    var meaningOfRotation: [NoticeDocument.Block] {
        switch news {
        case .handOff(let end) where request.storedHandOff != nil:
            [
                .heading(lines(.heading(.stops))), .paragraph(lines(.meaning(end == nil ? .storedOpen : .stored))),
                .paragraph(lines(.meaning(.publishingTakesDays))),
            ]
        case .handOffOverdue where request.storedHandOff != nil:
            [.heading(lines(.heading(.stops))), .paragraph(lines(.meaning(.storedOverdue)))]
        case .handOff(let end):
            [
                .heading(lines(.heading(.stops))), .paragraph(lines(.meaning(end == nil ? .handOffOpen : .handOff))),
                .paragraph(lines(.meaning(.publishingTakesDays))),
            ]
        case .handOffOverdue: [.heading(lines(.heading(.stops))), .paragraph(lines(.meaning(.handOffOverdue)))]
        case .stuck(let reason, _, _):
            [
                .heading(lines(.heading(.meaning))), .paragraph(lines(words.stuck(reason).meaning)),
                .paragraph(lines(.meaning(consequence(of: reason)))),
            ]
        case .rotated:
            [.heading(lines(.heading(.meaning))), .paragraph(lines(.meaning(.rotated)))] + proofOfHandOff
        case .lapses, .lapsed, .lapsedYetWorks, .lapsedUnproven, .falseAlarm, .worksNow, .refused, .secretMissing,
            .unchecked,
            .worksAgain, .nothingLeft, .test:
            []
        }
    }

    /// What becomes of the leads while a rotation is stuck.
    private func consequence(of reason: Rotation.Attention.Reason) -> NoticePhrase.Meaning {
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

    private var proofOfHandOff: [NoticeDocument.Block] {
        switch request.rotation?.evidence {
        case .testLead: [.paragraph(lines(.meaning(.seenByTestLead)))]
        case .word: [.paragraph(lines(.meaning(.seenByWord)))]
        case nil where matter.role == .leads: [.paragraph(lines(.meaning(.seenByWord)))]
        case .some(.none), nil: []
        }
    }

    /// What is known of the secret that Partner Center has, where a person stored another.
    private var storedFacts: [NoticeDocument.Fact] {
        switch news {
        case .handOff, .handOffOverdue:
            guard matter.isClientSecret, request.copyEndsAt != nil else { return [] }
            return [fact(.oldLapses, .oldLapses), fact(.handOffBy, .handOffBy)]
        case .lapses, .lapsed, .lapsedYetWorks, .lapsedUnproven, .falseAlarm, .worksNow, .refused, .secretMissing,
            .unchecked,
            .worksAgain, .stuck, .rotated, .nothingLeft, .test:
            return []
        }
    }

    /// How far the rotation has come and what keeps it.
    var rotationFacts: [NoticeDocument.Fact] {
        guard let rotation = request.rotation else { return storedFacts }
        var rows: [NoticeDocument.Fact] = []
        switch news {
        case .handOff, .handOffOverdue, .stuck: rows.append(fact(.rotation, .rotation))
        case .lapses, .lapsed, .lapsedYetWorks, .lapsedUnproven, .falseAlarm, .worksNow, .refused, .secretMissing,
            .unchecked,
            .worksAgain, .rotated, .nothingLeft, .test:
            return []
        }
        if rotation.method == .clientSecret, rotation.isPromoted, rotation.copyEndsAt != nil {
            rows.append(fact(.oldLapses, .oldLapses))
        }
        if rotation.method == .clientSecret, rotation.handOffDeadline != nil {
            rows.append(fact(.handOffBy, .handOffBy))
        }
        if case .stuck = news, let attention = rotation.attention {
            rows.append(fact(.obstacle, attention.code == nil ? .obstacle : .obstacleWithCode))
        }
        return rows
    }
}
