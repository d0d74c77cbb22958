import Gcrypt
import SecureMemory
import Testing

/// Both ends of the transport; that it is the one of the Secret Service API shows with gnome-keyring at the other end.
struct SecretTransportTests {
    @Test func `both ends agree, and nobody else reads what one has not encrypted for the other`() throws {
        // What one end says of itself is a number of the group, new each time.
        let (one, other) = (try SecretTransport(), try SecretTransport())
        #expect(one.publicNumber.count == 128 && one.publicNumber != other.publicNumber)
        try one.agree(with: other.publicNumber)
        try other.agree(with: one.publicNumber)
        // One in 256 texts ends as an encrypted one does.
        var read = 0
        for round in 0..<4_000 {
            let noise = (0..<48).map { UInt8(truncatingIfNeeded: round >> ($0 % 4 * 4) &* 31 &+ $0) }
            let vector = [UInt8](repeating: UInt8(truncatingIfNeeded: round), count: 16)
            noise.withUnsafeBytes { noise in
                let first = text(one.decrypt(noise, vector: vector))
                #expect(first == text(other.decrypt(noise, vector: vector)))
                if first != nil { read += 1 }
            }
        }
        #expect(read > 0)
    }

    @Test(arguments: [[], [0], [1], Array(repeating: 0xff, count: 128), Array(repeating: 2, count: 129)] as [[UInt8]])
    func `what is no number of the group is refused`(number: [UInt8]) throws {
        let transport = try SecretTransport()
        #expect(throws: GcryptError.self) { try transport.agree(with: number) }
    }

    @Test(arguments: [(0, 16), (15, 16), (17, 16), (16, 0), (16, 15), (16, 17)])
    func `what is not of whole blocks is none`(count: Int, vector: Int) throws {
        let transport = try SecretTransport()
        try transport.agree(with: try SecretTransport().publicNumber)
        let isNone = [UInt8](repeating: 0, count: count).withUnsafeBytes { bytes in
            transport.decrypt(bytes, vector: [UInt8](repeating: 0, count: vector)) == nil
        }
        #expect(isNone)
    }

    @Test func `without a key nothing is decrypted`() throws {
        let transport = try SecretTransport()
        let isNone = [UInt8](repeating: 0, count: 16).withUnsafeBytes { bytes in
            transport.decrypt(bytes, vector: [UInt8](repeating: 0, count: 16)) == nil
        }
        #expect(isNone)
    }

    private func text(_ secret: consuming SecretBytes?) -> [UInt8]? {
        guard let secret else { return nil }
        return secret.withBytes { Array($0) }
    }
}
