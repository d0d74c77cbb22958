internal import Credentials
internal import Curl
internal import Refusals

extension Probe {
    /// When a write is to have an effect.
    enum Condition: String {
        /// Only where the row is not there: `If-None-Match: *`.
        case absent = "If-None-Match"
        /// Only where it is there: `If-Match: *`.
        case present = "If-Match"
    }

    /// How a write ended that ran into no trouble.
    enum Written {
        /// It was done.
        case done
        /// The condition did not hold.
        case conditionFailed
        /// The role does not permit it.
        case forbidden(ExchangeFailure)
    }

    /// Writes the lead, in a way that asking twice writes once.
    ///
    /// The id is the plan's. Where the lead of an earlier probe may stand under it, a row that is already there proves
    /// nothing about today: then it is updated, or, where that is not permitted, removed and written again.
    mutating func create(_ plan: ProbePlan.Lead) async throws(ExchangeFailure) -> Ending {
        let source = try await leadSource()
        var notes = [source.note]
        if try await !writeNew(plan, source), plan.mayStand {
            // Under an id that was never used before, the row can only come from a request of this probe whose answer
            // was lost, here or in libcurl, which repeats a request when a kept connection turns out to be closed.
            guard let note = try await writeAnew(plan, source) else {
                return Ending(
                    result: .skipped,
                    note:
                        "the lead of an earlier probe stands, and the role permits neither to update nor to remove it",
                    goesOn: false)
            }
            notes.append(note)
        }
        notes.append(slowness)
        let said = notes.compactMap { $0 }.filter { !$0.isEmpty }
        return Ending(result: .ok, note: said.isEmpty ? nil : said.joined(separator: "; "))
    }

    /// Proves with the lead that an earlier probe left.
    ///
    /// - Returns: what is to be said of it, perhaps nothing; `nil` where it may be neither updated nor removed.
    private mutating func writeAnew(_ plan: ProbePlan.Lead, _ source: LeadSource) async throws(ExchangeFailure)
        -> String?
    {
        switch try await write(plan, source, where: .present) {
        case .done: return "the lead of an earlier probe was updated"
        case .conditionFailed: found.lead = .absent
        case .forbidden: guard try await delete(plan) == nil else { return nil }
        }
        guard try await writeNew(plan, source) else {
            throw ExchangeFailure(
                .unrecognised, code: "HTTP 412", "the lead of an earlier probe comes and goes while it is written",
                answeredBy: .dataverse)
        }
        return ""
    }

    /// Reads the lead back.
    mutating func read(_ plan: ProbePlan.Lead) async throws(ExchangeFailure) -> Ending {
        let response = try await send(request(.get, path(of: plan) + "?$select=leadid,subject"))
        if response.status == 200 {
            guard Self.guid("leadid", in: response.body.span) == plan.id else { throw Self.foreign(response) }
            return .ok
        }
        if Self.saysGone(response) {
            found.lead = .absent
            throw ExchangeFailure(
                .unrecognised, code: DataverseError.hexadecimal(0x8004_0217), "the lead was accepted and is not there",
                answeredBy: .dataverse)
        }
        // Microsoft's own writer does not read leads.
        let trouble = Self.refusal(response, now: now)
        switch Self.hindrance(response) {
        case .role: return Ending(result: .skipped, note: "the role does not permit to read leads back")
        case .plugIn: return Ending(result: .skipped, note: "\(trouble.message), which was to read the lead back")
        case nil: throw trouble
        }
    }

    /// Removes the lead, unless it is to stay.
    mutating func remove(_ plan: ProbePlan.Lead) async throws(ExchangeFailure) -> Ending {
        guard plan.cleanup == .delete else { return Ending(result: .skipped, note: "the lead stays, as configured") }
        guard let trouble = try await delete(plan) else { return .ok }
        return Self.notRemoved(trouble)
    }

    /// How the removal ended where it ran into trouble: the lead is the proof, and stands.
    static func notRemoved(_ trouble: ExchangeFailure) -> Ending {
        let again = "the next probe uses this one again"
        switch trouble.class {
        case .privilegeMissing:
            return Ending(result: .skipped, note: "the role does not permit to remove leads; \(again)")
        case .pluginRefused:
            return Ending(
                result: .skipped, note: "the environment does not let the lead be removed: \(trouble.shown); \(again)")
        case _ where trouble.class.result == .failed:
            return Ending(result: .skipped, note: "the lead could not be removed: \(trouble.shown); \(again)")
        case _:
            return Ending(
                result: .unknown, note: "whether the lead was removed could not be told: \(trouble.shown); \(again)")
        }
    }
}

extension Probe {
    private func path(of plan: ProbePlan.Lead) -> String { "leads(\(plan.id))" }

    /// What is to be said of a lead that took long to be written.
    private var slowness: String? {
        guard let took = found.writeMilliseconds, .milliseconds(took) >= patience.slow else { return nil }
        return WritePatience.remark(milliseconds: took) ?? "the environment took \(took) ms to write the lead"
    }

