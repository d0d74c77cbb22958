internal import Control
internal import Curl
internal import Dispatch
internal import Glibc
internal import SecureMemory
internal import Unix

/// Asks the daemon over its control socket.
///
/// Blocks the thread that asks, which is this program's main thread.
struct ControlClient {
    private let socket: String
    private let http: HTTPClient

    /// A client of the daemon whose socket is in that directory; nothing is asked yet.
    init(runtime: String) throws(Failure) {
        socket = runtime + "/control.sock"
        var configuration = HTTPClient.Configuration()
        configuration.unixSocket = socket
        // The daemon sends nothing while it works, and a probe may work for minutes.
        configuration.lowSpeed = 0
        do throws(CurlError) {
            http = try HTTPClient(configuration: configuration)
        } catch {
            throw Failure(.internal, error.description)
        }
    }

    /// Asks, and answers what the daemon answers; `operation` says what for, as in "failed to <operation>".
    func ask<Request: ControlRequest>(_ request: Request, to operation: String) throws(Failure) -> Request.Answer {
        let response = try send(request, to: operation)
        do {
            return try .read(response.secretBody.map(AnswerBody.secret) ?? .bytes(response.body))
        } catch {
            throw Failure(
                .internal, "failed to \(operation): the daemon's answer is not understood",
                hint: "daemon and command may be of different versions; restart the daemon")
        }
    }

    private func send<Request: ControlRequest>(_ request: Request, to operation: String) throws(Failure) -> HTTPResponse
    {
        let route = Request.route
        var message = HTTPRequest(Self.method(route.method), "http://localhost" + request.target)
        message.bodyLimit = 64 << 20
        message.timeout = route.timeout
        message.bodyIsSecret = Request.Answer.isSecret
        message.headers = [.init(SaidCaller.field, Self.said.value)]
        if route.takesSecret {
            message.body = .secret(request.parts.secret)
            message.headers.append(.init("Content-Type", SharedSecret.mediaType))
        }
        let response = try perform(message, to: operation)
        guard response.status != 200 else { return response }
        throw failure(response, operation)
    }

    /// Who asks, for the record: the kernel may not tell the daemon.
    private static var said: SaidCaller {
        SaidCaller(userID: getuid(), sudoUserID: getenv("SUDO_UID").flatMap { SaidCaller.userID(String(cString: $0)) })
    }

    /// Waits for the client's queue; no task of this process ever waits for this thread.
    private func perform(_ message: HTTPRequest, to operation: String) throws(Failure) -> HTTPResponse {
        let done = DispatchSemaphore(value: 0)
        let slot = AnswerSlot()
        Task { [http] in
            do throws(CurlError) {
                slot.answer = .success(try await http.perform(message))
            } catch {
                slot.answer = .failure(error)
            }
            done.signal()
        }
        done.wait()
        switch slot.answer {
        case .success(let response): return response
        case .failure(let error): throw failure(error, operation)
        case nil: throw Failure(.internal, "failed to \(operation): no answer")
        }
    }

    private func failure(_ response: HTTPResponse, _ operation: String) -> Failure {
        let body = response.secretBody?.bytes.withBytes { [UInt8]($0) } ?? response.body
        if let problem = try? JSONText.decode(Problem.self, from: body) {
            return Failure(problem, operation: operation)
        }
        // The server's library answers by itself what is too long for it.
        let code: ExitCode = response.status == 413 || response.status == 414 ? .usage : .internal
        return Failure(code, "failed to \(operation): the daemon answers with HTTP status \(response.status)")
    }

    private func failure(_ error: CurlError, _ operation: String) -> Failure {
        switch error.code {
        case .connect: unreachable(operation)
        case .timeout:
            Failure(.temporary, "failed to \(operation): the daemon took too long", hint: "its journal says why")
        case .interrupted:
            Failure(
                .unavailable, "failed to \(operation): the daemon ended before it answered",
                hint: "its journal says why")
        default: Failure(.internal, "failed to \(operation): \(error.text)")
        }
    }

    /// Finds out why the socket does not answer, which libcurl does not tell.
    private func unreachable(_ operation: String) -> Failure {
        let cause = ControlSocket.connectionError(socket)
        let message = "failed to \(operation): failed to reach the daemon at \(socket): \(errorText(cause))"
        switch cause {
        case EACCES, EPERM:
            return Failure(.notPermitted, message, hint: "be root or a member of the group leadkeeper")
        case ENOENT, ECONNREFUSED:
            return Failure(.unavailable, message, hint: "is it running? `systemctl status leadkeeper` tells")
        default:
            return Failure(.unavailable, message)
        }
    }

    private static func method(_ method: Route.Method) -> HTTPRequest.Method {
        switch method {
        case .get: .get
        case .put: .put
        case .post: .post
        case .delete: .delete
        }
    }
}

/// Carries one answer from the task that gets it to the thread that waits.
private final class AnswerSlot: @unchecked Sendable {
    // Sendable: written before the semaphore is signalled, read after it was waited for.
    var answer: Result<HTTPResponse, CurlError>?
}

/// The Unix socket itself, for those who ask why it does not answer.
enum ControlSocket {
    /// The error of connect(2), or 0 where somebody answers after all.
    static func connectionError(_ path: String) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        guard let status = UnixAddress.withAddress(of: path, { connect(descriptor, $0, $1) }) else { return ENAMETOOLONG }
        return status == 0 ? 0 : errno
    }
}
