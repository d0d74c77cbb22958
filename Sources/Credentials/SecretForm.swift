internal import Basics

/// What a secret that a person enters can look like: the one place that tells a slip of the hand from a secret.
///
/// A new secret is seldom tried by eye, and many slips leave one that looks right. Which of the rules hold depends on
/// whose secret it is: Entra makes client secrets, and people make passwords, which may well be a GUID or stand in
/// quotation marks. Nothing is ever copied, and no reason repeats a byte.
public enum SecretForm {
    /// An end of a secret.
    public enum End: Hashable, Sendable {
        case beginning, end
    }

    /// What a secret may not begin or end with.
    public enum Stray: Hashable, Sendable {
        case byteOrderMark, blank, noBreakSpace, otherSpace, invisible, typographicQuote, carriageReturn, lineEnd, tab,
            control
    }

    /// Why bytes are no secret.
    public enum Objection: Error, Hashable, Sendable {
        /// There are none.
        case empty
        /// They are text in UTF-16, as some editors and shells of Windows write it.
        case utf16
        /// Something stands before or after the secret.
        case stray(Stray, at: End)
        /// It is a GUID: the id of a client secret, or of an application, which is no secret.
        case secretID
        /// It stands between quotation marks.
        case quoted
        /// It is what Entra shows of a client secret in place of its value.
        case masked
        /// It is no URL of HTTP with a host in it.
        case noURL
        /// It is no connection string of a storage account.
        case noConnection(StorageConnection.Flaw)
        /// It is for another place than the connection's file says.
        case elsewhere(found: String, expected: String)
    }

    /// What is wrong with bytes that are to be a secret; `nil` where nothing is.
    ///
    /// - Parameters:
    ///   - kind: whose secret it is; `nil` where that is not known yet, which tests what holds of any.
    ///   - mayHaveUser: whether a URL may have a name and a password in it.
    public static func objection(
        to bytes: some RandomAccessCollection<UInt8>, kind: SecretKind?, mayHaveUser: Bool = false
    ) -> Objection? {
        guard !bytes.isEmpty else { return .empty }
        let firstTwo = Array(bytes.prefix(2))
        if firstTwo == [0xFF, 0xFE] || firstTwo == [0xFE, 0xFF] { return .utf16 }
        if let first = firstScalar(bytes), let stray = Stray(first) { return .stray(stray, at: .beginning) }
        if let last = lastScalar(bytes), let stray = Stray(last) { return .stray(stray, at: .end) }
        switch kind {
        case .clientSecret:
            if isGUID(bytes) || isBraced(bytes) && isGUID(bytes.dropFirst().dropLast()) { return .secretID }
            if isQuoted(bytes) { return .quoted }
            return isMasked(bytes) ? .masked : nil
        case .address: return isURL(bytes, mayHaveUser: mayHaveUser) ? nil : .noURL
        case .connectionString:
            do throws(StorageConnection.Flaw) {
                _ = try StorageConnection(bytes)
                return nil
            } catch {
                return .noConnection(error)
            }
        case .password, .certificate, nil:
            return nil
        }
    }

    /// What is wrong with bytes that are to be the secret of a credential; `nil` where nothing is.
    ///
    /// Where the secret says itself what it opens, that has to be the place that the credential is for.
    public static func objection(
        to bytes: some RandomAccessCollection<UInt8>, of credential: Credential
    ) -> Objection? {
        let mayHaveUser = if case .channel(let kind) = credential.identity { kind.mayHaveUser } else { false }
        if let objection = objection(to: bytes, kind: credential.identity.secretKind, mayHaveUser: mayHaveUser) {
            return objection
        }
        let found: String?
        switch credential.destination {
        case .httpsEndpoint: found = origin(of: bytes)
        case .table: found = try? StorageConnection(bytes).service
        case .dynamics, nil: return nil
        }
        // An endpoint is spoken to in TLS alone.
        guard let found, let expected = credential.destination?.origin else { return .noURL }
        return found == expected ? nil : .elsewhere(found: found, expected: expected)
    }

    /// The origin of a URL of HTTPS in the one way of writing it, `https://host[:port]`; `nil` where it has none, or a
    /// user.
    ///
    /// Of what stands behind it no text is made.
    public static func origin(of bytes: some Collection<UInt8>) -> String? {
        let scheme = "https://"
        guard bytes.count > scheme.utf8.count,
            String(decoding: bytes.prefix(scheme.utf8.count), as: UTF8.self).lowercased() == scheme
        else { return nil }
        let authority = bytes.dropFirst(scheme.utf8.count).prefix { !"/?#".utf8.contains($0) }
        let isHost = authority.allSatisfy { $0.isDigit || $0.isLetter || "-._:[]".utf8.contains($0) }
        guard !authority.isEmpty, authority.count <= 260, isHost else { return nil }
        let host = String(decoding: authority, as: UTF8.self).lowercased()
        return scheme + (host.hasSuffix(":443") ? String(host.dropLast(4)) : host)
    }

    private static func firstScalar(_ bytes: some RandomAccessCollection<UInt8>) -> UnicodeScalar? {
        var iterator = bytes.makeIterator()
        var parser = Unicode.UTF8.ForwardParser()
        guard case .valid(let encoded) = parser.parseScalar(from: &iterator) else { return nil }
        return Unicode.UTF8.decode(encoded)
    }

