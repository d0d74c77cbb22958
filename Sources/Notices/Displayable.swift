internal import Basics

extension String {
    /// The text fit to be shown in a mail: one line of at most `limit` scalars without anything that can steer a
    /// display.
    ///
    /// White space of any kind becomes single spaces, and unsafe and invisible characters are left out. What is longer
    /// ends in `…`; an empty text becomes `–`.
    func displayable(limit: Int = 128) -> String {
        let shown = displaySafe(.removed, squeezesSpace: true, limit: limit)
        return shown.isEmpty ? "–" : shown
    }

    /// The text as a part of an address, with everything but the unreserved characters of RFC 3986 as percent and
    /// octets, as RFC 6068 asks of a mail's fields.
    var percentEncoded: String {
        var encoded = ""
        for octet in utf8 {
            let scalar = Unicode.Scalar(octet)
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "-", ".", "_", "~": encoded.unicodeScalars.append(scalar)
            case _: encoded += "%" + (octet < 16 ? "0" : "") + String(octet, radix: 16, uppercase: true)
            }
        }
        return encoded
    }
}
