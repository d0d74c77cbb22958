internal import CGLib

/// HMAC-SHA256 (RFC 2104) of bytes, by GLib's `GHmac`, and the base64 in which it and its keys are written.
public enum MessageAuthentication {
    /// The 32 bytes by which somebody who has the key sees that the bytes are from somebody who has it too.
    public static func sha256(of bytes: [UInt8], key: UnsafeRawBufferPointer) -> [UInt8] {
        let keyBytes = unsafe key.bindMemory(to: UInt8.self)
        guard let hmac = unsafe g_hmac_new(G_CHECKSUM_SHA256, keyBytes.baseAddress, gsize(keyBytes.count)) else {
            preconditionFailure("GLib has no SHA-256")
        }
        defer { unsafe g_hmac_unref(hmac) }
        unsafe bytes.withUnsafeBufferPointer { unsafe g_hmac_update(hmac, $0.baseAddress, gssize($0.count)) }
        var digest = [UInt8](repeating: 0, count: 32)
        var length = gsize(digest.count)
        unsafe digest.withUnsafeMutableBufferPointer { unsafe g_hmac_get_digest(hmac, $0.baseAddress, &length) }
        return digest
    }

    /// The bytes in base64 (RFC 4648 §4); `g_base64_encode`.
    public static func base64(_ bytes: [UInt8]) -> String {
        let encoded = unsafe bytes.withUnsafeBufferPointer {
            unsafe g_base64_encode($0.baseAddress, gsize($0.count))
        }
        guard let text = unsafe encoded else { return "" }
        defer { unsafe g_free(text) }
        return unsafe String(cString: text)
    }

    /// Lends the bytes that a text in base64 stands for, and wipes them; `nil` where it stands for none.
    public static func withBytes<Result>(
        ofBase64 text: UnsafeRawBufferPointer, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result? {
        // g_base64_decode_inplace(3) wants a terminated text of its own, which the bytes then take the place of.
        let room = UnsafeMutableBufferPointer<CChar>.allocate(capacity: text.count + 1)
        defer {
            unsafe room.update(repeating: 0)
            unsafe room.deallocate()
        }
        unsafe room.initialize(repeating: 0)
        for index in 0..<text.count { unsafe room[index] = CChar(bitPattern: text[index]) }
        var length: gsize = 0
        guard let start = room.baseAddress, unsafe g_base64_decode_inplace(start, &length) != nil, length > 0
        else { return nil }
        return unsafe body(UnsafeRawBufferPointer(start: start, count: Int(length)))
    }
}
