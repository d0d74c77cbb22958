internal import Credentials
internal import Curl

/// Why one exchange did not bring what it should: a finding that does not know its step yet.
///
/// Its words are ours. Nothing of an answer's text gets in but codes and names that match a strict pattern, since the
/// rest may carry what belongs to users.
struct ExchangeFailure: Error, Hashable {
    var `class`: ProbeClass
    var code: String?
    var message: String
    var retryAfter: TimeSpan?
    /// Whether the connection was lost while the answer was awaited; asking once more may tell.
    var isConnectionLost = false
    /// Whether somebody answered at all, rightly or not.
    var hasAnswer = true
    /// Who answered; `nil` where nobody did.
    var answeredBy: Answerer?
    /// What a sign-in that was turned down says of the secret, where the class alone does not tell.
    var verdict: SecretVerdict?

    init(
        _ class: ProbeClass, code: String? = nil, _ message: String, retryAfter: TimeSpan? = nil,
        answeredBy: Answerer? = nil
    ) {
        self.class = `class`
        self.code = code
        self.message = message
        self.retryAfter = retryAfter
        self.answeredBy = answeredBy
    }

    /// An answer that is none of the service's: something on the way answered in its place.
    ///
    /// - Parameter service: whose answer was awaited, as a possessive.
    static func stranger(_ status: Int, service: String, retryAfter: TimeSpan? = nil) -> ExchangeFailure {
        ExchangeFailure(
            .serviceFault, code: "HTTP \(status)",
            "the answer is not \(service): something on the way answered instead",
            retryAfter: retryAfter, answeredBy: .proxy)
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
        if error.code == .proxy { answeredBy = .proxy }
        hasAnswer = false
    }

    /// The keyring does not give what signs in; nobody was asked.
    init(_ obstacle: KeyringObstacle) {
        self.init(obstacle.probeClass, obstacle.sentence(of: "the certificate's key"))
        hasAnswer = false
    }

    /// The sentence, with the code behind it.
    var shown: String { code.map { "\(message) (\($0))" } ?? message }

    /// The trouble as a step's finding.
    func finding(at step: ProbeReport.StepName) -> ProbeReport.Finding {
        ProbeReport.Finding(
            class: `class`, step: step, code: code, message: message, retryAfter: retryAfter, answeredBy: answeredBy,
            verdict: verdict)
    }
}
