internal import Credentials
internal import GLib
internal import Ports
internal import Wording

extension NoticeDrafter {
    /// A moment in the credential's zone and in UTC.
    func written(_ instant: Instant?) -> String {
        guard let instant, let local = ZonedTime(instant, in: zone), let utc = ZonedTime(instant, in: .utc) else {
            return "–"
        }
        return catalog.moment(local, utc)
    }

    private var places: NoticePlaces { NoticePlaces(credential: request.credential, host: host, portals: portals) }

    /// A value as it is shown: stripped and cut, whatever it was.
    func value(of value: NoticeValue) -> String {
        switch value {
        case .name, .account, .directory, .environment, .offer, .host, .entra, .microsoft365, .partnerCenter:
            return places.value(of: value) ?? "–"
        case .secretID: return (request.version?.keyID ?? "").displayable()
        case .lifetime: return lifetime
        case .moment: return written(news.moment)
        case .span: return span
        case .nextSpan: return nextLeadTime.map { catalog.span(NoticeSpan(elapsed: $0)) } ?? "–"
        case .end: return written(request.window?.endInstant)
        case .now: return written(request.now)
        case .proof: return written(request.standing.lastProofAt)
        case .accepted: return written(request.standing.acceptedAt ?? request.now)
        case .attempt: return written(request.standing.lastAttemptAt)
        case .code: return (request.standing.lastProbe?.finding?.code ?? "").displayable(limit: 64)
        case .class: return request.standing.lastProbe?.finding?.class.rawValue ?? "–"
        case .step: return request.standing.lastProbe?.finding?.step?.rawValue ?? "–"
        case .reason:
            if case .stuck(let reason, _, _) = news { return words.stuck(reason).reason }
            return reason(newsClass)
        case .checkReason: return reason(request.standing.lastProbe?.finding?.class)
        case .others: return String(otherContacts)
        case .oldEnd: return written(request.copyEndsAt)
        case .handOffBy: return written(request.handOffDeadline)
        case .overlap: return request.rotation.map { catalog.span(NoticeSpan(elapsed: $0.overlap)) } ?? "–"
        case .rotationStep: return request.rotation?.step.rawValue ?? "–"
        case .evidence: return written(evidence)
        case .obstacle: return (request.rotation?.attention?.message ?? "").displayable(limit: 300)
        case .obstacleCode: return (request.rotation?.attention?.code ?? "").displayable(limit: 64)
        case .advice: return request.standing.lastProbe?.finding?.advice ?? "–"
        case .timeZone: return zone.identifier.displayable()
        }
    }

    private var lifetime: String {
        guard case .span(let lifetime) = request.credential.lifetime else { return "–" }
        return catalog.span(NoticeSpan(elapsed: lifetime))
    }

    /// How long until the news, or since.
    private var span: String {
        guard let moment = news.moment else { return "–" }
        switch news {
        case .lapses, .handOff: return catalog.span(NoticeSpan(remaining: moment - request.now))
        case .lapsed, .lapsedYetWorks, .lapsedUnproven, .falseAlarm, .worksNow, .refused, .secretMissing, .unchecked,
            .worksAgain,
            .handOffOverdue, .stuck, .rotated, .test:
            return catalog.span(NoticeSpan(elapsed: request.now - moment))
        }
    }

    /// When the marketplace was seen to use the new secret; `nil` where nobody saw it.
    var evidence: Instant? {
        guard case .testLead(let instant) = request.rotation?.evidence else { return nil }
        return instant
    }

    /// The class that the news is about: the refused one, or, of trouble that is over, the one that people were told
    /// of.
    private var newsClass: ProbeClass? {
        switch news {
        case .refused(let probeClass, _, _): return probeClass
        case .secretMissing: return .secretMissing
        case .worksAgain:
            if case .refused(let probeClass, _, _) = request.trouble { return probeClass }
            return nil
        case .lapses, .lapsed, .lapsedYetWorks, .lapsedUnproven, .falseAlarm, .worksNow, .unchecked, .handOff,
            .handOffOverdue,
            .stuck, .rotated, .test:
            return request.standing.lastProbe?.finding?.class
        }
    }

    /// Why it does not work, by its class: one sentence of its own.
    private func reason(_ probeClass: ProbeClass?) -> String {
        probeClass.map { words.finding($0).reason } ?? "–"
    }
}
