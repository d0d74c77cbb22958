internal import Credentials
internal import Ports

extension NoticeDrafter {
    /// Whether leadkeeper is about to replace the secret by itself, so that whoever did it by hand would only be in its
    /// way.
    var isReplacedByItself: Bool {
        guard case .lapses(let end?) = news else { return false }
        return request.credential.isReplacedByItself(before: end, at: request.now)
    }

    /// When the secret that Partner Center has ends, how far a rotation has come, and what keeps it.
    var rotationFacts: [NoticeDocument.Fact] {
        switch news {
        case .handOff, .handOffOverdue, .stuck: break
        case .lapses, .due, .lapsed, .lapsedYetWorks, .lapsedUnproven, .falseAlarm, .worksNow, .refused, .secretMissing,
            .unchecked, .worksAgain, .rotated, .nothingLeft, .silent, .test:
            return []
        }
        var rows: [NoticeDocument.Fact] = []
        if matter.overlaps, request.copyEndsAt != nil, request.rotation?.isPromoted ?? true {
            rows.append(fact(.oldLapses, .oldLapses))
        }
        guard let rotation = request.rotation else { return rows }
        rows.append(fact(.rotation, .rotation))
        if case .stuck = news, rotation.attention?.code != nil { rows.append(fact(.obstacle, .obstacle)) }
        return rows
    }
}
