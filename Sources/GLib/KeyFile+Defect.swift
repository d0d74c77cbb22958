extension KeyFile {
    /// Something in a key file that is not what it must be.
    public struct Defect: Hashable, Sendable {
        /// What is not as it must be.
        public enum Kind: Hashable, Sendable {
            /// The file begins with a byte order mark.
            case byteOrderMark
            /// The line is not UTF-8.
            case notUTF8
            /// The line has a control character other than a tab.
            case controlCharacter
            /// The line is neither `[Group]`, nor `Key=value`, nor a comment, nor blank.
            case unrecognisedLine
            /// The name in the brackets is empty, or has brackets or a tab in it.
            case groupName
            /// The key has brackets in it, or is GLib's own `Encoding`.
            case keyName
            /// The key stands before the first group.
            case outsideGroups
            /// The group stood in the file before, at that line.
            case repeatedGroup(firstLine: Int)
            /// The key stood in the group before, at that line.
            case repeatedKey(firstLine: Int)
            /// GLib refused the file with these words.
            case refused(String)
        }

        /// The line, counted from 1; `nil` where GLib refused the file.
        public var line: Int?
        /// The group that it stands in; `nil` outside all groups.
        public var group: String?
        /// The key on the line; `nil` where there is none.
        public var key: String?
        /// What is not as it must be.
        public var kind: Kind
    }
}
