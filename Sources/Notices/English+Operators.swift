internal import Credentials

extension English {
    /// What operators are told of the daemon itself.
    static func words(_ occasion: DaemonOccasion) -> OperatorWords {
        switch occasion {
        case .impaired(let fault, _): impaired(fault)
        case .restored(let fault, _): restored(fault)
        case .secretRefused(let name, let probeClass, _, _): refused(name, probeClass)
        }
    }

    private static func refused(_ name: CredentialName, _ probeClass: ProbeClass) -> OperatorWords {
        OperatorWords(
            subject: "the new secret of \(name) was refused",
            essence: "Please store the new secret of {name} on {host} again: the one of {moment} was refused, and is not used.",
            meaning: [
                "leadkeeper tried it beside the one in use, which stays in use with its own expiry date and reminders, so leads arrive as "
                    + "before. If that one is about to expire, it still has to be replaced in time."
            ],
            steps: [
                "See to what was found (\(probeClass.rawValue)). \(probeClass.advice.filter { $0 != "`" })",
                "Store the right one. It is tried before it is used:\n$ leadkeeper secret set {name}",
            ])
    }

    private static func impaired(_ fault: DaemonFault) -> OperatorWords {
        switch fault {
        case .keyringLocked, .keyringDegraded, .keyringUnreachable: ofKeyring(fault)
        case .diskFull, .ledgerUnwritable: ofLedger(fault)
        case .mailRefused, .mailUnreachable, .mailLimited: ofMail(fault)
        case .clockImplausible: ofClock
        case .configurationRefused: ofConfiguration
        case .configurationEmpty: ofEmptiness
        case .settingsDoubtful: ofSettings
        }
    }

    /// What a keyring that cannot be used means for the leads.
    private static let unchecked = [
        "No secret can be read, so no connection can be checked, and none can be stored or replaced. The marketplace has its own copy "
            + "of each secret in Partner Center, so leads go on arriving as before; but if they stopped, nobody would notice.",
        "Reminders of secrets that lapse go out as before. Once a connection could not be checked for longer than its settings allow, "
            + "its contacts are told so.",
    ]

    private static func ofKeyring(_ fault: DaemonFault) -> OperatorWords {
        let (subject, essence, steps): (String, String, [String]) =
            switch fault {
            case .keyringLocked:
                (
                    "the keyring is locked",
                    "Please have the keyring of leadkeeper on {host} unlocked: it has been locked since {moment}.",
                    [
                        "Nothing prompts for the master password; the keyring's unit hands it over when it starts. Start the keyring "
                            + "again, which is enough where only the start went wrong:\n$ systemctl restart 'leadkeeper-keyring*'",
                        "If it stays locked, the master password that the unit hands over is not the keyring's. Put the right one "
                            + "back, or bring the keyring's file and its password back from the same copy.",
                    ]
                )
            case .keyringDegraded:
                (
                    "the keyring is not the one it was",
                    "Please bring the keyring of leadkeeper on {host} back: since {moment} it is not the one that the ledger knows.",
                    [
                        "Find out what became of the keyring's files: they were lost, damaged or replaced. leadkeeper writes nothing "
                            + "to the keyring until this is settled, so nothing of the old one is overwritten.",
                        "Stop leadkeeper, put a copy of the keyring's files back, and start it again:\n$ systemctl stop leadkeeper\n"
                            + "$ systemctl restart 'leadkeeper-keyring*'\n$ systemctl start leadkeeper",
                        "If there is no copy, every secret has to be stored anew once the keyring is in order; this one for each "
                            + "connection:\n$ leadkeeper secret set NAME",
                    ]
                )
            default:
                (
                    "the keyring does not answer",
                    "Please have a look at the keyring of leadkeeper on {host}: it has not answered since {moment}.",
                    [
                        "See which of the keyring's units does not run: the worker, the bus or the secret service.\n"
                            + "$ systemctl status 'leadkeeper-keyring*'",
                        "Start them again:\n$ systemctl restart 'leadkeeper-keyring*'",
                    ]
                )
            }
        return OperatorWords(subject: subject, essence: essence, meaning: unchecked, steps: steps + [afterwards])
    }

    private static func ofLedger(_ fault: DaemonFault) -> OperatorWords {
        if fault == .diskFull {
            return OperatorWords(
                subject: "the disk is full",
                essence:
                    "Please make room on the disk of {host}: since {moment} leadkeeper's ledger lives on the reserve that it keeps.",
                meaning: [
                    "What was begun is still recorded, connections are checked, and notices are sent; but no new secret can be stored. "
                        + "Once the reserve of 16 MiB is used up too, nothing can be recorded: then leadkeeper tells nobody of "
                        + "secrets that lapse, and once they have lapsed new sales leads are lost."
                ],
                steps: [
                    "See what fills the disk:\n$ df -h /var/lib/leadkeeper\n$ du -xh --max-depth=2 /var | sort -h | tail",
                    "Make room. leadkeeper takes its reserve back by itself as soon as the disk has 64 MiB to spare.",
                    afterwards,
                ])
        }
        return OperatorWords(
            subject: "the ledger cannot be written",
            essence:
                "Please act now: since {moment} leadkeeper on {host} cannot write its ledger, so it tells no contact of anything.",
            meaning: [
                "The ledger is where notices wait to be sent. As long as it cannot be written, no contact is told of a secret that lapses "
                    + "or is refused, and once a secret has lapsed new sales leads are lost for good. No secret can be stored either.",
                "Connections are still checked, as `leadkeeper status` shows. This mail was sent without the ledger; should the daemon be "
                    + "started again before this is settled, it may come once more.",
            ],
            steps: [
                "Look at the disk, at who owns the ledger, and at what the kernel says of the disk:\n"
                    + "$ df -h /var/lib/leadkeeper\n$ ls -l /var/lib/leadkeeper\n$ journalctl -k -p err --since -1d",
                "If the cause says that the ledger is damaged, stop leadkeeper, put the last copy of it back, and start it again. What is not in "
                    + "the copy is found out anew by checking:\n$ systemctl stop leadkeeper\n$ systemctl start leadkeeper",
                "Otherwise put right what the cause names; leadkeeper tries again by itself, every minute.",
                afterwards,
            ])
    }

    private static func ofMail(_ fault: DaemonFault) -> OperatorWords {
        let (subject, essence, steps): (String, String, [String]) =
            switch fault {
            case .mailRefused:
                (
                    "the mail server refuses the settings",
                    "Please correct the mail settings of leadkeeper on {host}: since {moment} the mail server turned them down.",
                    [
                        "Compare Server, Security, UserName and From under [Mail] in leadkeeper.conf with what the mail server asks for: it "
                            + "must let {host} send, and let it send from that address. Then have them read again:\n"
                            + "$ leadkeeper check\n$ systemctl reload leadkeeper",
                        "If the server asks for a password, store it again:\n$ leadkeeper secret set @mail",
                        "See whether a test arrives:\n$ leadkeeper notices test NAME",
                    ]
                )
            case .mailLimited:
                (
                    "the mail server takes no more mail for now",
                    "Please have a look at the mail server of leadkeeper on {host}: since {moment} it took no more mail, because a limit "
                        + "on how much may be sent was reached.",
                    [
                        "See what waits, and what the server answered last:\n$ leadkeeper notices",
                        "leadkeeper sends 20 mails a minute at most, and tries again when the limit's time is over. If others send through "
                            + "the same account or address, the limit is theirs too: have it raised, or give leadkeeper an account of its own.",
                    ]
                )
            default:
                (
                    "mail could not be sent",
                    "Please have a look at the mail server of leadkeeper on {host}: since {moment} it took no mail.",
                    [
                        "See whether the server that [Mail] names can be reached from {host}, and what its log says.",
                        "See what waits, and what the server answered last:\n$ leadkeeper notices",
                    ]
                )
            }
        return OperatorWords(
            subject: subject, essence: essence,
            meaning: [
                "As long as no mail leaves, no contact is told of a secret that lapses or is refused, and once a secret has lapsed new "
                    + "sales leads are lost for good. What is to be sent waits in the outbox: nothing is lost, and of several reminders "
                    + "for one secret only the most urgent is sent.",
                "You read this only because mail leaves again, or because it left for you and not for others.",
            ],
            steps: steps)
    }

    private static let ofClock = OperatorWords(
        subject: "the clock is not to be trusted",
        essence: "Please set the clock of {host} right: leadkeeper has not trusted it since what it shows as {moment}.",
        meaning: [
            "With a wrong date nobody can tell what lapses when, so leadkeeper sends no notice but this one until the clock is right; what is "
                + "due waits. Connections are still checked. Secrets go on lapsing meanwhile, and once one has lapsed new sales leads are "
                + "lost for good.",
            "The dates in this mail, that of its header included, are what the doubtful clock shows.",
        ],
        steps: [
            "See what the clock shows and whether it is kept by a time server:\n$ timedatectl",
            "Set it right, by a time server if possible:\n$ timedatectl set-ntp true",
            "leadkeeper compares it with the clocks of Microsoft's servers at each check. Have one made, so that it sees at once that "
                + "the clock is right again:\n$ leadkeeper probe --all --sign-in-only",
        ])

    private static let ofConfiguration = OperatorWords(
        subject: "the new configuration was refused",
        essence:
            "Please correct the configuration of leadkeeper on {host}: when it was to be read again on {moment}, it had faults.",
        meaning: [
            "The old configuration stays in use, so everything that it names is kept, watched and told as before; what was changed is not. "
                + "But the daemon would not start with the configuration as it is: after the next restart of {host} nothing would be "
                + "watched at all, and nobody would be told of secrets that lapse."
        ],
        steps: [
            "See all faults, each with its file, its key and what is accepted:\n$ leadkeeper check",
            "Correct them, and have the configuration read again:\n$ systemctl reload leadkeeper",
        ])

    private static let ofEmptiness = OperatorWords(
        subject: "the configuration has no connections any more",
        essence: "Please look at the configuration of leadkeeper on {host}: on {moment} it had no connections any more.",
        meaning: [
            "leadkeeper takes that for a mistake. It goes on with the connections that it knows from before: it checks them, and tells "
                + "their contacts before a secret expires, so no leads are lost by it. Who was made a contact meanwhile is not told."
        ],
        steps: [
            "See whether the files are where they belong, and whether their names end in .conf:\n$ ls -l /etc/leadkeeper/connections\n"
                + "$ leadkeeper check",
            "Put them back, and have them read:\n$ leadkeeper reload",
            "If it is meant that there are no connections, say so. Their secrets stay in the keyring until you remove them:\n"
                + "$ leadkeeper reload --allow-empty",
        ])

    private static let ofSettings = OperatorWords(
        subject: "the configuration has warnings",
        essence: "Please look at the configuration of leadkeeper on {host}: since {moment} something in it is not right.",
        meaning: [
            "An earlier version of leadkeeper accepted it, so this one goes on: with the nearest value that is right or, where there is "
                + "none, with the value as it is. Microsoft has its own copy of each secret, so leads arrive as before; what the value "
                + "is for may not work."
        ],
        steps: [
            "See all warnings, each with its file, its key and what is accepted:\n$ leadkeeper check",
            "Correct them, and have the configuration read again:\n$ leadkeeper reload",
        ])

    private static let afterwards =
        "You get another mail when it is over. Afterwards see how things stand:\n$ leadkeeper status"

    private static func restored(_ fault: DaemonFault) -> OperatorWords {
        let (subject, essence, meaning): (String, String, String) =
            switch fault.part {
            case .keyring:
                (
                    "the keyring can be used again",
                    "The keyring of leadkeeper on {host} can be used again; since {moment} it could not.",
                    "Connections are checked again, those that could not be checked meanwhile within the hour."
                )
            case .disk:
                (
                    "the disk has room again",
                    "The disk of {host} has room again; since {moment} leadkeeper's ledger lived on its reserve.",
                    "Everything works as before."
                )
            case .ledger:
                (
                    "the ledger can be written again",
                    "leadkeeper on {host} can write its ledger again; since {moment} it could not.",
                    "What fell due meanwhile is told now; of several reminders for one secret only the most urgent."
                )
            case .mail:
                (
                    "mail leaves again",
                    "The mail server of leadkeeper on {host} takes mail again; since {moment} it did not.",
                    "What waited is sent now; of several reminders for one secret only the most urgent. Contacts may have been told of "
                        + "trouble later than they should have been: `leadkeeper notices` shows who was told what, and when."
                )
            case .clock:
                (
                    "the clock is trusted again",
                    "leadkeeper on {host} trusts the clock again; since what it showed as {moment} it did not.",
                    "What fell due meanwhile is told now; of several reminders for one secret only the most urgent."
                )
            case .configuration:
                (
                    "the configuration is accepted",
                    "The configuration of leadkeeper on {host} is accepted and in use; since {moment} an older one was.",
                    "Everything that it names is kept, watched and told."
                )
            case .settings:
                (
                    "the configuration has no warnings any more",
                    "Everything in the configuration of leadkeeper on {host} is right; since {moment} something was not.",
                    "It is used as it is written."
                )
            }
        return OperatorWords(subject: subject, essence: essence, meaning: [meaning], steps: [])
    }
}
