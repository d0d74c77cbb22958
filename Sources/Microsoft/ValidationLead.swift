internal import Credentials

/// The lead that a probe writes, in words by which people and filters recognise it.
///
/// It carries no address and no telephone number, and asks to be left out of every mailing. It has a source, since
/// Microsoft's own writer sets one, and column security may forbid that. It does not begin with `MSFT_TEST_`, which
/// marks the marketplace's own test leads.
enum ValidationLead {
    /// What its `subject` says.
    static let subject = "leadkeeper validation lead: safe to delete"

    private static let front = Array(
        """
        {"subject":"\(subject)","lastname":"leadkeeper validation","companyname":"leadkeeper",\
        "donotemail":true,"donotbulkemail":true,"donotphone":true,"donotsendmm":true,\
        "description":"Written by leadkeeper for its connection
        """.utf8)
    private static let back = Array(
        """
         to prove that leads from Microsoft's commercial marketplace can be written here. \
        It is not a customer and may be deleted."
        """.utf8)

    /// The body that creates or updates it.
    ///
    /// A connection's name has no character that JSON would want escaped.
    ///
    /// - Parameter source: the number of its `leadsourcecode`; `nil` leaves that out.
    static func body(connection: CredentialName, at instant: Instant, source: Int? = nil) -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(front.count + back.count + 100)
        body += front
        body.append(UInt8(ascii: " "))
        body += connection.description.utf8
        body += " at ".utf8
        body += instant.rfc3339.utf8
        body += back
        if let source { body += ",\"leadsourcecode\":\(source)".utf8 }
        body.append(UInt8(ascii: "}"))
        return body
    }
}
