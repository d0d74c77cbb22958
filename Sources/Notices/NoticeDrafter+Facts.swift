internal import Credentials
internal import Ports
internal import Wording

extension NoticeDrafter {
    /// What the notice is about, in a table.
    var factTable: [NoticeDocument.Block] {
        [
            .heading(lines(.heading(.facts))),
            .facts(identityFacts + windowFacts + rotationFacts + probeFacts + placeFacts),
        ]
    }

    func fact(_ label: NoticePhrase.Label, _ value: NoticePhrase.Value) -> NoticeDocument.Fact {
        NoticeDocument.Fact(label: lines(.label(label)), value: lines(.value(value)))
    }

    private var identityFacts: [NoticeDocument.Fact] {
        var rows = [fact(.connection, .connection)]
        switch request.credential.destination {
        case .dynamics: rows.append(fact(.environment, .environment))
        case nil: break
        }
        rows += [fact(.method, .method), fact(.account, .account)]
        if matter != .mailPassword { rows.append(fact(.directory, .directory)) }
        if request.credential.offer != nil { rows.append(fact(.offer, .offer)) }
        if request.version?.keyID != nil { rows.append(fact(.secretID, .secretID)) }
        return rows
    }

    private var windowFacts: [NoticeDocument.Fact] {
        switch request.window?.end ?? .unknown {
        case .never: [fact(.lapses, .never)]
        case .unknown: [fact(.lapses, .unknown)]
        case .at(let end, let origin):
            [fact(end <= request.now ? .lapsed : .lapses, .lapses), fact(.origin, value(of: origin))]
        }
    }

    private func value(of origin: Window.Origin) -> NoticePhrase.Value {
        switch origin {
        case .operator: .originOperator
        case .policy: .originPolicy
        case .graph: .originGraph
        case .refusal: .originRefusal
        }
    }

    private var probeFacts: [NoticeDocument.Fact] {
        guard matter.role == .leads else { return [] }
        var rows = [fact(.proof, proof)]
        guard let probe = request.standing.lastProbe else { return rows }
        switch probe.result {
        case .ok: rows.append(fact(.lastCheck, .checkOK))
        case .failed: rows.append(fact(.lastCheck, .checkFailed))
        case .unknown: rows.append(fact(.lastCheck, .checkUnknown))
        }
        if let finding = probe.finding {
            let detail: NoticePhrase.Value =
                switch (finding.step, finding.code, finding.isMicrosofts) {
                case (nil, nil, _): .finding
                case (_?, nil, _): .findingWithStep
                case (nil, _?, true): .findingWithCode
                case (nil, _?, false): .findingWithOtherCode
                case (_?, _?, true): .findingWithStepAndCode
                case (_?, _?, false): .findingWithStepAndOtherCode
                }
            rows.append(fact(.finding, detail))
        }
        return rows
    }

    private var proof: NoticePhrase.Value {
        guard let proofAt = request.standing.lastProofAt else { return .proofNone }
        guard let current = request.version, proofAt < current.storedAt else { return .proofAt }
        return .proofOfPrevious
    }

    private var placeFacts: [NoticeDocument.Fact] {
        news == .test ? [fact(.host, .host), fact(.timeZone, .timeZone)] : [fact(.host, .host)]
    }
}

extension ProbeReport.Finding {
    /// Whether the code is one of Microsoft's, and not that of something on the way or of a library.
    fileprivate var isMicrosofts: Bool {
        switch answerer {
        case .entra, .dataverse, .graph, .partnerCenter: true
        case .proxy, .mailServer, nil: false
        }
    }
}
