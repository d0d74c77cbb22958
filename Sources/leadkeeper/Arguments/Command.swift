/// What the program can do: the table that arguments are understood by and the help is made of.
enum Command: String, CaseIterable {
    case run
    case keyring
    case check
    case status
    case secretSet = "secret set"
    case secretUndo = "secret undo"
    case secretShow = "secret show"
    case secretRemove = "secret remove"
    case probe
    case rotate
    case handoff
    case adopt
    case migrate
    case history
    case notices
    case noticesTest = "notices test"
    case reload
    case backup
    case restore
    case completions

    /// How many names a command takes, or that it takes a name and what to do, a directory, or the name of a shell.
    enum Names {
        case none, one, any, atMostOne, oneAndAction, directory, shell

        var spelling: String? {
            switch self {
            case .none: nil
            case .one: "NAME"
            case .any: "[NAME…]"
            case .atMostOne: "[NAME]"
            case .oneAndAction: "NAME " + HandOffAction.allCases.map(\.rawValue).joined(separator: "|")
            case .directory: "DIR"
            case .shell: Shell.allCases.map(\.rawValue).joined(separator: "|")
            }
        }
    }

    /// The names that it takes.
    var names: Names {
        switch self {
        case .run, .keyring, .check, .reload: .none
        case .status, .probe: .any
        case .secretSet, .secretUndo, .secretShow, .secretRemove, .rotate, .adopt, .migrate, .noticesTest: .one
        case .handoff: .oneAndAction
        case .history, .notices: .atMostOne
        case .backup, .restore: .directory
        case .completions: .shell
        }
    }

    /// The options that it takes, beside `--help`.
    var options: [Option] {
        switch self {
        case .run: [.config, .state, .runtime, .keyring]
        case .keyring: [.keyring, .keyringDirectory, .allowUser, .allowGroup, .deadline, .lookups]
        case .check: [.config, .json, .color]
        case .status: [.check, .runtime, .json, .color]
        case .noticesTest: [.runtime, .json, .color]
        case .notices: [.before, .limit, .runtime, .json, .color]
        case .secretSet: [.issued, .expires, .lapsed, .keyID, .unproven, .noWait, .runtime, .json, .color]
        case .secretShow: [.force, .runtime, .color]
        case .secretUndo: [.runtime, .json, .color]
        case .secretRemove: [.runtime, .json, .color]
        case .probe: [.all, .signInOnly, .runtime, .json, .color]
        case .rotate: [.dryRun, .abort, .publishEdits, .runtime, .json, .color]
        case .handoff: [.force, .runtime, .json, .color]
        case .adopt: [.keyID, .runtime, .json, .color]
        case .migrate: [.to, .runtime, .json, .color]
        case .reload: [.allowEmpty, .runtime, .json, .color]
        case .backup: [.withMaster, .state, .keyringDirectory, .runtime, .json, .color]
        case .restore: [.force, .state, .keyringDirectory, .json, .color]
        case .history: [.after, .limit, .runtime, .json, .color]
        case .completions: []
        }
    }

    /// What it does, in a few words.
    var summary: String {
        switch self {
        case .run: "the daemon, in the foreground"
        case .keyring: "the keyring worker"
        case .check: "validate the configuration"
        case .status: "what is kept, when it lapses, whether it works"
        case .secretSet: "store a secret"
        case .secretUndo: "put the secret before the one in use back"
        case .secretShow: "show a secret"
        case .secretRemove: "remove a secret"
        case .probe: "prove now that a connection works"
        case .rotate: "begin, show or undo a rotation"
        case .handoff: "what to enter in Partner Center; say it is done; compare"
        case .adopt: "say which key in Entra the stored secret is"
        case .migrate: "move from a password to an application, step by step"
        case .history: "what happened"
        case .notices: "who was told what"
        case .noticesTest: "send a test notice to the contacts"
        case .reload: "put the changed configuration to use"
        case .backup: "copy ledger and keyring into a directory"
        case .restore: "put a backup back"
        case .completions: "print the completions for a shell"
        }
    }

