internal import Basics
internal import Credentials
internal import Curl
internal import Ports

extension Delivery {
    /// What an answer means for the outbox; nothing of its body is shown, which may repeat the URL.
    init(_ response: HTTPResponse, from host: String) {
        let status = response.status
        let rest = response.header("Retry-After").flatMap { Int64($0) }.flatMap { seconds in
            (1...86_400).contains(seconds) ? TimeSpan.seconds(seconds) : nil
        }
        let (verdict, meaning): (MailVerdict, String?) =
            switch status {
            case 200...299: (MailVerdict(.nothing, .accepted, isLasting: false), nil)
            case 300...399: (MailVerdict(.connection, .restsAll, isLasting: true), "a redirect, which is not followed")
            case 401, 403, 404, 405, 410:
                (MailVerdict(.login, .restsAll, isLasting: true), "the URL does not take notices, or no longer")
            case 408, 425: (MailVerdict(.connection, .restsAll, isLasting: false, rest: rest), nil)
            case 429: (MailVerdict(.limit, .restsAll, isLasting: false, rest: rest), "too much at once")
            case 400...499: (MailVerdict(.content, .restsMail, isLasting: true), "it does not take this notice")
            case _: (MailVerdict(.connection, .restsAll, isLasting: false, rest: rest), nil)
            }
        self.init(
            verdict, code: status, text: "\(host) answered \(status)" + (meaning.map { ": \($0)" } ?? ""), server: host)
    }

    /// What it means that there was no answer.
    init(_ error: CurlError, from host: String) {
        let isLasting =
            switch error.code {
            case .tls, .local: true
            case .resolve, .connect, .timeout, .tooLarge, .badAnswer, .interrupted, .cancelled, .proxy: false
            }
        // Whoever had the whole request may have taken it.
        self.init(
            MailVerdict(.connection, .restsAll, isLasting: isLasting),
            command: error.mayHaveBeenSent ? .end : nil, text: "\(host): \(error.reason)",
            server: host)
    }
}

extension CurlError {
    /// Why there was no answer: the sentences of libcurl that may hold more than the host are left out.
    var reason: String {
        switch code {
        case .resolve: "its name has no address"
        case .connect: "no connection could be made"
        case .tls: "TLS failed, or its certificate is not trusted"
        case .timeout: "it did not answer in time"
        case .tooLarge: "its answer is too long"
        case .badAnswer: "its answer is not HTTP"
        case .interrupted: "the connection was lost before it answered"
        case .cancelled: "the attempt was ended"
        case .proxy: "the proxy cannot be reached or refuses"
        case .local: number == 0 ? "it cannot be asked" : text
        }
    }
}
