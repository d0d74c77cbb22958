/// How long a lead may take to be written.
///
/// Microsoft's own writer gives up after two minutes, and then the lead is lost; plug-ins and workflows that run before
/// the answer make it slow. https://learn.microsoft.com/partner-center/lead-management-faq, "The request channel timed
/// out".
public enum WritePatience {
    /// From here on it is told.
    public static let slow = TimeSpan.seconds(30)
    /// From here on Microsoft's writer has given up.
    public static let microsofts = TimeSpan.minutes(2)

    /// What is to be said of a lead that took that long; `nil` where it was fast enough.
    public static func remark(milliseconds: Int) -> String? {
        let seconds = Int64(milliseconds / 1_000)
        guard seconds >= slow.seconds else { return nil }
        return
            "the environment took \(seconds) s to write the lead, and Microsoft gives up after \(microsofts.seconds) s"
    }
}
