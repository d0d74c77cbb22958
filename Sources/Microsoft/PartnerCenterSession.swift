internal import Basics
internal import Credentials
internal import Curl
internal import JSON
internal import Refusals
internal import SecureMemory

/// One call of Partner Center's API, signed in: its requests, and what their answers mean.
struct PartnerCenterSession {
    /// The version of the schemas that answers are written by, and the highest one that is asked for.
    static let version = "2022-07-01"
    /// How many resources, products or submissions an answer may list.
    static let listLimit = 20_000

    let session: GraphSession

    /// Asks for something; `nil` where Partner Center itself says that it is not there, by a code of its own.
    func get(_ path: String, _ query: String = "") async throws(Setback) -> [UInt8]? {
        let response = try await session.send(request(.get, path, query), hasEffect: false)
        if response.status == 200 { return response.body }
        let setback = Self.setback(response, hasEffect: false)
        guard setback.kind == .absent, (try? GraphError(response.body.span)) != nil else { throw setback }
        return nil
    }

    /// Asks for a change; answers the id of the job that makes it.
    func configure(_ body: HTTPRequest.Body) async throws(Setback) -> String {
        var request = request(.post, "configure")
        request.body = body
        let response = try await session.send(request, hasEffect: true)
        guard (200..<300).contains(response.status), let job = try? Self.jobID(in: response.body.span) else {
            throw Self.setback(response, hasEffect: true)
        }
        return job.description
    }

    private func request(_ method: HTTPRequest.Method, _ path: String, _ query: String = "") -> HTTPRequest {
        session.request(method, "/rp/product-ingestion/\(path)?\(query)$version=\(Self.version)")
    }

    private static func jobID(in text: JSONText) throws(JSONFault) -> GUID {
        guard let id = try JSONObject(text).string("jobId", in: text), let guid = GUID(id) else { throw .wrongType }
        return guid
    }
}

extension PartnerCenterSession {
    /// What an answer other than the one hoped for means.
    ///
    /// - Parameter hasEffect: whether a change was asked for, which a gateway's fault leaves in the dark.
    static func setback(_ response: HTTPResponse, hasEffect: Bool) -> Setback {
        let error = try? GraphError(response.body.span)
        let shown = error?.codes.first ?? "HTTP \(response.status)"
        let retryAfter = RetryAfter.span(of: response, now: nil)
        func theirs(_ kind: Setback.Kind, _ message: String, _ retryAfter: TimeSpan? = nil) -> Setback {
            Setback(kind, code: shown, message: message, retryAfter: retryAfter, answeredBy: .partnerCenter)
        }
        let isPage = error == nil && !response.body.isEmpty && (300..<500).contains(response.status)
        if Stranger.speaks(by: response.status) || isPage && response.status != 429 {
            let mayBeDone = hasEffect && response.status >= 500
            return GraphError.stranger(
                mayBeDone ? .uncertain : .transient, response.status, service: "Partner Center's",
                retryAfter: retryAfter)
        }
        switch response.status {
        case 429:
            return theirs(.transient, "Partner Center asks to be called less often", retryAfter ?? RetryAfter.fallback)
        case 408, 500...:
            return theirs(
                hasEffect ? .uncertain : .transient, "Partner Center has a fault of its own for the moment", retryAfter)
        case 401: return theirs(.unauthorised, "Partner Center does not accept the administrator's access token")
        case 403: return theirs(.forbidden, "Partner Center does not know the application as a manager of the account")
        case 404: return theirs(.absent, "Partner Center has no such thing")
        case 409: return theirs(.transient, "a publication, or another change of the product, is under way", retryAfter)
        case 400..<500: return theirs(.refused, "Partner Center refused the request")
        default:
            return illegible(response.status, hasEffect: hasEffect && (200..<300).contains(response.status))
        }
    }

    /// An answer that says success, and does not hold what it should.
    static func illegible(_ status: Int = 200, hasEffect: Bool = false) -> Setback {
        Setback(
            hasEffect ? .uncertain : .transient, code: "HTTP \(status)",
            message: "the answer is not what Partner Center's should be", answeredBy: .partnerCenter)
    }

    /// Whether it looks like one of the API's codes, such as `badRequest`; anything else of an answer is not repeated.
    static func isCode(_ text: String) -> Bool {
        (1...60).contains(text.utf8.count) && text.utf8.allSatisfy(\.isLetter)
    }
}
