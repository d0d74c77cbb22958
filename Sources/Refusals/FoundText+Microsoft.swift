internal import Basics
internal import Credentials

/// What Microsoft's services say.
extension FoundText {
    /// Entra's numbers, and OAuth's words where it is Entra that says them.
    var entraNumbers: [Diagnosis] {
        var numbers: [Int] = []
        func take(at place: Int) {
            let number = number(at: place) { EntraError.known[$0] != nil }
            if let number, (10_000...99_999_999).contains(number) { numbers.append(number) }
        }
        for place in places(behind: "aadsts") { take(at: place) }
        for place in places(behind: "login.microsoftonline.com/error?code=") { take(at: place) }
        for place in places(behind: "\"error_codes\"") {
            let list = bytes[place...].prefix(200).drop { $0 == UInt8(ascii: ":") || $0.isBlank }
            guard list.first == UInt8(ascii: "[") else { continue }
            let numbersOfList = list.dropFirst().prefix { $0 != UInt8(ascii: "]") }.split(separator: UInt8(ascii: ","))
            numbers += numbersOfList.compactMap { Int(String(decoding: $0.filter(\.isDigit), as: UTF8.self)) }
        }
        if let number = onlyWord.flatMap({ Int($0) }), EntraError.known[number] != nil { numbers.append(number) }
        return numbers.map(Self.entra) + (numbers.isEmpty ? oauthWords : [])
    }

    private static func entra(_ number: Int) -> Diagnosis {
        let code = EntraError.code(number)
        guard let meaning = EntraError.known[number] else {
            return Diagnosis(
                .class(.unrecognised), from: .entra, code: code, "Entra refused it for a reason that is not known here")
        }
        var diagnosis = Diagnosis(.class(meaning.class), from: .entra, code: code, meaning.sentence)
        diagnosis.isGeneral = meaning.isGeneral
        return diagnosis
    }

    /// OAuth's words are everybody's, so they count alone, or beside what only Entra says.
    private var oauthWords: [Diagnosis] {
        let isEntras = ["microsoftonline", "suberror", "trace_id", "entraid"].contains(where: has)
        let known = isEntras ? words : onlyWord.map { [$0] } ?? []
        guard let word = known.first(where: Self.oauth.contains) else { return [] }
        let detail = known.first(where: Self.details.contains)
        let isOfUser = word.hasPrefix("user_") || detail?.hasPrefix("user_") == true
        let error = EntraError(error: word, suberror: detail)
        let meaning = error.saying(isOfUser ? .password : .clientSecret).meaning
        var diagnosis = Diagnosis(.class(meaning.class), from: .entra, code: detail ?? word, meaning.sentence)
        diagnosis.isGeneral = true
        return [diagnosis]
    }

    private static let oauth: Set<String> = [
        "invalid_client", "invalid_grant", "invalid_tenant", "invalid_resource", "invalid_scope", "unauthorized_client",
        "interaction_required", "consent_required", "user_password_expired", "unsupported_grant_type",
    ]
    private static let details: Set<String> = [
        "consent_required", "user_password_expired", "basic_action", "additional_action", "message_only",
        "protection_policy_required", "device_authentication_failed", "client_mismatch",
    ]

    /// Dataverse's codes, in hexadecimal or as the signed number that some of its messages have.
    var dataverseCodes: [Diagnosis] {
        var codes: [UInt32] = []
        for place in places(behind: "0x") {
            let digits = bytes[place...].prefix { $0.isDigit || ($0.isLetter && $0.lowerCased <= UInt8(ascii: "f")) }
            guard digits.count == 8, let code = UInt32(hexadecimal: String(decoding: digits, as: UTF8.self)) else {
                continue
            }
            codes.append(code)
        }
        for place in places(behind: "-") {
            let digits = bytes[place...].prefix(while: \.isDigit)
            guard digits.count == 10, let number = Int32("-" + String(decoding: digits, as: UTF8.self)) else {
                continue
            }
            codes.append(UInt32(bitPattern: number))
        }
        let column = SecuredColumn(message: text)
        return codes.compactMap { code in
            DataverseError.known[code].map { meaning in
                Diagnosis(
                    .class(meaning.class), from: .dataverse, code: DataverseError.hexadecimal(code),
                    meaning.class == .privilegeMissing ? column?.sentence ?? meaning.sentence : meaning.sentence)
            }
        }
    }

    /// Graph's codes.
    ///
    /// Some of their words are everybody's, so they count alone, or where Graph is named.
    var graphCodes: [Diagnosis] {
        let isGraphs = has("graph")
        let isMail = has("sendmail") || has("mailbox")
        return words.compactMap { word in
            guard isGraphs || word == onlyWord || !Self.everybodys.contains(word) else { return nil }
            let mail = GraphMailCode.known[word]
            let reason = GraphError(codes: [word]).meaning
            if let reason, let attention = reason.kind.reason, mail == nil || !isMail {
                return Diagnosis(.rotation(attention), from: .graph, code: word, reason.sentence)
            }
            guard let mail else { return nil }
            if let problem = mail.problem { return Diagnosis(.class(problem), from: .graph, code: word, "") }
            let verdict = MailVerdict(mail.subject, mail.consequence, isLasting: mail.subject != .limit)
            return Diagnosis(.mail(verdict), from: .graph, code: word, verdict.sentence)
        }
    }

    private static let everybodys: Set<String> = ["AccessDenied", "ResourceNotFound", "InvalidAuthenticationToken"]

    /// Sentences that Partner Center, Entra, Dataverse and Graph write whole.
    var sentences: [Diagnosis] {
        var found = PartnerCenterText.allCases.filter { $0.parts.contains(where: has) }.map { text in
            var diagnosis = text.diagnosis
            if text == .column, let column = SecuredColumn(message: self.text) { diagnosis.sentence = column.sentence }
            return diagnosis
        }
        let graph = GraphError(
            saysNoSuchKey: has("nopasswordcredentialfoundwithkeyid"),
            saysTooLarge: has("sizeoftheobjecthasexceededitslimit")
        ).meaning
        if let graph, let reason = graph.kind.reason {
            found.append(Diagnosis(.rotation(reason), from: .graph, graph.sentence))
        }
        if has("allowedasperassignedpolicy") {
            let policy = GraphError(codes: ["AsPerAppPolicy"]).meaning?.sentence
            found.append(Diagnosis(.rotation(.policyForbids), from: .graph, policy ?? ""))
        }
        return found
    }
}
