internal import Control
internal import Credentials

/// How far the move of a connection from an Office 365 password to an Entra application has come.
struct Migration: Encodable {
    /// One thing that has to be so.
    struct Item: Encodable {
        /// A stable word for it.
        var name: String
        /// Whether it is so.
        var isDone: Bool
        /// What it is, or how it stands, in a sentence.
        var sentence: String
        /// What to do; commands begin with `$ `.
        var toDo: String
    }

    /// How long a whole probe proves that leads can be written.
    static let proofLasts = Span.days(2)

    /// The connection with the password.
    var from: String
    /// The connection with the application; `nil` while there is none.
    var to: String?
    /// What has to be so, in order.
    var items: [Item]
    /// Whether all of it is.
    var isDone: Bool { items.allSatisfy(\.isDone) }

    private enum CodingKeys: String, CodingKey {
        case from, to, items, isDone
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(from, forKey: .from)
        try container.encode(to, forKey: .to)
        try container.encode(items, forKey: .items)
        try container.encode(isDone, forKey: .isDone)
    }

    /// Reads the state off what the daemon says.
    ///
    /// - Parameters:
    ///   - new: the connection that takes its place; `nil` while there is none.
    init(from old: ConnectionStatus, to new: ConnectionStatus?, now: Instant) {
        from = old.name
        to = new?.name
        let name = new?.name ?? "NEW"
        let token = new?.probe.steps.first { $0.name == .token }?.result == .ok
        let isProven =
            new.map { new in
                new.probe.result == .ok && new.probe.extent == .whole
                    && new.probe.at.map { now - $0.instant <= Self.proofLasts } == true
            } ?? false
        let isHandedOff = new?.conditions.contains { $0.type == .handedOff && $0.status == .true } ?? false
        items = [
            Item(
                name: "configured", isDone: new != nil,
                sentence: new.map { "a connection with the same URL and Method=azure-ad is configured: \($0.name)" }
                    ?? "a connection with the same URL and Method=azure-ad is configured",
                toDo:
                    "In Microsoft Entra, register an application (App registrations > New registration), and note its Application"
                    + " (client) ID and Directory (tenant) ID. Write /etc/leadkeeper/connections/NEW.conf with URL=\(old.url ?? "") and"
                    + " Method=azure-ad; /usr/share/doc/leadkeeper/examples/azure-ad.conf.sample is one to copy. Then:\n"
                    + "$ leadkeeper check\n$ systemctl reload leadkeeper"),
            Item(
                name: "stored", isDone: new?.secret.stored == true, sentence: "its client secret is stored",
                toDo:
                    "In Microsoft Entra, make a client secret for it (Certificates & secrets > New client secret), copy its Value at once,"
                    + " and store it with its expiry date:\n$ leadkeeper secret set \(name) --expires DATE"),
            Item(
                name: "signs-in", isDone: token, sentence: "the application signs in",
                toDo: "See what is in the way:\n$ leadkeeper probe \(name)"),
            Item(
                name: "writes-leads", isDone: isProven,
                sentence:
                    "its application user writes leads: a validation lead got through in the last \(Self.proofLasts.inWords)",
                toDo:
                    "In the Power Platform admin center, add the application as an application user of the environment (Settings > Users +"
                    + " permissions > Application users) with the role Microsoft Marketplace Lead Writer, and prove it:\n"
                    + "$ leadkeeper probe \(name)"),
            Item(
                name: "handed-off", isDone: isHandedOff, sentence: "Partner Center has it, and the offer is live with it",
                toDo:
                    "Until then leads go on arriving with the password. Enter the new values in Partner Center, publish the offer, and say"
                    + " so once it is live:\n$ leadkeeper handoff \(name) show\n$ leadkeeper handoff \(name) confirm"),
            Item(
                name: "retired", isDone: isHandedOff && !old.secret.stored, sentence: "the password is no longer kept here",
                toDo:
                    "See that leads arrive for some days, and have the sign-in of \(old.identity) blocked in the Microsoft 365 admin"
                    + " center. Then remove the password, and the connection's file at last:\n$ leadkeeper secret remove \(old.name)\n"
                    + "$ rm /etc/leadkeeper/connections/\(old.name).conf\n$ systemctl reload leadkeeper"),
        ]
    }
}
