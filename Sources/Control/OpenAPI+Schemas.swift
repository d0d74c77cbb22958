internal import Credentials

extension OpenAPI {
    /// The members of a connection.
    private static let connection: [String: JSON] = [
        "name": string("Its name.", example: "contoso"),
        "url": nullable(
            string("The environment's address; null for reserved names.", example: "https://contoso.crm4.dynamics.com")),
        "method": choice("How it signs in.", ["azure-ad", "office365", "smtp"]),
        "identity": string("The application id or the user name.", example: "23456052-aaaa-bbbb-8662-1234df56788f"),
        "contacts": array(string("A mail address.", example: "ops@contoso.com")),
        "secret": reference("SecretStatus"),
        "trial": ["oneOf": [reference("TrialStatus"), ["type": "null"]]],
        "window": reference("WindowStatus"),
        "probe": reference("ProbeStatus"),
        "rotation": reference("RotationStatus"),
        "handOff": reference("HandOffRecord"),
        "conditions": array(reference("ConditionStatus")),
        "next": ["oneOf": [reference("NextAction"), ["type": "null"]]],
    ]

    /// The schemas of all bodies and their parts, by the names of their Swift types.
    static let schemas: [String: JSON] = [
        "SecretAnswer": object(
            "What became of a secret that was stored or put back: the connection as it is then, and what was said of the secret.",
            connection.merging(
                [
                    "outcome": choice(
                        "What became of it; on-trial: it could not be told whether it works, and the one in use stays until then.",
                        SecretAnswer.Outcome.allCases),
                    "reason": nullable(choice("Why it is the one in use; null where it is not.", TrialVerdict.Reason.allCases)),
                    "answer": reference("ProbeStatus"),
                ], uniquingKeysWith: { $1 })),
        "TrialStatus": object(
            "A secret that is tried before it takes the place of the one in use.",
            [
                "version": string("Its version, a UUIDv7.", example: "0193500c-5f7e-7c3a-9a60-2f1f6a3f1b52"),
                "storedAt": time("When it was stored."), "issuedAt": time("When it was issued, as far as is known."),
                "keyID": nullable(string("The issuer's handle for it, where it is known.")),
                "window": reference("WindowStatus"), "probe": reference("ProbeStatus"),
                "nextAttemptAt": nullable(time("When it is tried next; null where only a person has it tried again.")),
            ]),
        "ConnectionList": object(
            "All connections, in the order of their names.",
            [
                "connections": array(reference("ConnectionStatus")),
                "health": ["oneOf": [reference("HealthStatus"), ["type": "null"]]],
            ]),
        "HealthStatus": object(
            "How leadkeeper itself is.",
            [
                "needsAttention": boolean("Whether somebody has to act for leadkeeper to do its work."),
                "mail": reference("HealthStatus.Part"), "keyring": reference("HealthStatus.Part"),
                "clock": reference("HealthStatus.Part"), "configuration": reference("HealthStatus.Part"),
                "ledger": reference("HealthStatus.Part"), "disk": reference("HealthStatus.Part"),
            ]),
        "HealthStatus.Part": object(
            "What is known of one part of leadkeeper.",
            [
                "status": choice("Whether it works; True only where that was seen.", Condition.Status.allCases),
                "reason": string("Why, in one stable word.", example: "MailServerTakesNothing"),
                "message": string("Why, in a clause.", example: "the mail server takes what is sent"),
                "needsAttention": boolean("Whether somebody has to act."),
                "since": nullable(time("Since when it is so; null where that was not noted.")),
            ]),
        "ConnectionStatus": object("What is known of one connection.", connection),
        "ReloadStatus": object(
            "What came of reading the configuration again.",
            [
                "result": choice("refused: the configuration before it stays in use.", ReloadStatus.Result.allCases),
                "message": string("What came of it, in one sentence.", example: "the configuration has 2 faults"),
                "hint": nullable(string("What may help.")),
                "connections": integer("How many connections are watched now.", example: 5),
                "faults": array(string("What is wrong, with file, line, group and key, and what is accepted; 1,000 at most.")),
                "warnings": array(string("What is not right and stops nothing; 1,000 at most.")),
            ]),
        "SecretStatus": object(
            "What is stored: everything but the secret itself.",
            [
                "stored": boolean("Whether a secret is in use."),
                "version": nullable(
                    string("Its version, a UUIDv7.", example: "0193500c-5f7e-7c3a-9a60-2f1f6a3f1b52")),
                "issuedAt": nullable(time("When it was issued, as far as is known.")),
                "keyID": nullable(string("The issuer's handle for it, where it is known.")),
                "doubt": nullable(string("What is doubtful about the end that a person gave it; null where nothing is.")),
            ]),
        "WindowStatus": object(
            "When the secret lapses, and who says so.",
            [
                "state": choice(
                    "What the window looks like now: notice is inside the longest lead time.", Window.State.allCases),
                "expiresAt": nullable(time("When it ends; null where that is not known or never.")),
                "remainingSeconds": nullable(integer("How long is left; negative once it has ended.", example: 2_505_600)),
                "origin": nullable(choice("Who says so.", Window.Origin.allCases)),
            ]),
        "ProbeStatus": object(
            "What the last probe found.",
            [
                "result": choice(
                    "failed: the credential or its set-up is at fault; unknown: it could not be told; never: not yet tried.",
                    ProbeStatus.Result.allCases),
                "extent": nullable(choice("How far it went.", ProbeReport.Extent.allCases)),
                "class": nullable(choice("What is wrong; null where nothing is.", ProbeClass.allCases)),
                "step": nullable(choice("The step that it showed in.", ProbeReport.StepName.allCases)),
                "code": nullable(string("The server's code for it.", example: "AADSTS7000222")),
                "answeredBy": nullable(choice("Who said it; null where nobody answered.", Answerer.allCases)),
                "message": nullable(string("One sentence of fact.", example: "the client secret has expired")),
                "advice": nullable(string("One sentence on what to do.", example: ProbeClass.secretExpired.advice)),
                "at": nullable(time("When it began; null before the first.")),
                "durationMilliseconds": nullable(integer("How long all of it took.", example: 412)),
                "steps": array(reference("ProbeStatus.Step")),
            ]),
        "ProbeStatus.Step": object(
            "One step of a probe.",
            [
                "name": choice("Which step.", ProbeReport.StepName.allCases),
                "result": choice(
                    "How it ended; skipped: not reached, or not permitted and not needed.", ProbeReport.Step.Result.allCases),
                "durationMilliseconds": integer("How long it took.", example: 90),
                "note": nullable(string("A sentence where there is something to say.")),
            ]),
        "RotationStatus": object(
            "Where the secret's replacement stands.",
            [
                "mode": choice("Who replaces the secret, by the configuration.", RotationPolicy.Mode.allCases),
                "id": nullable(string("Its id, a UUIDv7; null while none is under way, like all that follows but `last`.")),
                "step": nullable(choice("The step that it has reached.", Rotation.Step.allCases)),
                "needsAttention": boolean("Whether it waits for a person: to hand over, or to clear what is in the way."),
                "attention": ["oneOf": [reference("RotationStatus.Attention"), ["type": "null"]]],
                "waitingFor": nullable(choice("What it waits for; null while it works.", RotationWait.allCases)),
                "since": nullable(time("Since when it is at that step.")),
                "deadline": nullable(time("By when a person should have handed over; null unless it waits for that.")),
                "newVersion": nullable(string("The version that takes the old one's place; null before there is one.")),
                "last": ["oneOf": [reference("RotationStatus.Last"), ["type": "null"]]],
            ]),
        "RotationStatus.Attention": object(
            "Why a rotation does not get on.",
            [
                "reason": choice("Why, as a stable word.", Rotation.Attention.Reason.allCases),
                "since": time("Since when."),
                "code": nullable(string("The server's code for it.", example: "Authorization_RequestDenied")),
                "answeredBy": nullable(choice("Who said it; null where nobody answered.", Answerer.allCases)),
                "message": string("One sentence of fact."),
            ]),
        "RotationStatus.Last": object(
            "How the last rotation ended.",
            ["id": string("Its id."), "end": choice("How it ended.", Rotation.End.allCases), "at": time("When.")]),
        "RotationPlanStatus": object(
            "What a rotation would do, or the one under way has still to do.",
            [
                "name": string("The connection.", example: "contoso"),
                "mode": choice("Who replaces the secret, by the configuration.", RotationPolicy.Mode.allCases),
                "isUnderWay": boolean("Whether one is under way."), "steps": array(reference("RotationPlanStatus.Step")),
                "obstacle": nullable(string("What stands in the way; null where nothing is known to.")),
                "byHand": array(string("One of the numbered steps by which a person replaces the secret.")),
            ]),
        "RotationPlanStatus.Step": object(
            "One step of a plan.",
            [
                "effect": nullable(
                    choice(
                        "What it does outside of leadkeeper; null for what people do, or only happens here.",
                        RotationEffect.allCases)),
                "sentence": string("What that is."),
            ]),
        "HandOffStatus": object(
            "What belongs in Partner Center: everything but the secret.",
            [
                "name": string("The connection.", example: "contoso"),
                "url": string("The environment's address.", example: "https://contoso.crm4.dynamics.com"),
                "method": choice("How Partner Center signs in to it.", ["azure-ad", "office365"]),
                "applicationID": nullable(string("The application (client) id; null for a user.")),
                "directoryID": nullable(string("The directory (tenant) id; null for a user.")),
                "userName": nullable(string("The user's name; null for an application.")),
                "offer": nullable(string("The offer in Partner Center, where it is known.")),
                "version": string("The version of the secret that is to be handed over."),
                "rotation": reference("RotationStatus"), "handOff": reference("HandOffRecord"),
                "steps": array(string("One of the numbered steps in Partner Center.")),
            ]),
        "HandOffRecord": object(
            "Whether Partner Center has the secret in use, as far as people have said and leadkeeper has seen.",
            [
                "state": choice(
                    "due: Partner Center has the one before it; confirmed: a person said that it is there; seen: the marketplace wrote a"
                        + " test lead.", HandOffRecord.State.allCases),
                "dueSince": nullable(time("Since when it is to be handed over; null where that is not known to be so.")),
                "deadline": nullable(time("By when a person should have handed it over; null unless that is due.")),
                "confirmedAt": nullable(time("When a person said that Partner Center has it.")),
                "confirmedBy": nullable(string("Who said so.", example: "user 0")),
                "publishedAt": nullable(time("When Partner Center's API published it.")),
                "vouchedAt": nullable(time("When a person vouched for it that the marketplace uses it.")),
                "vouchedBy": nullable(string("Who did.", example: "user 0")),
                "testLeadAt": nullable(time("When the marketplace wrote a test lead after the hand-off.")),
            ]),
        "OfferComparison": object(
            "In what an offer in Partner Center is not as declared.",
            [
                "name": string("The connection.", example: "contoso"),
                "offer": string("The offer's id in Partner Center.", example: "contoso-crm-connector"),
                "agrees": boolean("Whether all that can be compared is as declared."),
                "isLive": boolean(
                    "Whether there is a live edition with a lead destination; without one only the draft is compared."),
                "differences": array(reference("OfferComparison.Difference")),
                "masked": array(
                    choice("What cannot be compared, as Partner Center answers a mask in its place.", OfferDrift.Masked.allCases)),
                "contacts": reference("OfferComparison.Contacts"),
            ]),
        "OfferComparison.Difference": object(
            "A value that is not as declared.",
            [
                "edition": choice(
                    "Which edition: the one that customers' leads go by, or the one that is being edited.",
                    OfferDrift.Edition.allCases),
                "field": choice("Which value.", OfferDrift.Field.allCases),
                "declared": nullable(string("What is declared; null where nothing is.")),
                "found": nullable(string("What Partner Center has; null where it has nothing.")),
            ]),
        "OfferComparison.Contacts": object(
            "Who is told by one side alone, in lower case: by Microsoft of new leads, by leadkeeper of secrets that lapse. No fault.",
            [
                "onlyDeclared": array(string("An address that leadkeeper alone writes to.", example: "ops@contoso.com")),
                "onlyFound": array(string("An address that Microsoft alone writes to.", example: "sales@contoso.com")),
            ]),
        "KeyList": object(
            "The client secrets on a connection's application.",
            [
                "name": string("The connection.", example: "contoso"), "keys": array(reference("KeyRecord")),
                "principalObstacle": nullable(
                    string("Why those that lie on the service principal alone could not be listed; null where they could.")),
            ]),
        "KeyRecord": object(
            "A client secret on an application: everything but its value.",
            [
                "keyID": string("The issuer's handle for it.", example: "0f0e0d0c-1111-2222-3333-444455556666"),
                "displayName": nullable(string("What it is called in Entra.")),
                "role": choice(
                    "Whose it is; ours: made by leadkeeper and kept by nobody; foreign: somebody else's, or not known.",
                    KeyRecord.Role.allCases),
                "isSuggested": boolean("Whether its first characters are those of the stored secret: a guess, never certainty."),
                "startsAt": nullable(time("Since when it is valid; a time in the future: not before.")),
                "expiresAt": nullable(time("When it lapses; null where that is not known, or never.")),
                "neverExpires": boolean("Whether it never lapses, as secrets made before April 2021 may."),
                "place": choice(
                    "Where it lies; service-principal: on that alone, where Entra's portal does not show it.", KeyPlace.allCases),
            ]),
        "ConditionStatus": object(
            "One aspect of a connection's health.",
            [
                "type": choice("Which aspect.", Condition.Kind.allCases),
                "status": choice("Whether it holds.", Condition.Status.allCases),
                "reason": string("Why, in one stable word.", example: "LeadWritten"),
                "message": string("Why, in a sentence.", example: "a validation lead was written"),
                "since": nullable(time("Since when it is so; null where that was not noted.")),
            ]),
        "NextAction": object(
            "What lies ahead.",
            ["action": choice("What will be done.", NextAction.Action.allCases), "at": time("When.")]),
        "EventList": object(
            "Entries of the ledger, oldest first.",
            [
                "events": array(reference("EventRecord")),
                "more": integer(
                    "How many more there are that were not answered: later ones with after, else earlier ones.", example: 0),
            ]),
        "EventRecord": object(
            "One entry of the ledger.",
            [
                "id": integer("Its number; later entries have greater ones.", example: 17),
                "at": time("When it happened."),
                "type": string("What happened, as a stable word.", example: "secret-stored"),
                "connection": nullable(string("The connection; null where it concerns the daemon.", example: "contoso")),
                "version": nullable(string("The version of the secret, where it concerns one.")),
                "class": nullable(choice("What was wrong, where something was.", ProbeClass.allCases)),
                "message": string("One sentence."),
                "details": [
                    "type": "object", "description": "More facts by name.", "additionalProperties": ["type": "string"],
                ],
            ]),
        "NoticeList": object(
            "Notices, newest first.",
            [
                "notices": array(reference("NoticeRecord")),
                "more": integer("How many older ones there are that were not answered.", example: 0),
            ]),
        "NoticeRecord": object(
            "One notice to one person.",
            [
                "id": integer("Its number; later notices have greater ones.", example: 3),
                "connection": nullable(string("The connection; null where it concerns the daemon.", example: "contoso")),
                "version": nullable(string("The version of the secret that it concerns.")),
                "occasion": string("What it is about.", example: "lapses/604800"),
                "recipient": string("Whom it is for.", example: "ops@contoso.com"),
                "subject": string("The mail's subject."),
                "messageID": string("The mail's Message-ID, to look for in the mail server's log."),
                "state": choice("How far it has come.", NoticeRecord.State.allCases),
                "createdAt": time("When it was made."),
                "attempts": integer("How often it was tried.", example: 1),
                "lastAttemptAt": nullable(time("When it was last tried.")),
                "nextAttemptAt": nullable(time("When it is tried next.")),
                "acceptedAt": nullable(time("When the mail server took it; null unless it has.")),
                "lastReply": ["oneOf": [reference("NoticeRecord.Reply"), ["type": "null"]]],
            ]),
        "NoticeRecord.Reply": object(
            "What a mail server answered, or why there was no answer.",
            [
                "code": nullable(integer("The reply code; null where the server could not be asked.", example: 250)),
                "text": string("The reply's text, or why there was none.", example: "2.0.0 Ok: queued"),
                "server": nullable(string("Which server; null where none was reached.", example: "localhost")),
                "command": nullable(
                    choice("Which command it answered, or did not; null where no server was asked.", MailCommand.allCases)),
                "about": nullable(
                    choice("What the answer is about; null where there was none.", MailVerdict.Subject.allCases)),
            ]),
        "SecretRemoval": object(
            "What was removed for a connection.",
            [
                "name": string("The connection.", example: "contoso"),
                "versions": array(string("A version that is given up.")),
                "waiting": array(
                    string("One that the keyring still has, because it did not answer; it is removed once it does.")),
            ]),
        "BackupStatus": object(
            "How far a backup has come.",
            [
                "copy": nullable(
                    string(
                        "The name of the ledger's copy in the daemon's state directory; null once the backup has ended.",
                        example: "ledger.sqlite.copy"))
            ]),
        "Problem": object(
            "Why a request was not done (RFC 9457).",
            [
                "type": choice("The kind, to branch on.", Problem.Code.allCases.map { "urn:leadkeeper:problem:\($0.rawValue)" }),
                "title": string("What all problems of the kind have in common."),
                "status": integer("The HTTP status.", example: 404),
                "detail": string("What is wrong this time.", example: "no connection is named contso"),
                "hint": nullable(string("What may help.")),
            ]),
    ]
}

