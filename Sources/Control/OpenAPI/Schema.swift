/// What the OpenAPI document says of a value: JSON Schema in the few forms that the API needs.
public struct Schema: Sendable {
    let json: JSON
    /// The types that it refers to.
    let references: [any Described.Type]

    private init(_ json: JSON, _ references: [any Described.Type] = []) {
        self.json = json
        self.references = references
    }

    /// Every member of an object is required: a value that is missing is null.
    static func object(_ description: String, _ members: [String: Schema]) -> Schema {
        Schema(
            [
                "type": "object", "description": .string(description), "properties": .object(members.mapValues(\.json)),
                "required": .array(members.keys.sorted().map(JSON.string)),
            ], members.values.flatMap(\.references))
    }

    /// An object of which nothing is said.
    static let anyObject = Schema(["type": "object"])

    /// Texts by names that are not known before.
    static func texts(_ description: String) -> Schema {
        Schema([
            "type": "object", "description": .string(description), "additionalProperties": ["type": "string"],
        ])
    }

    static func array(_ element: Schema) -> Schema {
        Schema(["type": "array", "items": element.json], element.references)
    }

    /// A value of a type that the document describes by itself.
    static func reference(_ type: any Described.Type) -> Schema {
        Schema(["$ref": .string("#/components/schemas/\(type.schemaName)")], [type])
    }

    static func string(_ description: String, example: String? = nil) -> Schema {
        typed("string", description, example.map(JSON.string))
    }

    static func integer(_ description: String, example: Int) -> Schema {
        typed("integer", description, .integer(example))
    }

    static func boolean(_ description: String) -> Schema {
        typed("boolean", description, nil)
    }

    static func time(_ description: String) -> Schema {
        Schema([
            "type": "string", "format": "date-time", "description": .string(description),
            "examples": ["2026-12-20T00:00:00Z"],
        ])
    }

    static func choice<Word: RawRepresentable<String>>(_ description: String, _ words: [Word]) -> Schema {
        choice(description, words.map(\.rawValue))
    }

    static func choice(_ description: String, _ words: [String]) -> Schema {
        Schema([
            "type": "string", "description": .string(description), "enum": .array(words.map(JSON.string)),
        ])
    }

    /// That, or null.
    static func nullable(_ schema: Schema) -> Schema {
        guard case .object(var members) = schema.json, let type = members["type"] else {
            return Schema(["oneOf": [schema.json, ["type": "null"]]], schema.references)
        }
        members["type"] = [type, "null"]
        if case .array(let words) = members["enum"] { members["enum"] = .array(words + [.null]) }
        return Schema(.object(members), schema.references)
    }

    private static func typed(_ type: String, _ description: String, _ example: JSON?) -> Schema {
        var members: [String: JSON] = ["type": .string(type), "description": .string(description)]
        if let example { members["examples"] = [example] }
        return Schema(.object(members))
    }
}

/// The values of parameters, which are described beside their schemas.
extension Schema {
    /// Text of any kind, or of a length within those limits.
    static func text(within length: ClosedRange<Int>? = nil) -> Schema {
        guard let length else { return Schema(["type": "string"]) }
        return Schema([
            "type": "string", "minLength": .integer(length.lowerBound), "maxLength": .integer(length.upperBound),
        ])
    }

    /// A day, or a moment.
    static let date = Schema([
        "type": "string", "examples": ["2026-12-20", "2026-12-20T00:00Z", "2026-12-20T00:00:00+01:00"],
    ])

    /// One of those words.
    static func choice(among words: [String]) -> Schema {
        Schema(["type": "string", "enum": .array(words.map { .string($0) })])
    }

    static func flag(otherwise: Bool) -> Schema {
        Schema(["type": "boolean", "default": .boolean(otherwise)])
    }

    static func number(from least: Int64) -> Schema {
        Schema(["type": "integer", "format": "int64", "minimum": .integer(Int(least))])
    }

    static func number(within range: ClosedRange<Int>, otherwise: Int? = nil) -> Schema {
        var members: [String: JSON] = [
            "type": "integer", "minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound),
        ]
        if let otherwise { members["default"] = .integer(otherwise) }
        return Schema(.object(members))
    }
}
