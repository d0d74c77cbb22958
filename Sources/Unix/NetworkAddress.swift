public import Glibc

/// Where an address of the Internet leads, by the registries of special addresses that IANA keeps (RFC 6890).
public struct NetworkAddress: Sendable {
    /// The address: 4 bytes, or 16.
    private let bytes: [UInt8]

    /// Whether it is this host's own.
    public let isLoopback: Bool
    /// Whether it is one that anybody on the Internet means: not this host's, nor one of a private network, a link, a
    /// group, or a documentation.
    public let isPublic: Bool

    /// The address of a socket; `nil` for one of another family than the Internet's.
    ///
    /// - Parameter address: at least as long as its family says.
    public init?(_ address: UnsafePointer<sockaddr>) {
        switch unsafe Int32(address.pointee.sa_family) {
        case AF_INET:
            let part = unsafe UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in.self).sin_addr
            self.init(unsafe withUnsafeBytes(of: part) { unsafe Array($0) })
        case AF_INET6:
            let part = unsafe UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in6.self).sin6_addr
            self.init(unsafe withUnsafeBytes(of: part) { unsafe Array($0) })
        default: return nil
        }
    }

    /// The address that a text is: as inet_pton(3) reads it; `nil` for anything else.
    public init?(_ text: String) {
        var (four, six) = (in_addr(), in6_addr())
        if unsafe inet_pton(AF_INET, text, &four) == 1 {
            self.init(unsafe withUnsafeBytes(of: four) { unsafe Array($0) })
        } else if unsafe inet_pton(AF_INET6, text, &six) == 1 {
            self.init(unsafe withUnsafeBytes(of: six) { unsafe Array($0) })
        } else {
            return nil
        }
    }

    private init(_ bytes: [UInt8]) {
        let inner = Self.inner(of: bytes)
        self.bytes = inner
        isLoopback = Self.loopback.contains { $0.contains(inner) }
        isPublic = !Self.special.contains { $0.contains(inner) }
    }

    /// The IPv4 address that an IPv6 address leads to, by whatever translation: mapped, NAT64, 6to4; else the address.
    private static func inner(of bytes: [UInt8]) -> [UInt8] {
        if mapped.contains(bytes) || translated.contains(bytes) { return Array(bytes[12...]) }
        if sixToFour.contains(bytes) { return Array(bytes[2..<6]) }
        return bytes
    }

    /// Addresses that begin alike.
    private struct Block: Sendable {
        var prefix: [UInt8]
        var bits: Int
        var isIPv6 = false

        func contains(_ address: [UInt8]) -> Bool {
            guard address.count == (isIPv6 ? 16 : 4) else { return false }
            for (index, byte) in prefix.enumerated() {
                let left = bits - index * 8
                guard left > 0 else { return true }
                let mask: UInt8 = left >= 8 ? 0xFF : ~(0xFF >> UInt8(left))
                if address[index] & mask != byte & mask { return false }
            }
            return true
        }
    }

    private static let mapped = Block(prefix: .init(repeating: 0, count: 10) + [0xFF, 0xFF], bits: 96, isIPv6: true)
    private static let translated = Block(
        prefix: [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0], bits: 96, isIPv6: true)
    private static let sixToFour = Block(prefix: [0x20, 0x02], bits: 16, isIPv6: true)
    private static let loopback = [
        Block(prefix: [127], bits: 8),
        Block(prefix: .init(repeating: 0, count: 15) + [1], bits: 128, isIPv6: true),
    ]
    private static let special =
        loopback + [
            // This network, private networks, carriers' networks, links, protocols, documentation, benchmarks, groups,
            // and what is reserved.
            Block(prefix: [0], bits: 8), Block(prefix: [10], bits: 8), Block(prefix: [100, 64], bits: 10),
            Block(prefix: [169, 254], bits: 16), Block(prefix: [172, 16], bits: 12),
            Block(prefix: [192, 0, 0], bits: 24), Block(prefix: [192, 0, 2], bits: 24),
            Block(prefix: [192, 168], bits: 16), Block(prefix: [198, 18], bits: 15),
            Block(prefix: [198, 51, 100], bits: 24), Block(prefix: [203, 0, 113], bits: 24),
            Block(prefix: [224], bits: 4), Block(prefix: [240], bits: 4),
            // Unspecified and IPv4-compatible, local translation, discarded, documentation, local networks, links,
            // sites, groups.
            Block(prefix: .init(repeating: 0, count: 12), bits: 96, isIPv6: true),
            Block(prefix: [0, 0x64, 0xFF, 0x9B, 0, 1], bits: 48, isIPv6: true),
            Block(prefix: [0x01, 0, 0, 0, 0, 0, 0, 0], bits: 64, isIPv6: true),
            Block(prefix: [0x20, 0x01, 0x0D, 0xB8], bits: 32, isIPv6: true),
            Block(prefix: [0xFC], bits: 7, isIPv6: true),
            Block(prefix: [0xFE, 0x80], bits: 10, isIPv6: true), Block(prefix: [0xFE, 0xC0], bits: 10, isIPv6: true),
            Block(prefix: [0xFF], bits: 8, isIPv6: true),
        ]
}
