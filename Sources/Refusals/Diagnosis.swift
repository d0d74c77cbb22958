package import Credentials

/// What a text means that somebody found, with the code or the words by which it was known.
package struct Diagnosis: Hashable, Sendable {
    /// What it is about.
    package enum Matter: Hashable, Sendable {
        /// A class of trouble with a connection, or with one of leadkeeper's own credentials.
        case `class`(ProbeClass)
        /// What keeps a rotation from getting on.
        case rotation(Rotation.Attention.Reason)
        /// What a mail server answered.
        case mail(MailVerdict)
        /// What is wrong with the daemon itself.
        case daemon(DaemonFault)
    }

    /// What it is about.
    package var matter: Matter
    /// Who says so; `nil` for one of leadkeeper's own words.
    package var answerer: Answerer?
    /// The code as whoever said it writes it; `nil` where it was known by its words.
    package var code: String?
    /// What it says, as a clause.
    package var sentence: String
    /// Whether it says no more than that something failed, and what stands beside it says why.
    var isGeneral = false

    package init(_ matter: Matter, from answerer: Answerer? = nil, code: String? = nil, _ sentence: String) {
        (self.matter, self.answerer, self.code, self.sentence) = (matter, answerer, code, sentence)
    }
}

extension Diagnosis {
    /// What a text means that was copied from Partner Center, a log, a mail or a page: each thing once, in the order in
    /// which it was found; empty where nothing in it is known here.
    ///
    /// It looks for codes and sentences that belong to somebody, and concludes nothing from words that anybody uses.
    /// Reads no more than the first 200,000 bytes. Does not block.
    package static func all(in text: String) -> [Diagnosis] {
        let text = FoundText(text)
        var found = text.entraNumbers + text.dataverseCodes + text.graphCodes + text.sentences
        found += text.mailReplies + text.ownWords
        if found.contains(where: { !$0.isGeneral }) { found.removeAll(where: \.isGeneral) }
        var known: Set<Matter> = []
        return found.filter { known.insert($0.matter).inserted }
    }
}
