public import Credentials

extension Catalog {
    /// English, which every other language falls back to.
    public static let english = catalog(of: .en, PackageResources.en_mo)

    /// The words for whoever reads that language; English where it has no catalogue.
    ///
    /// `PackageResources` is made by SwiftPM of `Catalogs/*.mo`; where it is not found, `make catalogs` has not been
    /// run.
    public static func catalog(for language: NoticePolicy.Language) -> Catalog {
        switch language.written {
        case .en, .fr, .sv, .nl: english
        }
    }

    private static let source = file(PackageResources.en_mo)

    private static func catalog(of language: NoticePolicy.Language, _ bytes: [UInt8]) -> Catalog {
        Catalog(languageTag: language.rawValue, file(bytes), english: source)
    }

    /// What was compiled in; a test reads each of them, so that no file is refused here.
    private static func file(_ bytes: [UInt8]) -> MessageFile {
        (try? MessageFile(bytes)) ?? .empty
    }
}
