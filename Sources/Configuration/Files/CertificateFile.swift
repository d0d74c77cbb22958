internal import Basics
internal import Glibc

/// Whether a file has certificates in it, in the form in which OpenSSL loads them.
enum CertificateFile {
    /// A bundle of authorities may be longer than a file of ours; the system's own has a quarter of a MiB.
    static let sizeLimit = 16 << 20
    /// What OpenSSL's PEM_X509_INFO_read_bio(3) takes for a certificate.
    private static let labels = ["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"]

    /// Why no certificate can be had of the file, in words; `nil` where all of them can be read and there is one at
    /// least.
    ///
    /// OpenSSL loads none where one of them is broken. Blocks on the disk.
    static func flaw(at path: String, within reach: Reach) -> String? {
        switch RegularFile.bytes(at: path, limit: sizeLimit, within: reach) {
        case .failure(let failure): failure.text
        case .success(let bytes): flaw(in: bytes)
        }
    }

    /// As ``flaw(at:within:)``, of a file's bytes.
    static func flaw(in bytes: [UInt8]) -> String? {
        var count = 0
        var other: String?
        var label: String?
        var body: [UInt8] = []
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            let line = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            if let begun = Self.label(of: line, after: "-----BEGIN ") {
                (label, body) = (begun, [])
                if !labels.contains(begun) { other = begun }
            } else if let current = label {
                if Self.label(of: line, after: "-----END ") == current {
                    if labels.contains(current) {
                        guard isDER(body) else { return "the certificate that ends on line \(index + 1) is damaged" }
                        count += 1
                    }
                    label = nil
                } else {
                    body += line.filter { $0 > 0x20 }
                }
            }
        }
        if let label, labels.contains(label) { return "the last certificate is cut off" }
        if count > 0 { return nil }
        if bytes.isEmpty { return "the file is empty" }
        if let other { return "it holds no certificate, but “\(Excerpt.of(other, limit: 40))”" }
        if bytes.first == 0x30, bytes.count > 128, bytes[1] >= 0x80 {
            return "it is in DER form; `openssl x509 -inform DER -in FILE` prints it in PEM form"
        }
        return "it holds no certificate in PEM form"
    }

    private static func label(of line: ArraySlice<UInt8>, after prefix: String) -> String? {
        guard line.starts(with: prefix.utf8) else { return nil }
        var rest = line.dropFirst(prefix.utf8.count)
        while let last = rest.last, last <= 0x20 { rest = rest.dropLast() }
        guard rest.suffix(5).elementsEqual("-----".utf8) else { return nil }
        return String(decoding: rest.dropLast(5), as: UTF8.self)
    }

    /// Whether it is, in base64, one or more sequences in DER that end where the text does (X.690 §8.1.3); trusted
    /// certificates have two.
    private static func isDER(_ base64: [UInt8]) -> Bool {
        guard let bytes = Base64.decode(base64), !bytes.isEmpty else { return false }
        var rest = bytes[...]
        while !rest.isEmpty {
            guard rest.popFirst() == 0x30, let first = rest.popFirst() else { return false }
            var length = Int(first)
            if first >= 0x80 {
                let count = Int(first & 0x7F)
                guard (1...4).contains(count), rest.count >= count else { return false }
                length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
                rest = rest.dropFirst(count)
            }
            guard length > 0, rest.count >= length else { return false }
            rest = rest.dropFirst(length)
        }
        return true
    }
}