    /// Writes the lead where it is not there; answers whether it was done, or else the lead stands already.
    private mutating func writeNew(_ plan: ProbePlan.Lead, _ source: LeadSource) async throws(ExchangeFailure) -> Bool {
        switch try await write(plan, source, where: .absent) {
        case .done: return true
        case .conditionFailed: return false
        case .forbidden(let trouble): throw trouble
        }
    }

    /// Sends the lead, and once more where the connection was lost before the answer came.
    private mutating func write(
        _ plan: ProbePlan.Lead, _ source: LeadSource, where condition: Condition
    ) async throws(ExchangeFailure) -> Written {
        var request = request(
            .patch, path(of: plan),
            headers: [.init("Content-Type", "application/json"), .init(condition.rawValue, "*")],
            body: .bytes(ValidationLead.body(connection: connection, at: now, source: source.value)))
        request.timeout = patience.limit
        let clock = ContinuousClock()
        let began = clock.now
        let response: HTTPResponse
        do {
            response = try await sendTwice(request)
        } catch {
            if condition == .absent { found.lead = .uncertain }
            guard error.class == .timeout, clock.now - began >= patience.fault else { throw error }
            throw await judgeSilence(error)
        }
        return try take(response, condition)
    }

    private mutating func take(_ response: HTTPResponse, _ condition: Condition) throws(ExchangeFailure) -> Written {
        let error = Self.error(in: response)
        switch response.status {
        case 204:
            found.lead = .standing
            found.writeMilliseconds = response.totalMilliseconds
            return .done
        case _ where condition == .absent && Self.saysExists(response):
            found.lead = .standing
            return .conditionFailed
        case _ where condition == .present && Self.saysGone(response):
            return .conditionFailed
        default:
            let trouble = Self.refusal(response, now: now)
            // Only a plain refusal says that nothing was written. libcurl and gateways repeat requests on their own,
            // and what they got for the last one, such as 429, says nothing of the one before.
            if condition == .absent, trouble.class.result == .unknown { found.lead = .uncertain }
            switch (Self.hindrance(response), condition) {
            case (.role?, _), (.plugIn?, .present): return .forbidden(trouble)
            case (.plugIn?, .absent), (nil, _): break
            }
            if response.status == 404, let error, error.meaning == nil, !error.saysNoSuchRow {
                throw ExchangeFailure(
                    .noLeadTable, code: trouble.code, "the environment has no table of leads", answeredBy: .dataverse)
            }
            throw trouble
        }
    }

    /// What it means that the environment wrote no lead, and gave no answer, for as long as Microsoft's writer waits.
    ///
    /// Where it still answers something else it is not the network: Microsoft's leads are as slow, and lost.
    private mutating func judgeSilence(_ silence: ExchangeFailure) async -> ExchangeFailure {
        guard let response = try? await send(request(.get, "WhoAmI")), response.status == 200,
            Self.guid("UserId", in: response.body.span) != nil
        else { return silence }
        return ExchangeFailure(
            .tooSlow, code: silence.code,
            "the environment did not write the lead in \(patience.fault.components.seconds) s, after which Microsoft gives up, "
                + "and answers everything else", answeredBy: .dataverse)
    }

    /// Asks for the removal of the lead; answers why it is not permitted, or `nil` once it is gone.
    private mutating func delete(_ plan: ProbePlan.Lead) async throws(ExchangeFailure) -> ExchangeFailure? {
        let standing = found.lead
        found.lead = .uncertain
        let response = try await sendTwice(request(.delete, path(of: plan)))
        if response.status == 204 || Self.saysGone(response) {
            found.lead = .absent
            return nil
        }
        let trouble = Self.refusal(response, now: now)
        guard Self.hindrance(response) != nil else { throw trouble }
        found.lead = standing
        return trouble
    }

    /// Sends a request that may be repeated, and repeats it once where the connection was lost before the answer came.
    private mutating func sendTwice(_ request: HTTPRequest) async throws(ExchangeFailure) -> HTTPResponse {
        do {
            return try await send(request)
        } catch {
            guard error.isConnectionLost else { throw error }
        }
        return try await send(request)
    }

    /// What keeps a user who is let in from doing one thing.
    private enum Hindrance {
        /// The role does not permit it, or column security does not.
        case role
        /// A plug-in turned it down.
        case plugIn
    }

    /// Whether the answer says that the user may not do this, and nothing worse.
    private static func hindrance(_ response: HTTPResponse) -> Hindrance? {
        guard let error = error(in: response) else { return nil }
        if error.meaning?.class == .pluginRefused { return .plugIn }
        return error.saysForbidden || response.status == 403 && error.code == nil ? .role : nil
    }

    /// Whether the answer says that a row of that id is there already; a 412 may go without a code, but not without an
    /// error.
    private static func saysExists(_ response: HTTPResponse) -> Bool {
        guard let error = error(in: response) else { return false }
        return error.saysExists || response.status == 412 && error.meaning == nil
    }

    /// Whether the answer says that there is no such row.
    private static func saysGone(_ response: HTTPResponse) -> Bool {
        error(in: response)?.saysNoSuchRow == true
    }
}
