internal import Credentials
internal import Curl

/// Why one exchange did not bring what it should: a finding that does not know its step yet.
///
/// Its words are ours. Nothing of an answer's text gets in but codes and names that match a strict pattern, since the rest may
/// carry what belongs to users.
struct Trouble: Error, Hashable {
    var `class`: ProbeClass
    var code: String?
    var message: String
    var retryAfter: Span?
    /// Whether the connection was lost while the answer was awaited; asking once more may tell.
    var isConnectionLost = false
    /// Whether somebody answered at all, rightly or not.
    var hasAnswer = true

    init(_ class: ProbeClass, code: String? = nil, _ message: String, retryAfter: Span? = nil) {
        self.class = `class`
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
    }

    /// What libcurl reported, as a class.
    init(_ error: CurlError) {
        let `class`: ProbeClass =
            switch error.code {
            case .resolve, .connect, .proxy, .interrupted, .cancelled: .network
            case .tls: .tls
            case .timeout: .timeout
            case .tooLarge, .badAnswer: .serviceFault
            case .local: .unrecognised
            }
        self.init(`class`, code: error.number == 0 ? nil : "curl \(error.number)", error.description)
        isConnectionLost = error.code == .interrupted
        hasAnswer = false
    }

    func finding(at step: ProbeReport.StepName) -> ProbeReport.Finding {
        ProbeReport.Finding(class: `class`, step: step, code: code, message: message, retryAfter: retryAfter)
    }
}