    /// What it does, in whole sentences.
    var details: String {
        switch self {
        case .run:
            "Keeps every credential, proves it, and tells the contacts before it lapses, until SIGTERM ends it. SIGHUP reads the"
                + " configuration again, as `leadkeeper reload` does, which also tells what came of it."
        case .keyring:
            "Runs the process that holds the secrets. It takes its socket from systemd, or makes one at --keyring."
        case .check:
            "Reads the configuration as the daemon would and lists everything that is wrong with it, then what is not right but stops"
                + " nothing; needs no daemon. Exits 78 if anything is wrong."
        case .status:
            "Without a name, one line about leadkeeper itself, then one for each connection. With names, all that is known of each:"
                + " window, last probe step by step, advice, conditions. With --check, prints nothing and exits 0 if nobody has to act,"
                + " 1 if somebody has to, for one of the connections or for leadkeeper itself, 69 if the daemon does not answer."
        case .secretSet:
            "Asks for the secret on a terminal without showing it, else reads it from standard input, where one line end after it is"
                + " dropped. NAME is a connection, @mail or @administrator. Refuses what cannot be a secret, such as the Secret ID in"
                + " place of the Value, and what cannot be its dates. DATE is 2027-05-20, or 2027-05-20T08:30+02:00. The new secret"
                + " is tried before it takes the place of one that"
                + " works. Exits 0 once it is in use, 1 if it is refused, and the one in use stays; 75 if that cannot be told now: then it"
                + " is tried again by itself and used once it works. Where none is in use, or Microsoft refuses the one that is, the"
                + " new one is used in any case. Only root and the service's user may do this."
        case .secretUndo:
            "Puts the secret before the one in use back, while the keyring has it, and says what Microsoft thinks of it. A new secret"
                + " that is still on trial is given up. Only root and the service's user may do this."
        case .secretShow:
            "Prints the secret in use, for pasting into Partner Center. The ledger records who asked, before it is shown. Only root and"
                + " the service's user may do this."
        case .secretRemove:
            "Removes every version of the secret from the keyring, and says which they were. Nothing is asked first. Only root and the"
                + " service's user may do this."
        case .probe:
            "Signs in and writes a validation lead, as Microsoft's marketplace would, and prints every step. Exits 0 if all work, 1 if"
                + " one does not, 75 if none is known not to work but one could not be told. Only root and the service's user may do"
                + " this."
        case .rotate:
            "Has the secret replaced: leadkeeper makes a new one, proves it, and has it handed over to Partner Center before the old one is"
                + " removed. With --dry-run it prints what it would do, each step with its effect, and what stands in the way; with"
                + " --abort it calls the rotation off, and the old secret stays in use. Where the configuration leaves it to people"
                + " (Mode=remind), it prints the steps for a person. Given again, it has a rotation that is stuck tried again at once; with"
                + " --publish-edits, one that waits for somebody's pending edits in the offer publishes them along. Only root and the service's user may begin and abort."
        case .handoff:
            "With show, prints the values that belong in Partner Center, the secret among them, and the numbered steps there; the ledger"
                + " records who asked, before it is shown. With confirm, records that the offer is live with them, whoever replaced the"
                + " secret, which ends the reminders; leadkeeper then looks for the marketplace's test lead. With vouch, a day later at"
                + " the earliest, a person answers for it that the marketplace uses them, where no test lead is seen: leadkeeper removes"
                + " the old secret only after one of the two. Only root and the service's user may do these. With compare, asks Partner Center for the offer and prints in what it is not as declared; the secret is masked"
                + " there and cannot be compared. That exits 0 if they agree, 1 if they differ, 75 if the offer could not be asked for."
        case .adopt:
            "Without --key-id, lists the client secrets on the connection's application: whose each is, when it lapses, and which may be the"
                + " stored one by its first characters. With it, says that the stored secret is that one, so that its end is known from"
                + " Microsoft and a rotation can remove it. Only root and the service's user may say so."
        case .migrate:
            "Shows how far the move of a connection from an Office 365 password to an Entra application has come, and what is to be done"
                + " next; both work side by side until Partner Center has the new one. The new one is another connection with the same"
                + " URL, found by itself, or named by --to. Exits 0 when all is done, 1 while something is left."
        case .history:
            "Prints the newest events of the ledger, of one connection or of all, oldest first, and how many more there are."
        case .notices:
            "Prints the newest notices of one connection or of all, newest first: to whom, about what, and what the mail server said; and"
                + " how many more there are."
        case .reload:
            "Has the daemon read the configuration again, and waits until it is in use; `systemctl reload leadkeeper` does the same. With"
                + " faults nothing changes, they are printed, and it exits 78; so it does where there are no connections any more, unless"
                + " --allow-empty says that this is meant. Only root and the service's user may do this."
        case .backup:
            "Copies the ledger, then the keyring's files, into DIR, which must be empty or not there yet, with a manifest and SHA-256 sums."
                + " The daemon may run. No secret is in it in clear; what opens the keyring is not in it either: keep the master password"
                + " elsewhere. Only root may do this."
        case .restore:
            "Verifies the backup in DIR and puts its ledger and keyring in place of those that are there, which are kept aside. The services"
                + " have to be stopped. Refused with 77 for a backup that is older than the ledger that is there or of another"
                + " installation, unless --force is given; with 1 for a damaged one in any case. The daemon then probes every"
                + " connection before it tells anybody anything. Given again, it finishes what was cut short. Only root may do this."
        case .noticesTest:
            "Sends a notice that is marked as a test to every contact of the connection now, and prints what the mail server said."
                + " Exits 1 if it refused one, 75 if one still waits. Only root and the service's user may do this."
        case .completions:
            "Prints what makes the shell complete this program's commands, options and connections. A package installs it where the"
                + " shell finds it; without one, `source <(leadkeeper completions bash)` does for a session."
        }
    }
}

/// What `handoff` does.
enum HandOffAction: String, CaseIterable {
    case show, confirm, vouch, compare
}
