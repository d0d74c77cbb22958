internal import Basics

/// A column that column security keeps from a user, as Dataverse names it in a sentence.
///
/// "User does not have create permissions for the leadsourcecode attribute in the lead entity" is what Partner Center
/// shows to publishers whose users may not set it; the code beside it differs.
package struct SecuredColumn: Hashable {
    /// What the user may not do.
    package enum Permission: String, CaseIterable {
        case create
        case update
        case read
    }

    package var permission: Permission
    /// Its logical name, such as `leadsourcecode`.
    package var name: String

    package init(_ permission: Permission, _ name: String) {
        self.permission = permission
        self.name = name
    }

    /// Finds it in a text; `nil` where the text says nothing of the kind.
    package init?(message: String) {
        let words = Identifier.words(of: message)
        guard let place = words.indices.dropFirst().first(where: { words[$0].elementsEqual("permissions".utf8) }),
            let permission = Permission.allCases.first(where: { words[place - 1].elementsEqual($0.rawValue.utf8) }),
            words.count > place + 4, words[place + 1].elementsEqual("for".utf8),
            words[place + 2].elementsEqual("the".utf8),
            words[place + 4].elementsEqual("attribute".utf8), (1...100).contains(words[place + 3].count)
        else { return nil }
        self.init(permission, String(words[place + 3]) ?? "")
    }

    /// What is wrong, as a clause.
    package var sentence: String {
        "the user does not have \(permission.rawValue) permissions for the \(name) attribute in the lead entity (column security)"
    }
}

/// Names in Dataverse's texts.
package enum Identifier {
    /// The words of a text that could be names: letters, digits and underscores.
    package static func words(of text: String) -> [Substring.UTF8View] {
        text.utf8.split { !$0.isAlphanumeric && $0 != UInt8(ascii: "_") }
    }
}
