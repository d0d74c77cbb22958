internal import Control
internal import Credentials

extension Command {
    static let certificateMake = Command(
        "certificate make", .name, options: [.valid, .out, .runtime, .json, .color],
        does: "make a certificate to sign in with",
        details:
            """
            Makes a private key that never leaves the keyring, and prints its certificate, with the steps to upload it \
            to Microsoft Entra. NAME is @administrator, or @mail where [Mail] signs in as an Entra application: Partner \
            Center takes no certificates for connections. The \
            certificate is on trial until Microsoft Entra accepts \
            it; then leadkeeper uses it instead of the client secret or certificate that was in use. Only root and \
            the service's user can do this.
            """
    ) { invocation throws(Failure) in
        try CertificateMakeCommand.run(CommandContext(invocation))
    }

    static let certificateShow = Command(
        "certificate show", .name, options: [.out, .runtime, .json, .color],
        does: "show the certificates",
        details:
            """
            Prints the certificates of NAME, which are public: the one in use, the one on trial, and the previous one. \
            The private keys stay in the keyring, and no command shows them. Exits 1 if there is no certificate.
            """
    ) { invocation throws(Failure) in
        try CertificateShowCommand.run(CommandContext(invocation))
    }
}

extension Option {
    static let valid = Option(
        "valid", "DAYS", does: "how long it is valid, such as 180d, at most 730d; default: [Rotation] Lifetime")
    static let out = Option("out", "FILE", offering: .files, does: "write the certificate to a new file, as PEM")
}

/// `leadkeeper certificate make`: has the keyring make a key, and prints what is to be uploaded.
enum CertificateMakeCommand {
    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let name = try context.requiredName()
        let operation = "make a certificate for \(name)"
        let file = try CertificateFile(context.invocation, to: operation)
        let request = MakeCertificate(name, days: try days(context.invocation))
        let made: CertificateRecord = try Progress.shown("making a key") { () throws(Failure) -> CertificateRecord in
            try context.client.ask(request, to: operation)
        }
        try file?.write(made.pem)
        if context.isJSON {
            try context.print(json: made)
            return .done
        }
        let lines = CertificateLines(times: context.times)
        let status = try context.client.ask(GetConnection(name), to: operation)
        try context.output.write(
            (file == nil ? made.pem + "\n" : "") + lines.facts(made) + "\n"
                + lines.steps(name, application: status.identity, file: file?.path))
        return .done
    }

    /// A number of days, with or without its unit.
    private static func days(_ invocation: Invocation) throws(Failure) -> Int64? {
        guard let text = invocation[.valid] else { return nil }
        guard let days = Int64(text.hasSuffix("d") ? text.dropLast() : text[...]), let small = Int(exactly: days),
            MakeCertificate.days.contains(small)
        else {
            throw .usage(
                "--valid takes a number of days such as 180d, \(MakeCertificate.days.lowerBound)d to "
                    + "\(MakeCertificate.days.upperBound)d")
        }
        return days
    }
}

/// `leadkeeper certificate show`: prints what is public of them.
enum CertificateShowCommand {
    static func run(_ context: CommandContext) throws(Failure) -> ExitCode {
        let name = try context.requiredName()
        let operation = "show the certificates of \(name)"
        let file = try CertificateFile(context.invocation, to: operation)
        let list = try context.client.ask(ListCertificates(name), to: operation)
        guard let newest = list.certificates.last else {
            throw Failure(
                .no, "failed to \(operation): it has none", hint: "`leadkeeper certificate make \(name)` makes one")
        }
        // What waits to be uploaded is what people want in a file.
        try file?.write((list.certificates.first { $0.stage == .onTrial } ?? newest).pem)
        if context.isJSON {
            try context.print(json: list)
            return .done
        }
        let lines = CertificateLines(times: context.times)
        try context.output.write(
            list.certificates.map { lines.facts($0) + (file == nil ? "\n" + $0.pem : "") }.joined(separator: "\n"))
        return .done
    }
}

/// Certificates as people read them.
struct CertificateLines {
    let times: LocalTimes

    /// Where it stands, what Entra calls it, and how long it is valid.
    func facts(_ certificate: CertificateRecord) -> String {
        let stage =
            switch certificate.stage {
            case .inUse: "in use"
            case .onTrial: "on trial: it waits until Microsoft Entra has it"
            case .previous: "the previous one"
            }
        var lines = ["Certificate, \(stage)", "  thumbprint  \(certificate.thumbprint)"]
        if let end = certificate.expiresAt { lines.append("  expires     \(times.dayAndDistance(end.instant))") }
        return lines.map { $0 + "\n" }.joined()
    }

    /// How it gets to Entra.
    func steps(_ name: CredentialName, application: String, file: String?) -> String {
        let source =
            file.map { "the file \($0.printable)" } ?? "the lines from BEGIN to END CERTIFICATE in a file *.pem"
        return [
            "1. In the Microsoft Entra admin center, open App registrations › All applications, and the application "
                + "\(application).",
            "2. Open Certificates & secrets › Certificates › Upload certificate, choose \(source), and select Add.",
            "3. Wait a few minutes, then run `leadkeeper probe \(name)`. leadkeeper also tries it by itself, every "
                + "hour at least, and uses it once it is accepted.",
            "4. Once `leadkeeper status \(name)` shows nothing on trial any more, remove the client secret or "
                + "certificate that it replaced from Certificates & secrets.",
        ].map { Paragraph.wrap($0) + "\n" }.joined()
    }
}
