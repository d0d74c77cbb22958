/// A shell that can complete this program's arguments.
enum Shell: String, CaseIterable {
    case bash, zsh, fish

    /// What makes it do so, for the directory in which it looks for completions.
    var completions: String {
        switch self {
        case .bash: BashCompletions.text
        case .zsh: ZshCompletions.text
        case .fish: FishCompletions.text
        }
    }

    /// A text as one word of the shell, to be taken literally.
    func quoted(_ text: String) -> String {
        switch self {
        case .bash, .zsh: "'" + text.replacing("'", with: #"'\''"#) + "'"
        case .fish: "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
        }
    }
}
