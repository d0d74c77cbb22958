internal import Credentials
internal import GLib
internal import Ports
internal import Wording

extension NoticeDrafter {
    /// A moment in the credential's zone; as a fact, in UTC too.
    func written(_ instant: Instant?, isFact: Bool = false) -> String {
        guard let instant, let local = ZonedTime(instant, in: zone), let utc = ZonedTime(instant, in: .utc) else {
            return "–"
        }
        return catalog.moment(local, isFact ? utc : local)
    }

    private var places: NoticePlaces {
        NoticePlaces(
            credential: request.credential, host: host, portals: portals, catalog: catalog,
            operators: request.operators)
    }

    /// Where a link leads; `nil` where that is not known.
    func address(of link: NoticeLink) -> String? {
        link == .answer ? answer : places.address(of: link)
    }

    /// A mail to the operators that says who is on it, ready to be sent.
    private var answer: String? {
        guard !request.operators.isEmpty else { return nil }
        let to = request.operators.map { $0.description.percentEncoded.replacing("%40", with: "@") }
        let subject = Markup { NoticeValue(rawValue: $0).map { value(of: $0) } }.plain(catalog.text("answer.subject"))
        return "mailto:\(to.joined(separator: ","))?subject=\(subject.percentEncoded)"
    }

    /// A value as it is shown: stripped and cut, whatever it was.
    func value(of value: NoticeValue, isFact: Bool = false) -> String {
        switch value {
        case .name, .account, .directory, .environment, .environmentHost, .place, .offer, .host, .operators, .entra,
            .microsoft365, .partnerCenter:
            return places.value(of: value) ?? "–"
        case .secretID: return (request.version?.keyID ?? "").displayable()
        case .lifetime: return lifetime
        case .helper: return (request.acknowledgement?.by ?? "–").displayable(limit: 80)
        case .helpSince: return written(request.acknowledgement?.since)
        case .escalatedTo: return escalatedTo
        case .contacts: return contacts
        case .moment: return written(news.moment, isFact: isFact)
        case .usualPause: return request.leads?.longestPause.map { catalog.span(NoticeSpan(elapsed: $0)) } ?? "–"
        // What there are several of is filled in where each is told.
        case .cause, .check: return "–"
        case .span: return span
        case .nextSpan: return nextLeadTime.map { catalog.span(NoticeSpan(elapsed: $0)) } ?? "–"
        case .end: return written(request.window?.endInstant, isFact: isFact)
        case .now: return written(request.now, isFact: isFact)
        case .proof: return written(request.standing.lastProofAt, isFact: isFact)
        case .accepted: return accepted
        case .attempt: return written(request.standing.lastAttemptAt, isFact: isFact)
        case .code: return (request.standing.lastProbe?.finding?.code ?? "").displayable(limit: 64)
        case .class: return request.standing.lastProbe?.finding?.class.rawValue ?? "–"
        case .step: return request.standing.lastProbe?.finding?.step?.rawValue ?? "–"
        case .reason:
            if case .stuck(let reason, _, _) = news { return words.stuck(reason).reason }
            return reason(newsClass)
        case .checkReason: return reason(request.standing.lastProbe?.finding?.class)
        // Only the operators are told of that.
        case .others: return "–"
        case .oldEnd: return written(request.copyEndsAt, isFact: isFact)
        case .overlap: return request.rotation.map { catalog.span(NoticeSpan(elapsed: $0.overlap)) } ?? "–"
        case .rotationStep: return request.rotation?.step.rawValue ?? "–"
        case .evidence: return written(evidence)
        case .obstacleCode: return (request.rotation?.attention?.code ?? "").displayable(limit: 64)
        case .count: return "1"
        case .unreachable: return (request.unreachable?.address.description ?? "").displayable()
        case .answer: return (request.unreachable?.answer ?? "").displayable(limit: 200)
        case .advice: return request.standing.lastProbe?.finding?.advice ?? "–"
        case .startBy: return local(startBy).map(catalog.day) ?? "–"
        case .startByShort: return local(startBy).map(catalog.shortDate) ?? "–"
        case .endShort: return local(leadsEnd).map(catalog.shortDate) ?? "–"
        case .publishingTime: return catalog.span(NoticeSpan(elapsed: request.publishingTime))
        case .otherPeople:
            return catalog.list(otherPeople.map { $0.description.displayable() }, atMost: 3)
        case .people:
            return catalog.list(request.credential.contacts.map { $0.description.displayable() }, atMost: 10)
        case .momentShort: return local(news.moment).map(catalog.shortDate) ?? "–"
        case .leadTimes: return leadTimes
        case .recipient: return request.recipient.description.displayable()
        }
    }

