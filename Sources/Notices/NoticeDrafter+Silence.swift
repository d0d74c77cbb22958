internal import Credentials
internal import Ports
internal import Wording

/// What is told of a silence: what may be the cause, and how long the pauses are otherwise.
extension NoticeDrafter {
    /// What the doctor found amiss when the silence was found, the likeliest cause first; empty for any other news.
    var silenceCauses: [LeadSilence.Cause] {
        guard case .silent = news else { return [] }
        return request.leads?.silence?.causes ?? []
    }

    /// What to mend first: each cause in the doctor's own words, which stand in English alone.
    var causeSteps: [[NoticeDocument.Line]] {
        let template = words.text(.advice(.silentCause))
        return silenceCauses.map { cause in
            let markup = Markup(
                { name in
                    switch NoticeValue(rawValue: name) {
                    case .cause: cause.evidence.displayable(limit: 300)
                    case .check: cause.check.displayable(limit: 64)
                    case let other: other.map { value(of: $0) }
                    }
                }, link: { NoticeLink(rawValue: $0).flatMap(address(of:)) })
            return markup.lines(template)
        }
    }

    /// When the last lead came, and how long the longest pause before was.
    var leadFacts: [NoticeDocument.Fact] {
        guard case .silent = news else { return [] }
        return [fact(.lastLead, .lastLead)]
            + (request.leads?.longestPause == nil ? [] : [fact(.usualPause, .usualPause)])
    }
}
