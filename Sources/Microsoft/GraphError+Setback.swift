internal import Credentials
internal import Refusals

extension GraphError {
    /// What a refusal means.
    ///
    /// - Parameters:
    ///   - answer: the error in its body; `nil` where the body is none of Graph's.
    ///   - hasEffect: whether the request changes something, so that a fault leaves open whether it did.
    static func setback(_ answer: GraphError?, status: Int, hasEffect: Bool, retryAfter: TimeSpan?) -> Setback {
        let code = answer?.codes.first ?? "HTTP \(status)"
        func graphs(_ kind: Setback.Kind, code: String = code, _ message: String, _ retryAfter: TimeSpan? = nil)
            -> Setback
        {
            Setback(kind, code: code, message: message, retryAfter: retryAfter, answeredBy: .graph)
        }
        if Stranger.speaks(by: status) || answer == nil && status < 500 && status != 429 {
            let mayBeDone = hasEffect && !(400..<500).contains(status)
            return stranger(
                mayBeDone ? .uncertain : .transient, status, service: "Microsoft Graph's", retryAfter: retryAfter)
        }
        if status == 429 {
            return graphs(.transient, "Microsoft Graph asks to be called less often", retryAfter ?? RetryAfter.fallback)
        }
        if let answer, let known = answer.meaning {
            return graphs(known.kind, code: known.code ?? code, known.sentence, retryAfter)
        }
        switch status {
        case 500...:
            return graphs(
                hasEffect ? .uncertain : .transient, "Microsoft Graph has a fault of its own for the moment", retryAfter
            )
        case ..<400:
            return stranger(
                hasEffect ? .uncertain : .transient, status, service: "Microsoft Graph's", retryAfter: retryAfter)
        case 401: return graphs(.unauthorised, "Microsoft Graph did not accept a fresh access token")
        case 403: return graphs(.forbidden, "Microsoft Graph does not permit this to who asks")
        case 404: return graphs(.absent, "Microsoft Graph does not know what was asked for")
        case 408, 409, 412, 423: return graphs(.transient, "Microsoft Graph could not do it at this moment", retryAfter)
        default: return graphs(.refused, "Microsoft Graph refused the request")
        }
    }

    /// An answer that is none of the service's: something on the way answered in its place.
    ///
    /// - Parameter kind: `uncertain` where that may have let the request through first.
    static func stranger(_ kind: Setback.Kind, _ status: Int, service: String, retryAfter: TimeSpan?) -> Setback {
        Setback(
            kind, code: "HTTP \(status)",
            message: "the answer is not \(service): something on the way answered instead",
            retryAfter: retryAfter, answeredBy: .proxy)
    }
}
