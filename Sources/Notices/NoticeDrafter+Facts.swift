internal import Credentials
internal import Ports
internal import Wording

extension NoticeDrafter {
    /// What the notice is about, in a table: what somebody can act on; a test has none.
    var factTable: [NoticeDocument.Block] {
        if news == .test { return [] }
        let rows = identityFacts + leadFacts + windowFacts + rotationFacts + probeFacts
        return [.heading(lines(.heading(.facts))), .facts(rows)]
    }

    func fact(_ label: NoticePhrase.Label, _ value: NoticePhrase.Value) -> NoticeDocument.Fact {
        NoticeDocument.Fact(label: lines(.label(label)), value: lines(words.text(.value(value)), isFact: true))
    }

    private var identityFacts: [NoticeDocument.Fact] {
        var rows = [fact(.connection, .connection)]
        switch request.credential.destination {
        case .dynamics, .table: rows.append(fact(.environment, .environment))
        // Its host is all that may be told of it.
        case .httpsEndpoint: break
        case nil: break
        }
        rows.append(fact(.account, .account))
        if request.credential.offer != nil { rows.append(fact(.offer, .offer)) }
        if request.version?.keyID != nil { rows.append(fact(.secretID, .secretID)) }
        return rows
    }

    /// When it ends, and who says so.
    private var windowFacts: [NoticeDocument.Fact] {
        switch request.window?.end ?? .unknown {
        case .never: [fact(.lapses, request.window?.neverSaidBy == .graph ? .neverByGraph : .never)]
        case .unknown: [fact(.lapses, .unknown)]
        case .at(let end, let origin):
            [
                fact(origin == .age ? .due : end <= request.now ? .lapsed : .lapses, .lapses),
                fact(.origin, NoticePhrase.Value(of: origin)),
            ]
        }
    }

    private var probeFacts: [NoticeDocument.Fact] {
        guard matter.role == .leads else { return [] }
        var rows = [fact(.proof, proof)]
        guard let probe = request.standing.lastProbe else { return rows }
        switch probe.result {
        case .ok: break
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
}

extension NoticePhrase.Value {
    /// What is said of a date that comes from there.
    fileprivate init(of origin: Window.Origin) {
        self =
            switch origin {
            case .operator: .originOperator
            case .policy: .originPolicy
            case .graph: .originGraph
            case .certificate: .originCertificate
            case .refusal: .originRefusal
            case .age: .originAge
            }
    }
}

extension ProbeReport.Finding {
    /// Whether the code is one of Microsoft's, and not that of something on the way or of a library.
    fileprivate var isMicrosofts: Bool {
        switch answerer {
        case .entra, .dataverse, .graph, .partnerCenter, .storage: true
        case .proxy, .mailServer, .channel, .endpoint, nil: false
        }
    }
}
