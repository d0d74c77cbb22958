import Configuration

extension MailSettings {
    /// The server in one text: `smtps://` with `tls`, else `smtp://`, always with its port.
    var url: String {
        let host = host.contains(":") ? "[\(host)]" : host
        return "\(security == .tls ? "smtps" : "smtp")://\(host):\(port)"
    }
}