    /// When Microsoft last accepted the secret: the day where that is only told against another moment, and the facts
    /// have the hour.
    private var accepted: String {
        let instant = request.standing.acceptedAt ?? request.now
        switch news {
        case .lapsedYetWorks, .falseAlarm: return local(instant).map(catalog.day) ?? "–"
        case .lapses, .due, .lapsed, .lapsedUnproven, .worksNow, .refused, .secretMissing, .unchecked, .worksAgain,
            .handOff,
            .handOffOverdue, .stuck, .rotated, .nothingLeft, .silent, .test:
            return written(instant)
        }
    }

    private var lifetime: String {
        guard case .span(let lifetime) = request.credential.lifetime else { return "–" }
        return catalog.span(NoticeSpan(elapsed: lifetime))
    }

    /// How long before the end reminders go out.
    private var leadTimes: String {
        let spans = request.credential.notices.mailedLeadTimes.filter { $0 > .seconds(0) }
        return catalog.list(spans.sorted(by: >).map { catalog.span(NoticeSpan(elapsed: $0)) })
    }

    func local(_ instant: Instant?) -> ZonedTime? { instant.flatMap { ZonedTime($0, in: zone) } }

    /// When the secret that leads are written with ends: of the marketplace's copy, where another is to take its place.
    var leadsEnd: Instant? {
        switch news {
        case .handOff, .handOffOverdue, .stuck: request.copyEndsAt ?? request.end
        case .lapses, .due, .lapsed, .lapsedYetWorks, .lapsedUnproven, .falseAlarm, .worksNow, .refused,
            .secretMissing, .unchecked, .worksAgain, .rotated, .nothingLeft, .silent, .test:
            request.end
        }
    }

    /// By when a new secret has to be begun, to be live before that end; `nil` where no end is known.
    var startBy: Instant? {
        leadsEnd.map { request.credential.startBy($0, publishingTime: request.publishingTime) }
    }

    /// How long until the news, or since.
    private var span: String {
        guard let moment = news.moment else { return "–" }
        switch news {
        case .lapses, .due, .handOff: return catalog.span(NoticeSpan(remaining: moment - request.now))
        case .lapsed, .lapsedYetWorks, .lapsedUnproven, .falseAlarm, .worksNow, .refused, .secretMissing, .unchecked,
            .worksAgain,
            .handOffOverdue, .stuck, .rotated, .nothingLeft, .silent, .test:
            return catalog.span(NoticeSpan(elapsed: request.now - moment))
        }
    }

    /// When the marketplace was seen to use the new secret; `nil` where nobody saw it.
    var evidence: Instant? {
        switch request.rotation?.evidence {
        case .testLead(let instant), .signIn(let instant): instant
        case .word, .some(.none), nil: nil
        }
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
        case .lapses, .due, .lapsed, .lapsedYetWorks, .lapsedUnproven, .falseAlarm, .worksNow, .unchecked, .handOff,
            .handOffOverdue,
            .stuck, .rotated, .nothingLeft, .silent, .test:
            return request.standing.lastProbe?.finding?.class
        }
    }

    /// Why it does not work, by its class: one sentence of its own.
    private func reason(_ probeClass: ProbeClass?) -> String {
        probeClass.map { words.finding($0).reason } ?? "–"
    }
}
