import Credentials
import Ports
import Wording

@testable import Notices

/// Several notices in one mail, of those kept under Golden/.
struct DigestScene: CustomStringConvertible, Sendable {
    let description: String
    var requests: [NoticeRequest]

    var notice: NoticeText { NoticeFixture.composer.compose(together: requests) }

    /// What is told in the mail, in a language.
    func document(_ catalog: Catalog = .english) -> NoticeDocument? {
        let composer = NoticeFixture.composer
        return DigestDrafter(requests: requests, catalog: catalog, host: composer.host, portals: composer.portals)?
            .document
    }

    /// The same in the language of all of its credentials.
    func written(in language: NoticePolicy.Language) -> DigestScene {
        var scene = self
        for index in scene.requests.indices { scene.requests[index].credential.notices.language = language }
        return scene
    }

    static let all = [oneApp, mixed, news]

    private static let applications = (1...4).map { "2345605\($0)-aaaa-bbbb-8662-1234df56788f" }

    private static let now = NoticeFixture.end - .days(14)

    /// A notice about a connection whose secret ends so long after `NoticeFixture.end`.
    static func request(
        _ name: String, _ occasion: Occasion, app: Int, method: NoticeFixture.Method = .azureAD,
        later: TimeSpan = .days(0), finding: ProbeReport.Finding? = nil, proof: TimeSpan = .hours(9)
    ) -> NoticeRequest {
        let credential = NoticeFixture.credential(
            method, name: name, environment: "https://\(name).crm4.dynamics.com",
            userName: "leads@\(name).onmicrosoft.com", contacts: ["ops@contoso.com", "sales@contoso.com"],
            application: applications[app])
        let end = NoticeFixture.end + later
        var request = NoticeFixture.request(
            credential, occasion, standing: NoticeFixture.standing(finding, proof: now - proof, now: now), now: now,
            version: NoticeFixture.version(of: credential, expires: .at(end, origin: .operator)))
        if request.occasion.kind.isOfWindow { request.windowEnd = end }
        return request
    }

    /// Three connections of one app, whose secret ends in two weeks.
    private static let oneApp = DigestScene(
        "digest-one-app",
        ["contoso", "fabrikam", "tailspin"].map { request($0, .lapses(within: .days(14)), app: 0) })

    /// What is to be done now before what is to be begun by a day, and of that the first day first.
    private static let mixed = DigestScene(
        "digest-mixed",
        [
            request("tailspin", .lapses(within: .days(30)), app: 2, later: .days(16)),
            request("contoso", .lapses(within: .days(14)), app: 0),
            request("fabrikam", .lapses(within: .days(14)), app: 0),
            request("northwind", .lapses(within: .days(14)), app: 3, method: .office365, later: .days(3)),
            request(
                "adatum", .refused(.secretWrong, since: now - .hours(2), repetition: 0), app: 1, later: .days(90),
                finding: .init(class: .secretWrong, step: .token, code: "AADSTS7000215", message: "refused"),
                proof: .hours(26)),
        ])

    /// What asks nothing of anybody: connections that work again.
    private static let news: DigestScene = {
        var scene = DigestScene(
            "digest-works-again",
            [("contoso", 0), ("fabrikam", 1)].map {
                request($0.0, .worksAgain(since: now - .days(2)), app: $0.1, later: .days(90), proof: .minutes(15))
            })
        for index in scene.requests.indices {
            scene.requests[index].trouble = .unchecked(since: now - .days(2), repetition: 1)
        }
        return scene
    }()

    private init(_ description: String, _ requests: [NoticeRequest]) {
        (self.description, self.requests) = (description, requests)
    }
}
