/// What has to be there at Microsoft before a connection can work: said by `leadkeeper setup`, and in the documentation
/// by the page that is made of the same.
enum Prerequisites {
    /// Its title.
    static let title = "Before you start"

    private static let introduction = """
        This has to be there at Microsoft before leads can arrive. Each line says whom to ask. Microsoft's own page \
        about it is
        """

    /// As a terminal shows it.
    static var terminalText: String {
        var text = "\(title)\n\n" + Paragraph.wrap(introduction) + "\n\(Prerequisite.page)\n"
        var number = 0
        for need in Prerequisite.Need.allCases {
            text += "\n\(need.heading):\n"
            for item in Prerequisite.all where item.need == need {
                number += 1
                let label = number < 10 ? " \(number). " : "\(number). "
                text += Paragraph.wrap("\(item.title). Ask \(item.asked). \(item.toDo)", label: label) + "\n"
                for link in item.links { text += "    \(link)\n" }
            }
        }
        return text
    }

    /// As `Documentation/BeforeYouStart.md` has it.
    static var page: String {
        var text = """
            # \(title)

            <!-- Made of Sources/leadkeeper/Setup/Prerequisite.swift, which `leadkeeper setup` prints too; a test holds \
            them together. -->

            \(introduction) <\(Prerequisite.page)>.

            """
        var number = 0
        for need in Prerequisite.Need.allCases {
            text += "\n## \(need.heading)\n"
            for item in Prerequisite.all where item.need == need {
                number += 1
                text += "\n\(number). **\(item.title).** *Ask \(item.asked).* \(item.toDo)\n"
                for link in item.links { text += "   - <\(link)>\n" }
            }
        }
        return text
    }
}
