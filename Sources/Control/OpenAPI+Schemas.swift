internal import Credentials

extension OpenAPI {
    /// The schemas of all bodies and their parts, by the names of their Swift types.
    static let schemas: [String: JSON] = [
        "ConnectionList": object(
            "All connections, in the order of their names.", ["connections": array(reference("ConnectionStatus"))]),
        "ConnectionStatus": object(
            "What is known of one connection.",
            [
                "name": string("Its name.", example: "contoso"),
                "url": nullable(
                    string("The environment's address; null for reserved names.", example: "https://contoso.crm4.dynamics.com")),
                "method": choice("How it signs in.", ["azure-ad", "office365", "smtp"]),
                "identity": string("The application id or the user name.", example: "23456052-aaaa-bbbb-8662-1234df56788f"),
                "contacts": array(string("A mail address.", example: "ops@contoso.com")),
                "secret": reference("SecretStatus"),
                "window": reference("WindowStatus"),
                "probe": reference("ProbeStatus"),
                "rotation": reference("RotationStatus"),
                "conditions": array(reference("ConditionStatus")),
                "next": ["oneOf": [reference("NextAction"), ["type": "null"]]],
            ]),
        "SecretStatus": object(
            "What is stored: everything but the secret itself.",
            [
                "stored": boolean("Whether a secret is in use."),
                "version": nullable(
                    string("Its version, a UUIDv7.", example: "0193500c-5f7e-7c3a-9a60-2f1f6a3f1b52")),
                "issuedAt": nullable(time("When it was issued, as far as is known.")),
                "keyID": nullable(string("The issuer's handle for it, where it is known.")),
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
                "step": nullable(string("The step that it has reached; null while none is under way.")),
                "needsAttention": boolean("Whether it waits for a person."),
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
        "EventList": object("Entries of the ledger, oldest first.", ["events": array(reference("EventRecord"))]),
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
        "NoticeList": object("Notices, newest first.", ["notices": array(reference("NoticeRecord"))]),
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
            ]),
        "SecretRemoval": object(
            "What was removed for a connection.",
            [
                "name": string("The connection.", example: "contoso"),
                "versions": array(string("A version that is gone from the keyring.")),
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
