internal import Basics
internal import Curl
internal import GLib
internal import SecureMemory
internal import Unix

/// The secret of a channel, taken apart: a URL, and behind `#whsec_` the key that what goes there is signed with.
///
/// The address is a `String` for as long as a request takes, since libcurl reads it from one; it is in no error and no
/// answer.
struct ChannelAddress {
    /// The URL, without a fragment and without a user.
    let url: String
    /// The host, as it may be shown.
    let host: String
    /// The name and password that stood before the host; `nil` for none.
    private let user: String?
    private let secret: SharedSecret
    private let keyStart: Int?

    /// Takes a secret apart; `nil` where it is no URL of HTTP with a host in it.
    init?(_ secret: SharedSecret) {
        let (text, keyStart) = unsafe secret.bytes.withBytes { bytes -> (String, Int?) in
            let end = unsafe bytes.firstIndex(of: UInt8(ascii: "#")) ?? bytes.count
            let fragment = unsafe bytes.dropFirst(end + 1)
            let hasKey = unsafe fragment.starts(with: Self.mark.utf8)
            return (
                unsafe String(decoding: bytes.prefix(end), as: UTF8.self),
                hasKey ? end + 1 + Self.mark.utf8.count : nil
            )
        }
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return nil }
        let authority = text.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" }
        let mark = authority.lastIndex(of: "@")
        let place = mark.map { authority[authority.index(after: $0)...] } ?? authority
        guard !place.isEmpty else { return nil }
        url = scheme + text[place.startIndex...]
        host = String(place).displaySafe(.removed, limit: 253)
        user = mark.map { String(authority[..<$0]) }
        (self.secret, self.keyStart) = (secret, keyStart)
    }

    /// What a key begins with, as Standard Webhooks writes it.
    private static let mark = "whsec_"

    /// Whether a name and a password stood before the host.
    var hasUser: Bool { user != nil }

    /// What signs in by the name and password before the host (RFC 7617); nothing where there are none.
    var authorization: [HTTPRequest.Header] {
        guard let user, let plain = PercentEncoding.decode(user) else { return [] }
        let pair = plain.contains(UInt8(ascii: ":")) ? plain : plain + [UInt8(ascii: ":")]
        return [HTTPRequest.Header("Authorization", "Basic \(Base64.encode(pair))")]
    }

    /// Whether there is a key to sign with.
    var hasKey: Bool { keyStart != nil }

    /// The signature of bytes by the key, in base64; `nil` where there is no key, or it is not base64.
    func signature(of bytes: [UInt8]) -> String? {
        guard let keyStart else { return nil }
        return unsafe secret.bytes.withBytes { secret in
            unsafe MessageAuthentication.withBytes(ofBase64: UnsafeRawBufferPointer(rebasing: secret[keyStart...])) {
                unsafe MessageAuthentication.base64(MessageAuthentication.sha256(of: bytes, key: $0))
            }
        }
    }
}

extension ChannelAddress {
    /// Whether it names this host or a private address by itself; what a name stands for is seen when it is connected
    /// to.
    var isPlainlyPrivate: Bool {
        let name = host.hasPrefix("[") ? host.dropFirst().prefix { $0 != "]" } : host.prefix { $0 != ":" }
        let bare = name.lowercased()
        if bare == "localhost" || bare.hasSuffix(".localhost") { return true }
        return NetworkAddress(bare).map { !$0.isPublic } ?? false
    }
}
