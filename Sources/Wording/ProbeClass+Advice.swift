public import Credentials

extension ProbeClass {
    /// One sentence for the sysadmin, in English: what to do next.
    public var advice: String { advice(from: nil, code: nil) }

    /// One sentence for the sysadmin, in English: what to do next, where it was that one who answered.
    ///
    /// - Parameters:
    ///   - answerer: who gave the answer; `nil` where nobody did, or it is not known.
    ///   - code: the code that it gave.
    public func advice(from answerer: Answerer?, code: String?) -> String {
        Catalog.english.text("class.\(rawValue).advice", about: code, of: answerer)
    }
}

extension ProbeReport.Finding {
    /// One sentence for the sysadmin, in English: what to do next, at the door of whoever answered.
    public var advice: String { `class`.advice(from: answerer, code: code) }
}

extension Answerer {
    /// Where a code of its own is explained, in English: who said it and what to do about it.
    public func explanation(of code: String) -> String {
        Catalog.english.text("code", about: code, of: self)
    }
}

extension Catalog {
    /// The sentence about a code, in the variant for whoever gave it, and for codes that its list has.
    fileprivate func text(_ key: String, about code: String?, of answerer: Answerer?) -> String {
        let number = code.flatMap { answerer?.listed($0) }
        let variants = answerer.map { number == nil ? [$0.rawValue] : ["\($0.rawValue).code", $0.rawValue] } ?? []
        let values = ["code": code, "number": number]
        return Markup { values[$0] ?? nil }.verbatim(text(key, variants))
    }
}

extension Answerer {
    /// The code as the answerer's public list has it; `nil` for one that stands in no such list.
    fileprivate func listed(_ code: String) -> String? {
        switch self {
        case .entra: code.hasPrefix("AADSTS") ? Int(code.dropFirst("AADSTS".utf8.count)).map(String.init) : nil
        case .dataverse: code.hasPrefix("0x") ? code : nil
        case .graph, .partnerCenter, .proxy, .mailServer, .channel, .storage, .endpoint: nil
        }
    }
}
