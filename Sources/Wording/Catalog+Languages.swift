internal import CWords
public import Credentials

extension Catalog {
    /// English, which every other language falls back to.
    public static let english = catalog(of: .en)
    private static let french = catalog(of: .fr)
    private static let swedish = catalog(of: .sv)
    private static let dutch = catalog(of: .nl)

    /// The words for whoever reads that language.
    public static func catalog(for language: NoticePolicy.Language) -> Catalog {
        switch language {
        case .en: english
        case .fr: french
        case .sv: swedish
        case .nl: dutch
        }
    }

    private static let source = file(of: .en)

    private static func catalog(of language: NoticePolicy.Language) -> Catalog {
        Catalog(
            languageTag: language.rawValue, language == .en ? source : file(of: language), english: source)
    }

    /// What was compiled in; a test reads each of them, so that no file is refused here.
    private static func file(of language: NoticePolicy.Language) -> MessageFile {
        var length = 0
        guard let start = leadkeeper_catalog(language.rawValue, &length) else { return .empty }
        return (try? MessageFile(compiled: CompiledBytes(start, count: length))) ?? .empty
    }

    /// The bytes of the file that was compiled in; none where there is none.
    static func compiled(_ language: NoticePolicy.Language) -> [UInt8] {
        var length = 0
        guard let start = leadkeeper_catalog(language.rawValue, &length) else { return [] }
        return Array(UnsafeBufferPointer(start: start, count: length))
    }
}