    private static func lastScalar(_ bytes: some RandomAccessCollection<UInt8>) -> UnicodeScalar? {
        var iterator = bytes.reversed().makeIterator()
        var parser = Unicode.UTF8.ReverseParser()
        guard case .valid(let encoded) = parser.parseScalar(from: &iterator) else { return nil }
        return Unicode.UTF8.decode(encoded)
    }

    /// Whether they are 8-4-4-4-12 hexadecimal digits; no text is made of them.
    private static func isGUID(_ bytes: some RandomAccessCollection<UInt8>) -> Bool {
        bytes.count == 36
            && zip(0..., bytes).allSatisfy { index, byte in
                [8, 13, 18, 23].contains(index) ? byte == UInt8(ascii: "-") : byte.isHexadecimalDigit
            }
    }

    /// Whether they are `https://` or `http://`, a host, and visible characters; no text is made of them.
    private static func isURL(_ bytes: some RandomAccessCollection<UInt8>, mayHaveUser: Bool) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: { bytes.starts(with: $0.utf8) }) else { return false }
        let rest = bytes.dropFirst(scheme.utf8.count)
        var host = rest.prefix { !"/?#".utf8.contains($0) }
        if mayHaveUser, let mark = host.lastIndex(of: UInt8(ascii: "@")) { host = host[host.index(after: mark)...] }
        return !host.isEmpty && !host.contains(UInt8(ascii: "@")) && rest.allSatisfy { (0x21...0x7E).contains($0) }
    }

    private static func isBraced(_ bytes: some RandomAccessCollection<UInt8>) -> Bool {
        bytes.first == UInt8(ascii: "{") && bytes.last == UInt8(ascii: "}")
    }

    private static func isQuoted(_ bytes: some RandomAccessCollection<UInt8>) -> Bool {
        bytes.count > 1 && bytes.first == bytes.last && bytes.first.map { "\"'`".utf8.contains($0) } ?? false
    }

    /// Whether they are three characters and then asterisks alone, as in Entra's list of client secrets.
    private static func isMasked(_ bytes: some RandomAccessCollection<UInt8>) -> Bool {
        bytes.count >= 8 && bytes.dropFirst(3).allSatisfy { $0 == UInt8(ascii: "*") }
    }
}

extension SecretForm.Stray {
    /// What a character is that no secret begins or ends with; `nil` for all others.
    init?(_ scalar: UnicodeScalar) {
        switch scalar.value {
        case 0xFEFF: self = .byteOrderMark
        case 0x20: self = .blank
        case 0x09: self = .tab
        case 0x0A: self = .lineEnd
        case 0x0D: self = .carriageReturn
        case 0xA0, 0x2007, 0x202F: self = .noBreakSpace
        // The low and the reversed quotation marks, the primes that some editors put in place of quotation marks, and
        // the wide ones.
        case 0x2018...0x201F, 0x2032...0x2037, 0x2039, 0x203A, 0xAB, 0xBB, 0x300C...0x300F, 0x301D...0x301F, 0xFF02,
            0xFF07:
            self = .typographicQuote
        default:
            switch scalar.properties.generalCategory {
            case .control: self = .control
            case .initialPunctuation, .finalPunctuation: self = .typographicQuote
            case .spaceSeparator, .lineSeparator, .paragraphSeparator: self = .otherSpace
            case .format: self = .invisible
            default:
                guard scalar.properties.isDefaultIgnorableCodePoint else { return nil }
                self = .invisible
            }
        }
    }

    fileprivate var words: String {
        switch self {
        case .byteOrderMark: "a byte order mark"
        case .blank: "a blank"
        case .noBreakSpace: "a no-break space"
        case .otherSpace: "a space of an unusual kind"
        case .invisible: "an invisible character"
        case .typographicQuote: "a typographic quotation mark"
        case .carriageReturn: "a carriage return"
        case .lineEnd: "a line end"
        case .tab: "a tab"
        case .control: "a control character"
        }
    }
}

extension SecretForm.Objection: CustomStringConvertible {
    /// What is wrong, for people, in lower case and without a full stop.
    public var description: String {
        switch self {
        case .empty: "the secret is empty"
        case .utf16: "the secret begins with a byte order mark: it is text in UTF-16"
        case .stray(let stray, .beginning): "the secret begins with \(stray.words)"
        case .stray(let stray, .end): "the secret ends with \(stray.words)"
        case .secretID: "this is a GUID, the Secret ID of a client secret and not its Value"
        case .quoted: "the secret is in quotation marks"
        case .noURL: "this is not a URL that begins with https:// and a host"
        case .noConnection(let flaw): flaw.description
        case .elsewhere(let found, let expected):
            "this is for \(found), and the URL of the connection's file is \(expected)"
        case .masked: "this is what Entra shows in place of a client secret's Value: three characters and asterisks"
        }
    }

    /// What helps.
    public var advice: String {
        switch self {
        case .empty: "nothing was changed"
        case .utf16: "nothing was changed; save the file as UTF-8 without a byte order mark"
        case .stray, .quoted: "nothing was changed; copy the secret again, and nothing around it"
        case .noURL: "nothing was changed; copy the whole URL"
        case .noConnection:
            "nothing was changed; copy the Connection string of key1 or key2 under Access keys of the storage account"
        case .elsewhere: "nothing was changed; either the wrong one was copied, or the file's URL is another's"
        case .secretID: "nothing was changed; copy the secret from the column Value of Certificates & secrets"
        case .masked:
            "nothing was changed; Entra shows the Value once, right after it was made: if nobody has it, make a new "
                + "client secret"
        }
    }
}