// Every member of an object is required: a value that is missing is null.
private func object(_ description: String, _ members: [String: JSON]) -> JSON {
    [
        "type": "object", "description": .string(description), "properties": .object(members),
        "required": .array(members.keys.sorted().map(JSON.string)),
    ]
}

private func array(_ element: JSON) -> JSON {
    ["type": "array", "items": element]
}

private func string(_ description: String, example: String? = nil) -> JSON {
    typed("string", description, example.map(JSON.string))
}

private func integer(_ description: String, example: Int) -> JSON {
    typed("integer", description, .integer(example))
}

private func boolean(_ description: String) -> JSON {
    typed("boolean", description, nil)
}

private func time(_ description: String) -> JSON {
    [
        "type": "string", "format": "date-time", "description": .string(description), "examples": ["2026-12-20T00:00:00Z"],
    ]
}

private func choice<Word: RawRepresentable<String>>(_ description: String, _ words: [Word]) -> JSON {
    choice(description, words.map(\.rawValue))
}

private func choice(_ description: String, _ words: [String]) -> JSON {
    ["type": "string", "description": .string(description), "enum": .array(words.map(JSON.string))]
}

private func typed(_ type: String, _ description: String, _ example: JSON?) -> JSON {
    var schema: [String: JSON] = ["type": .string(type), "description": .string(description)]
    if let example { schema["examples"] = [example] }
    return .object(schema)
}

private func nullable(_ schema: JSON) -> JSON {
    guard case .object(var members) = schema, let type = members["type"] else { return schema }
    members["type"] = [type, "null"]
    if case .array(let words) = members["enum"] { members["enum"] = .array(words + [.null]) }
    return .object(members)
}
