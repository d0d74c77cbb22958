internal import Credentials
internal import Curl
internal import SecureMemory

/// A probe of an HTTPS endpoint: looks at its name and its certificate, and posts a lead as the marketplace does, where
/// that is asked for.
///
/// The URL is the secret. It is a `String` for as long as the request takes, since libcurl reads it from one; it is in
/// no error and no answer. No redirect is followed, and of an answer the header alone is read.
struct EndpointProbe {
    let client: HTTPClient
    let connection: CredentialName
    let origin: String
    let allowsPrivate: Bool
    let secret: SharedSecret
    let plan: ProbePlan
    let patience: Prober.Patience
    let beginning: Instant

    /// The steps that it has.
    static func steps(of extent: ProbeReport.Extent) -> [ProbeReport.StepName] {
        switch extent {
        case .whole: [.endpoint, .create]
        case .signIn: [.endpoint]
        }
    }

    /// Takes all steps and reports.
    func run() async -> ProbeReport {
        var course = ProbeCourse(Self.steps(of: plan.extent), plan, beginning: beginning)
        // What was posted cannot be taken back, so nothing of it ever stands.
        course.lead = .absent
        var began = ContinuousClock().now
        guard course.take(.endpoint, await look(&course), since: began) else { return course.report }
        guard plan.lead != nil else {
            course.conclude(
                ProbeReport.Finding(
                    class: .notPosted, step: nil,
                    message:
                        "name and certificate are right; nothing was posted, which would set off what waits there"))
            return course.report
        }
        began = ContinuousClock().now
        _ = course.take(.create, await post(&course), since: began)
        return course.report
    }

    /// Connects to the host, and sends nothing of the URL but that.
    private func look(_ course: inout ProbeCourse) async -> Result<Probe.Ending, ExchangeFailure> {
        await perform(HTTPRequest(.head, origin + "/", endsWithHeader: true), &course).map { _ in .ok }
    }

    private func post(_ course: inout ProbeCourse) async -> Result<Probe.Ending, ExchangeFailure> {
        guard secret.bytes.withBytes({ SecretForm.origin(of: $0) }) == origin else {
            return .failure(
                ExchangeFailure(
                    .configuration, "the saved URL is not one of \(origin); nothing was posted", answeredBy: .endpoint))
        }
        let url = secret.bytes.withBytes { bytes in
            String(decoding: bytes.prefix { $0 != UInt8(ascii: "#") }, as: UTF8.self)
        }
        // What arrives there must never be sent twice.
        let request = HTTPRequest(
            .post, url, headers: [HTTPRequest.Header("Content-Type", "application/json")],
            body: .bytes(Array(MarketplaceLead(of: connection, at: course.now).json.utf8)), endsWithHeader: true,
            timeout: patience.limit, needsFreshConnection: true)
        return await perform(request, &course).flatMap { response in
            if let trouble = Self.refusal(response, now: course.now) { return .failure(trouble) }
            course.writeMilliseconds = response.totalMilliseconds
            return .success(
                Probe.Ending(result: .ok, note: WritePatience.remark(milliseconds: response.totalMilliseconds)))
        }
    }

    private func perform(
        _ request: HTTPRequest, _ course: inout ProbeCourse
    ) async -> Result<HTTPResponse, ExchangeFailure> {
        do throws(CurlError) {
            let response = try await client.perform(request)
            course.note(response)
            return .success(response)
        } catch {
            var trouble = ExchangeFailure(error)
            if error.code == .local, !allowsPrivate {
                trouble.message += "; if that is meant, set [HTTPSEndpoint] AllowPrivate=yes"
            }
            return .failure(trouble)
        }
    }

    /// What an answer other than a success means; `nil` for a success.
    static func refusal(_ response: HTTPResponse, now: Instant) -> ExchangeFailure? {
        let rest = RetryAfter.span(of: response, now: now)
        let shown = "HTTP \(response.status)"
        let fails = { (probeClass: ProbeClass, text: String, retryAfter: TimeSpan?) in
            ExchangeFailure(probeClass, code: shown, text, retryAfter: retryAfter, answeredBy: .endpoint)
        }
        return switch response.status {
        case 200...299: nil
        case 407, 511: .stranger(response.status, service: "the endpoint's", retryAfter: rest)
        case 300...399:
            fails(.endpointRefused, "the endpoint sends callers elsewhere, which Microsoft does not follow", rest)
        case 401, 403, 404, 410: fails(.secretWrong, "the endpoint does not take this URL, or no longer", rest)
        case 408: fails(.timeout, "the endpoint gave up waiting for the request", rest)
        case 429: fails(.throttled, "the endpoint is over its limit of requests", rest ?? RetryAfter.fallback)
        case 500...: fails(.serviceFault, "the endpoint has a fault of its own for the moment", rest)
        case _: fails(.endpointRefused, "the endpoint does not take the lead", rest)
        }
    }
}
