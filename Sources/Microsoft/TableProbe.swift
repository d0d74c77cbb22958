internal import Basics
internal import Credentials
internal import Curl
internal import JSON
internal import Ports
internal import Refusals
internal import SecureMemory

/// A probe of an Azure table: asks for an entity, writes one as the marketplace writes leads, reads it back, and removes
/// it.
///
/// https://learn.microsoft.com/rest/api/storageservices/table-service-rest-api
struct TableProbe {
    /// What the service is spoken to in.
    private static let version = "2019-02-02"
    /// How long an answer may be.
    private static let bodyLimit = 256 << 10
    /// From here on the service takes no signature: its own limit is a quarter of an hour.
    private static let mostSkew = TimeSpan.minutes(10)
    /// The partition that validation leads are in.
    private static let partition = "leadkeeper"

    let client: HTTPClient
    let connection: CredentialName
    let service: String
    let table: String
    let secret: SharedSecret
    let plan: ProbePlan
    let patience: Prober.Patience
    let beginning: Instant

    /// The steps that it has.
    static func steps(of extent: ProbeReport.Extent) -> [ProbeReport.StepName] {
        switch extent {
        case .whole: [.identity, .create, .read, .remove]
        case .signIn: [.identity]
        }
    }

    /// Takes all steps and reports.
    func run() async -> ProbeReport {
        var course = ProbeCourse(Self.steps(of: plan.extent), plan, beginning: beginning)
        var goesOn = true
        for name in Self.steps(of: plan.extent) where goesOn {
            let began = ContinuousClock().now
            let result: Result<Probe.Ending, ExchangeFailure>
            do throws(ExchangeFailure) {
                result = .success(try await attempt(name, &course))
            } catch {
                result = .failure(error)
            }
            goesOn = course.take(name, result, since: began)
        }
        return course.report
    }

    /// Asks for the table alone: whether the account lets the key in, and whether the table is there.
    func askForTable() async -> (key: Fact<EnvironmentFacts.Passage>, hasTable: Fact<Bool>) {
        var course = ProbeCourse(Self.steps(of: .signIn), plan, beginning: beginning)
        do throws(ExchangeFailure) {
            return (.known(.passed), .known(try await ask(&course).goesOn))
        } catch {
            return (Probe.passage(of: error, at: .identity), .notAsked(error.shown))
        }
    }

    private func attempt(
        _ name: ProbeReport.StepName, _ course: inout ProbeCourse
    ) async throws(ExchangeFailure) -> Probe.Ending {
        switch (name, plan.lead) {
        case (.identity, _): try await ask(&course)
        case (.create, let lead?): try await create(lead, &course)
        case (.read, let lead?): try await read(lead, &course)
        case (.remove, let lead?): try await remove(lead, &course)
        case (.create, nil), (.read, nil), (.remove, nil), (.endpoint, _), (.token, _): Probe.Ending(result: .skipped)
        }
    }

    /// Asks for the keys of an entity, which shows whether the account takes the secret.
    private func ask(_ course: inout ProbeCourse) async throws(ExchangeFailure) -> Probe.Ending {
        let response = try await send(.get, "/\(table)()", query: "?$top=1&$select=PartitionKey", &course)
        if response.status == 200 { return .ok }
        guard Self.error(in: response)?.saysNoTable == true else { throw refusal(response, course) }
        // Microsoft's page leaves it open whether the table is made beforehand: the first lead makes it.
        return Probe.Ending(
            result: .ok,
            note:
                "the account accepts the key; it has no table \(table) yet, which Microsoft makes with the first lead",
            goesOn: false)
    }

    /// Writes the lead, in a way that asking twice writes once: Insert Or Replace Entity.
    private func create(
        _ lead: ProbePlan.Lead, _ course: inout ProbeCourse
    ) async throws(ExchangeFailure) -> Probe.Ending {
        let body = MarketplaceLead(of: connection, at: course.now).entity(partition: Self.partition, row: lead.id)
        let response: HTTPResponse
        do throws(ExchangeFailure) {
            response = try await send(.put, path(of: lead), body: Array(body.utf8), &course)
        } catch {
            if error.hasAnswer == false { course.lead = .uncertain }
            throw error
        }
        guard response.status == 204 else {
            let trouble = refusal(response, course)
            if trouble.class.result == .unknown { course.lead = .uncertain }
            throw trouble
        }
        course.lead = .standing
        course.writeMilliseconds = response.totalMilliseconds
        return Probe.Ending(result: .ok, note: WritePatience.remark(milliseconds: response.totalMilliseconds))
    }

