internal import Basics

/// The parts of `scheme://host[:port][/]`, the one form of URL that files hold.
struct Address: Hashable {
    /// The scheme, in lower case.
    var scheme: String
    /// The host.
    var host: Host
    /// The port; `nil` where none is given.
    var port: UInt16?

    /// Why a text is not such a URL.
    enum Flaw: Error {
        /// It has no `scheme://`.
        case scheme
        /// It has a user, and perhaps a password, before the host.
        case userInfo
        /// Something follows the host and port; without it, the URL is this.
        case tail(Address)
        /// The host is none.
        case host
        /// The port is not within 1 and 65535.
        case port
    }

    /// Takes a text apart.
    static func parse(_ text: String) -> Result<Address, Flaw> {
        guard let separator = text.firstRange(of: "://") else { return .failure(.scheme) }
        let rest = text[separator.upperBound...]
        let authority = rest.prefix { !"/?#\\".contains($0) }
        let tail = rest.dropFirst(authority.count)
        guard !authority.contains("@") else { return .failure(.userInfo) }
        var hostText = authority
        var port: UInt16?
        if let colon = authority.lastIndex(of: ":"), !authority[colon...].contains("]") {
            hostText = authority[..<colon]
            let digits = authority[authority.index(after: colon)...]
            guard digits.utf8.count <= 5, digits.allSatisfy(\.isASCIIDigit), let number = UInt16(digits),
                number > 0
            else { return .failure(.port) }
            port = number
        }
        guard let host = Host(String(hostText)) else { return .failure(.host) }
        let address = Address(scheme: text[..<separator.lowerBound].lowercased(), host: host, port: port)
        return tail.isEmpty || tail == "/" ? .success(address) : .failure(.tail(address))
    }

    /// The address as a URL with another scheme, or with its own.
    func text(scheme: String? = nil) -> String {
        "\(scheme ?? self.scheme)://\(host.urlText)" + (port.map { ":\($0)" } ?? "")
    }

    /// The refusal of a text with such a flaw, where one of those schemes is wanted.
    static func refusal(of text: String, for flaw: Flaw, schemes: [String]) -> Refusal {
        let found = quotable(text)
        switch flaw {
        case .scheme:
            guard let scheme = schemes.first, case .success(let address) = parse("\(scheme)://\(text)") else {
                return Refusal(found: found)
            }
            return Refusal(found: found, suggestion: address.text())
        case .userInfo: return Refusal(found: found, hint: "it cannot contain a user or a password")
        case .tail(let address):
            let isAccepted = schemes.contains(address.scheme)
            return Refusal(
                found: found, suggestion: address.text(scheme: isAccepted ? nil : schemes.first),
                hint: "nothing may follow the host and port")
        case .host:
            return Refusal(
                found: found,
                hint: text.utf8.allSatisfy { $0 < 0x80 }
                    ? "the host is not valid" : "the host must be in its ASCII form, xn--…")
        case .port: return Refusal(found: found, hint: "a port is a number from 1 to 65535")
        }
    }

    /// The text to quote: what follows `?` may be a signature, and what stands before `@` a password.
    private static func quotable(_ text: String) -> Fault.Found? {
        if text.contains("@") || text.contains("=") && !text.contains("?") {
            return .description("\(text.count) characters that are not quoted, since they may hold a password")
        }
        guard let end = text.firstIndex(where: { $0 == "?" || $0 == "#" }) else { return nil }
        return .value(text[..<end] + "\(text[end])…")
    }
}
