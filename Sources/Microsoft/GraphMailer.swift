internal import Basics
public import Credentials
public import Curl
public import Ports
internal import Refusals
internal import SecureMemory

/// Mail through Microsoft Graph: `sendMail` of one mailbox, as an application that may send as it.
///
/// The mail goes there as it is, in MIME form; Graph sends it to whom its header names, so a mail must name its
/// recipient and nobody else. Graph's 202 says that it has taken the mail, as a mail server's 250 does. Each mail is a
/// request of its own, which is never repeated. https://learn.microsoft.com/graph/api/user-sendmail
public struct GraphMailer: Mailer {
    private let client: HTTPClient
    private let tokens: AppTokens
    private let origin: String
    private let mailbox: String

    /// How it is set up, in words that change with it.
    public var setting: String { "graph \(origin) \(mailbox)" }

    /// How many requests Exchange lets one application make at a mailbox at the same time.
    ///
    /// https://learn.microsoft.com/graph/throttling-limits, "Outlook service limits".
    public static let requestsAtATime = 4

    /// Sends as that mailbox.
    ///
    /// - Parameters:
    ///   - client: one that keeps to `requestsAtATime` connections to a host.
    ///   - graphEndpoint: Graph's origin, such as `https://graph.microsoft.com`; the tokens are for it.
    public init(client: HTTPClient, tokens: AppTokens, graphEndpoint: String, mailbox: EmailAddress) {
        self.client = client
        self.tokens = tokens
        origin = graphEndpoint.last == "/" ? String(graphEndpoint.dropLast()) : graphEndpoint
        self.mailbox = mailbox.description
    }

    /// Hands Graph one mail; it must name that recipient and nobody else.
    public func deliver(_ message: [UInt8], to recipient: String, secret: MailSecret?) async -> Delivery {
        guard let secret else {
            return .misconfigured(code: nil, text: "there is no client secret and no certificate to get a token with")
        }
        let body = Base64.encodedBytes(message)
        do throws(TokenFailure) {
            let answer = try await tokens.use(secret, isRefused: \.turnsTokenDown) { await send(body, with: $0) }
            return Delivery(answer, server: host)
        } catch {
            return Delivery(error)
        }
    }

    /// Gets a token and asks `sendMail` of the mailbox for something that sends nothing: a body that is no base64, which
    /// Graph refuses only after it has let us in.
    public func signIn(with secret: MailSecret) async -> MailSignIn {
        await tokens.forget()
        do throws(TokenFailure) {
            let answer = try await tokens.use(secret, isRefused: \.turnsTokenDown) {
                await send(Array("-".utf8), with: $0)
            }
            return MailSignIn(answer)
        } catch {
            return .turnedDown(error.finding)
        }
    }

    /// Gets a token, asks `sendMail` of the mailbox for what sends nothing, as `signIn` does, and then for the mailbox
    /// itself.
    ///
    /// To read the mailbox takes a right of its own (`Mail.ReadBasic`), which an application that only sends has no need
    /// of: where it lacks it, 403, the token and the right to send are the proof, and the rest is not told.
    public func prove(to recipient: String, secret: MailSecret?) async -> WayProof {
        guard let secret else {
            return .fails(
                .misconfigured(code: nil, text: "there is no client secret and no certificate to get a token with"))
        }
        await tokens.forget()
        do throws(TokenFailure) {
            let answers = try await tokens.use(secret, isRefused: { $0.first.turnsTokenDown }) { token in
                let sending = await send(Array("-".utf8), with: token)
                let isLetIn = MailSignIn(sending) == .accepted
                return (first: sending, second: isLetIn ? await look(with: token) : nil)
            }
            guard MailSignIn(answers.first) == .accepted, let reading = answers.second else {
                return .fails(Delivery(answers.first, server: host))
            }
            return WayProof(ofReading: reading, mailbox, host)
        } catch {
            return .fails(Delivery(error))
        }
    }

    /// Asks for the mailbox's inbox, and of that for its name alone.
    private func look(with token: SharedSecret) async -> GraphMailAnswer {
        let path = "/v1.0/users/\(PercentEncoding.encode(mailbox))/mailFolders/inbox?$select=id"
        return await ask(HTTPRequest(.get, origin + path), with: token)
    }

    private var host: String {
        origin.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first.map(String.init) ?? origin
    }

    private func send(_ body: [UInt8], with token: SharedSecret) async -> GraphMailAnswer {
        let path = "/v1.0/users/\(PercentEncoding.encode(mailbox))/sendMail"
        let request = HTTPRequest(
            .post, origin + path, headers: [.init("Content-Type", "text/plain")], body: .bytes(body))
        return await ask(request, with: token)
    }

    private func ask(_ question: HTTPRequest, with token: SharedSecret) async -> GraphMailAnswer {
        var request = question
        request.headers += [.init("Accept", "application/json"), .init("client-request-id", RequestID.random())]
        (request.authorization, request.bodyLimit) = (token, GraphSession.bodyLimit)
        request.needsFreshConnection = true
        do throws(CurlError) {
            let response = try await client.perform(request)
            return .response(
                status: response.status, try? GraphError(response.body.span),
                retryAfter: RetryAfter.span(of: response, now: nil))
        } catch {
            return .none(error)
        }
    }
}