    /// Reads the lead back.
    private func read(
        _ lead: ProbePlan.Lead, _ course: inout ProbeCourse
    ) async throws(ExchangeFailure) -> Probe.Ending {
        let response = try await send(.get, path(of: lead), query: "?$select=RowKey", &course)
        if response.status == 200 { return .ok }
        guard Self.error(in: response)?.saysGone == true else { throw refusal(response, course) }
        course.lead = .absent
        throw ExchangeFailure(
            .unrecognised, code: "HTTP \(response.status)", "the lead was accepted and is not there",
            answeredBy: .storage)
    }

    /// Removes the lead, unless it is to stay.
    private func remove(
        _ lead: ProbePlan.Lead, _ course: inout ProbeCourse
    ) async throws(ExchangeFailure) -> Probe.Ending {
        guard lead.cleanup == .delete else {
            return Probe.Ending(result: .skipped, note: "the lead stays, as configured")
        }
        let response = try await send(.delete, path(of: lead), &course)
        guard response.status == 204 || Self.error(in: response)?.saysGone == true else {
            throw refusal(response, course)
        }
        course.lead = .absent
        return .ok
    }

    private func path(of lead: ProbePlan.Lead) -> String {
        "/\(table)(PartitionKey='\(Self.partition)',RowKey='\(lead.id)')"
    }
}

extension TableProbe {
    /// Sends a request with its signature.
    func send(
        _ method: HTTPRequest.Method, _ path: String, query: String = "", body: [UInt8]? = nil,
        _ course: inout ProbeCourse
    ) async throws(ExchangeFailure) -> HTTPResponse {
        let date = HTTPDate.text(ofSeconds: course.now.secondsSinceEpoch)
        let parts = secret.bytes.withBytes { try? StorageConnection($0) }
        guard let parts, parts.service == service,
            let authorization = SharedKeyLite.authorization(
                for: path, at: date, account: parts.account, key: parts.key, of: secret.bytes)
        else {
            throw ExchangeFailure(
                .configuration, "the saved connection string is not one of \(service); nothing was sent",
                answeredBy: .storage)
        }
        var headers = [
            HTTPRequest.Header("Authorization", authorization), HTTPRequest.Header("x-ms-date", date),
            HTTPRequest.Header("x-ms-version", Self.version),
            HTTPRequest.Header("Accept", "application/json;odata=nometadata"),
            HTTPRequest.Header("DataServiceVersion", "3.0;NetFx"),
            HTTPRequest.Header("MaxDataServiceVersion", "3.0;NetFx"),
        ]
        if body != nil { headers.append(HTTPRequest.Header("Content-Type", "application/json")) }
        if method == .delete { headers.append(HTTPRequest.Header("If-Match", "*")) }
        var request = HTTPRequest(
            method, service + path + query, headers: headers, body: body.map { .bytes($0) } ?? .none,
            bodyLimit: Self.bodyLimit)
        if method == .put { request.timeout = patience.limit }
        do {
            let response = try await client.perform(request)
            course.note(response)
            return response
        } catch {
            throw ExchangeFailure(error)
        }
    }

    static func error(in response: HTTPResponse) -> StorageError? {
        StorageError(code: response.header("x-ms-error-code")) ?? StorageError(response.body.span)
    }

    /// What an answer other than the one hoped for means.
    func refusal(_ response: HTTPResponse, _ course: ProbeCourse) -> ExchangeFailure {
        let rest = RetryAfter.span(of: response, now: course.now)
        let error = Self.error(in: response)
        let shown = error?.code ?? "HTTP \(response.status)"
        if let meaning = error?.meaning {
            if meaning.class == .secretWrong, let skew = course.skew, abs(skew.seconds) > Self.mostSkew.seconds {
                return ExchangeFailure(
                    .unrecognised, code: shown,
                    "this host's clock is too far from the storage account's for a signature to be accepted",
                    answeredBy: .storage)
            }
            return ExchangeFailure(
                meaning.class, code: shown, meaning.sentence,
                retryAfter: meaning.class == .throttled ? rest ?? RetryAfter.fallback : rest, answeredBy: .storage)
        }
        if error?.saysNoTable == true {
            return ExchangeFailure(
                .serviceFault, code: shown, "the table was there a moment ago, and is not now", answeredBy: .storage)
        }
        if error == nil, Stranger.speaks(by: response.status) {
            return .stranger(response.status, service: "the storage account's", retryAfter: rest)
        }
        switch response.status {
        case 429:
            return ExchangeFailure(
                .throttled, code: shown, "the storage account is over its limit of requests",
                retryAfter: rest ?? RetryAfter.fallback, answeredBy: .storage)
        case 500...:
            return ExchangeFailure(
                .serviceFault, code: shown, "the storage account has a fault of its own for the moment",
                retryAfter: rest, answeredBy: .storage)
        case _ where error == nil:
            return .stranger(response.status, service: "the storage account's", retryAfter: rest)
        default:
            return ExchangeFailure(
                .unrecognised, code: shown,
                "the storage account refused the request for a reason that is not known here", retryAfter: rest,
                answeredBy: .storage)
        }
    }
}
