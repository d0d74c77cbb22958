import Control
import Credentials
import Testing
import Triage
import Wording

@Suite struct ConcernWordsTests {
    private let words = ConcernWords()

    @Test func `says what is needed in the words of Microsoft's screens`() {
        let cases: [(String, (inout ConnectionStatus) -> Void)] = [
            ("new client secret in Entra", { $0.attention = .lapsed }),
            (
                "new certificate in Entra",
                {
                    $0.attention = .renewalDue
                    $0.secret.kind = .certificate
                }
            ),
            (
                "new password in Microsoft 365",
                {
                    $0.attention = .renewalDue
                    ($0.method, $0.secret.kind) = ("office365", .password)
                }
            ),
            (
                "new connection string",
                {
                    $0.attention = .renewalDue
                    ($0.method, $0.secret.kind) = ("azure-table", .connectionString)
                }
            ),
            ("enter the new secret in Partner Center", { $0.attention = .handOff }),
            ("check the date", { $0.attention = .endInDoubt }),
            ("save the secret in leadkeeper", { $0.attention = .noSecret }),
            (
                "check the application in Entra",
                {
                    $0.attention = .refused
                    $0.probe = probe(.appDisabled)
                }
            ),
            (
                "new client secret in Entra",
                {
                    $0.attention = .refused
                    $0.probe = probe(.secretExpired)
                }
            ),
            (
                "check the Azure table",
                {
                    $0.attention = .refused
                    ($0.method, $0.probe) = ("azure-table", probe(.environmentWrong))
                }
            ), ("", { _ in }),
        ]
        for (expected, change) in cases {
            let connection = connection("contoso", change)
            #expect(words.need(of: connection, connection.concern(at: now)) == expected)
        }
    }

    @Test func `an end that Microsoft does not know of says so, and no more "yes"`() {
        let doubted = connection { $0.attention = .endInDoubt }
        #expect(words.state(doubted, doubted.concern(at: now)) == "expired, yet works")
        let refused = connection {
            $0.attention = .refused
            $0.probe = probe(.noRole)
        }
        #expect(words.state(refused, .refused) == "refused: no-role")
    }

    @Test func `tells how many were told, and when, and says so where nobody was`() {
        let asked = connection {
            $0.attention = .lapsed
            $0.told = ToldStatus(people: 3, at: Timestamp(now))
        }
        let time = { (_: Instant) in "11:35" }
        #expect(words.told(asked, .expired, time: time) == "3 contacts told 11:35")
        var one = asked
        one.told = ToldStatus(people: 1, at: Timestamp(now))
        #expect(words.told(one, .expired, time: time) == "1 contact told 11:35")
        one.name = "@mail"
        #expect(words.told(one, .expired, time: time) == "1 operator told 11:35")
        one.told = nil
        #expect(words.told(one, .expired, time: time) == "nobody told yet")
        #expect(words.told(asked, .unclear, time: time) == "", "nobody has to be told")
    }

    @Test(arguments: NoticePolicy.Language.allCases)
    func `every concern has its words in every language`(language: NoticePolicy.Language) {
        let words = ConcernWords(.catalog(for: language))
        for concern in Concern.allCases {
            for kind in SecretKind.allCases {
                let connection = connection { $0.secret.kind = kind }
                #expect(!words.state(connection, concern).contains("concern."), "\(concern)")
                let need = words.need(of: connection, concern)
                #expect(!need.contains("need.") && need.isEmpty == (concern == .fine), "\(concern)")
            }
        }
        for reason in Rotation.Attention.Reason.allCases {
            let stuck = connection {
                $0.rotation = RotationStatus()
                $0.rotation.attention = RotationStatus.Attention(
                    .init(reason: reason, since: now, code: nil, message: "the fact"))
            }
            #expect(!words.need(of: stuck, .stuck).hasSuffix("."))
        }
    }
}
