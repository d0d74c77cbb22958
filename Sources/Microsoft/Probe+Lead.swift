internal import Credentials
internal import Curl

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
        case forbidden(Trouble)
    }

    /// Writes the lead, in a way that asking twice writes once.
    ///
    /// The id is the plan's. Where the lead of an earlier probe may stand under it, a row that is already there proves nothing about
    /// today: then it is updated, or, where the role permits no updates, removed and written again.
    mutating func create(_ plan: ProbePlan.Lead) async throws(Trouble) -> Ending {
        if try await writeNew(plan) { return .ok }
        // Under an id that was never used before, the row can only come from a request of this probe whose answer was lost, here or in
        // libcurl, which repeats a request when a kept connection turns out to be closed.
        guard plan.mayStand else { return .ok }
        switch try await write(plan, where: .present) {
        case .done:
            return Ending(result: .ok, note: "the lead of an earlier probe was updated")
        case .conditionFailed:
            lead = .absent
        case .forbidden:
            guard try await delete(plan) else {
                return Ending(
                    result: .skipped,
                    note: "the lead of an earlier probe stands, and the role permits neither to update nor to remove it",
                    goesOn: false)
            }
        }
        if try await writeNew(plan) { return .ok }
        throw Trouble(.unrecognised, code: "HTTP 412", "the lead of an earlier probe comes and goes while it is written")
    }

    /// Reads the lead back.
    mutating func read(_ plan: ProbePlan.Lead) async throws(Trouble) -> Ending {
        let response = try await send(request(.get, path(of: plan) + "?$select=leadid,subject"))
        if response.status == 200 {
            guard Self.guid("leadid", in: response.body.span) == plan.id else { throw Self.foreign(response) }
            return .ok
        }
        if Self.isForbidden(response) { return Ending(result: .skipped, note: "the role does not permit to read leads back") }
        if Self.saysGone(response) {
            lead = .absent
            throw Trouble(
                .unrecognised, code: DataverseError.hexadecimal(0x8004_0217), "the lead was accepted and is not there")
        }
        throw Self.refusal(response, now: now)
    }

    /// Removes the lead, unless it is to stay.
    mutating func remove(_ plan: ProbePlan.Lead) async throws(Trouble) -> Ending {
        guard plan.cleanup == .delete else { return Ending(result: .skipped, note: "the lead stays, as configured") }
        return try await delete(plan)
            ? .ok : Ending(result: .skipped, note: "the role does not permit to remove leads; the next probe uses this one again")
    }
}

extension Probe {
    private func path(of plan: ProbePlan.Lead) -> String { "leads(\(plan.id))" }

    /// Writes the lead where it is not there; answers whether it was done, or else the lead stands already.
    private mutating func writeNew(_ plan: ProbePlan.Lead) async throws(Trouble) -> Bool {
        switch try await write(plan, where: .absent) {
        case .done: return true
        case .conditionFailed: return false
        case .forbidden(let trouble): throw trouble
        }
    }

    /// Sends the lead, and once more where the connection was lost before the answer came.
    private mutating func write(_ plan: ProbePlan.Lead, where condition: Condition) async throws(Trouble) -> Written {
        let request = request(
            .patch, path(of: plan),
            headers: [.init("Content-Type", "application/json"), .init(condition.rawValue, "*")],
            body: .bytes(ValidationLead.body(connection: connection, at: now)))
        let response: HTTPResponse
        do {
            response = try await sendTwice(request)
        } catch {
            if condition == .absent { lead = .uncertain }
            throw error
        }
        switch response.status {
        case 204:
            lead = .standing
            return .done
        case 412 where condition == .absent && Self.error(in: response)?.saysDuplicate != true:
            lead = .standing
            return .conditionFailed
        case 404 where condition == .present && Self.saysGone(response):
            return .conditionFailed
        default:
            let trouble = Self.refusal(response, now: now)
            // Only a plain refusal says that nothing was written. libcurl and gateways repeat requests on their own, and what they
            // got for the last one, such as 429, says nothing of the one before.
            if condition == .absent, trouble.class.result == .unknown { lead = .uncertain }
            if Self.isForbidden(response) { return .forbidden(trouble) }
            if response.status == 404, Self.error(in: response) != nil, !Self.saysGone(response) {
                throw Trouble(.noLeadTable, code: trouble.code, "the environment has no table of leads")
            }
            throw trouble
        }
    }

    /// Asks for the removal of the lead; answers whether it is gone, or else the role does not permit it.
    private mutating func delete(_ plan: ProbePlan.Lead) async throws(Trouble) -> Bool {
        let standing = lead
        lead = .uncertain
        let response = try await sendTwice(request(.delete, path(of: plan)))
        if response.status == 204 || Self.saysGone(response) {
            lead = .absent
            return true
        }
        guard Self.isForbidden(response) else { throw Self.refusal(response, now: now) }
        lead = standing
        return false
    }

    /// Sends a request that may be repeated, and repeats it once where the connection was lost before the answer came.
    private mutating func sendTwice(_ request: HTTPRequest) async throws(Trouble) -> HTTPResponse {
        do {
            return try await send(request)
        } catch {
            guard error.isConnectionLost else { throw error }
        }
        return try await send(request)
    }

    /// Whether the answer says that the user may not do this, and nothing worse.
    private static func isForbidden(_ response: HTTPResponse) -> Bool {
        guard response.status == 403, let error = error(in: response) else { return false }
        guard let code = error.code else { return true }
        return DataverseError.known[code]?.class == .privilegeMissing
    }

    /// Whether the answer says that there is no such row.
    private static func saysGone(_ response: HTTPResponse) -> Bool {
        response.status == 404 && error(in: response)?.saysNoSuchRow == true
    }
}
