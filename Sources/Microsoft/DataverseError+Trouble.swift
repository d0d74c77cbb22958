internal import Basics
internal import Credentials
internal import Refusals

extension DataverseError {
    /// What a refusal with that status means; `answer` is `nil` where the body was no error of Dataverse's.
    static func trouble(_ answer: DataverseError?, status: Int, retryAfter: TimeSpan?) -> ExchangeFailure {
        let shown = answer?.code.map(hexadecimal) ?? "HTTP \(status)"
        let meaning = answer?.meaning
        if meaning?.class == .throttled || status == 429 && meaning == nil {
            return ExchangeFailure(
                .throttled, code: shown, meaning?.sentence ?? "the environment is over its limit of requests",
                retryAfter: retryAfter ?? RetryAfter.fallback, answeredBy: .dataverse)
        }
        if let meaning {
            return ExchangeFailure(
                meaning.class, code: shown, answer?.sentence(of: meaning) ?? meaning.sentence, retryAfter: retryAfter,
                answeredBy: .dataverse)
        }
        if let column = answer?.column {
            return ExchangeFailure(.privilegeMissing, code: shown, column.sentence, answeredBy: .dataverse)
        }
        if answer == nil, Stranger.speaks(by: status) {
            return .stranger(status, service: "the environment's", retryAfter: retryAfter)
        }
        switch status {
        case 500...:
            return ExchangeFailure(
                .serviceFault, code: shown, "the environment has a fault of its own for the moment",
                retryAfter: retryAfter,
                answeredBy: .dataverse)
        case 403 where answer?.privilege != nil:
            return ExchangeFailure(
                .privilegeMissing, code: shown,
                "the user lacks the privilege \(answer?.privilege ?? "") in the environment",
                answeredBy: .dataverse)
        case 401:
            return ExchangeFailure(
                .unrecognised, code: shown, "the environment did not accept a fresh access token and did not say why",
                answeredBy: .dataverse)
        case 408:
            return ExchangeFailure(
                .timeout, code: shown, "the environment gave up waiting for the request", answeredBy: .dataverse)
        case _ where answer == nil:
            return .stranger(status, service: "the environment's", retryAfter: retryAfter)
        default:
            return ExchangeFailure(
                .unrecognised, code: shown, "the environment refused the request for a reason that is not known here",
                retryAfter: retryAfter, answeredBy: .dataverse)
        }
    }

    /// What a known code says, with the privilege or the column that the text names.
    private func sentence(of meaning: Meaning) -> String {
        guard meaning.class == .privilegeMissing else { return meaning.sentence }
        if let column { return column.sentence }
        return privilege.map { "the user lacks the privilege \($0) in the environment" } ?? meaning.sentence
    }
}
