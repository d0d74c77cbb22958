internal import Basics
internal import Glibc

/// A host as URLs name it.
enum Host: Hashable {
    /// A name of the DNS, in lower case, without a dot at its end (RFC 1123 §2.1).
    case name(String)
    /// An IPv4 address in four decimal parts.
    case ipv4(String)
    /// An IPv6 address, without its brackets.
    case ipv6(String)

    /// Accepts a name, an IPv4 address, or an IPv6 address in brackets; answers `nil` for anything else.
    init?(_ text: String) {
        if text.hasPrefix("["), text.hasSuffix("]") {
            let address = text.dropFirst().dropLast().lowercased()
            var bytes = in6_addr()
            guard inet_pton(AF_INET6, address, &bytes) == 1 else { return nil }
            self = .ipv6(address)
            return
        }
        let name = text.lowercased()
        guard text.utf8.allSatisfy({ $0 < 0x80 }), name.utf8.count <= 253, HostName.isHostName(name) else { return nil }
        // RFC 3986 §3.2.2 and the URL standard: what ends in a number is an address, and none but the four-part form is
        // taken.
        guard let last = name.split(separator: ".").last, last.utf8.allSatisfy(\.isDigit) else {
            self = .name(name)
            return
        }
        var bytes = in_addr()
        guard inet_pton(AF_INET, name, &bytes) == 1 else { return nil }
        self = .ipv4(name)
    }

    /// The host as it stands in a URL.
    var urlText: String {
        switch self {
        case .name(let text), .ipv4(let text): text
        case .ipv6(let text): "[\(text)]"
        }
    }

    /// The host as it is looked up or connected to.
    var text: String {
        switch self {
        case .name(let text), .ipv4(let text), .ipv6(let text): text
        }
    }

    /// Whether it is this machine: `localhost`, 127.0.0.0/8 or `::1`.
    var isLoopback: Bool {
        switch self {
        case .name(let name): name == "localhost"
        case .ipv4(let address): address.hasPrefix("127.")
        case .ipv6(let address):
            withUnsafeTemporaryAllocation(of: in6_addr.self, capacity: 1) { buffer in
                guard let bytes = buffer.baseAddress, inet_pton(AF_INET6, address, bytes) == 1 else { return false }
                return UnsafeRawBufferPointer(buffer).elementsEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
            }
        }
    }
}
