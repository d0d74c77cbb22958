import Credentials
import Ports

@testable import Notices

/// The mails about a silence, kept under Golden/: with causes that the doctor has found, and without any.
extension NoticeScene {
    static let silences = NoticeFixture.Method.allCases.flatMap { method in
        [
            silence(
                method, "silent",
                [
                    .init(
                        check: "privilege-lead-create", isFault: true,
                        evidence: "the user holds no privilege prvCreateLead"),
                    .init(
                        check: "offer-published", isFault: false,
                        evidence: "the offer has edits that are not published"),
                ]),
            silence(method, "silent-unexplained", []),
        ]
    }

    /// Nine days without a lead, where the longest pause was three days and some hours.
    private static func silence(
        _ method: NoticeFixture.Method, _ name: String, _ causes: [LeadSilence.Cause]
    ) -> NoticeScene {
        let credential = NoticeFixture.credential(method, contacts: ["ops@contoso.com", "sales@contoso.com"])
        let now = NoticeFixture.end - .days(40)
        let last = now - .days(9)
        let arrivals = (0..<100).map { last - .hours(80 * $0) }
        var sight = LeadSight(LeadReport(arrivals), after: nil, at: now)
        sight.silence = LeadSilence(since: last, foundAt: now, version: "v1", causes: causes)
        var request = NoticeFixture.request(
            credential, .silent(since: last),
            standing: NoticeFixture.standing(nil, proof: now - .hours(9), now: now), now: now)
        request.leads = sight
        return NoticeScene("\(method.rawValue)-\(name)", request)
    }
}
