/// Numbered steps, as people read them: each wrapped beside its number, what is to be typed on a line of its own.
enum Steps {
    /// The steps, each line with its end; a line that begins with `$ ` is a command.
    static func text(_ steps: [String]) -> String {
        steps.enumerated().map { number, step in
            let label = String(repeating: " ", count: number < 9 ? 1 : 0) + "\(number + 1). "
            let indent = String(repeating: " ", count: label.count)
            var text = ""
            for (index, line) in step.split(separator: "\n").enumerated() {
                if line.hasPrefix("$ ") {
                    text += "\(indent)  \(String(line.dropFirst(2)).printable)\n"
                } else {
                    text += Paragraph.wrap(String(line).printable, label: index == 0 ? label : indent) + "\n"
                }
            }
            return text
        }.joined()
    }
}
