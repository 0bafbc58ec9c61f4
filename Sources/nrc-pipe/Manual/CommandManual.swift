internal import ArgumentParser

/// The reference of all commands, made from what each says for `--help`.
enum CommandManual {
    private static let columns = 96

    static var text: String {
        let introduction = """
            # Commands

            Made by `make manual` from what the program itself says; `nrc-pipe help COMMAND` shows \
            the same.

            ```text
            \(NrcPipe.helpMessage(columns: columns).trimmed)
            ```
            """
        let sections = NrcPipe.configuration.subcommands
            .filter { $0.configuration.shouldDisplay }
            .map(section)
        return ([introduction] + sections).joined(separator: "\n\n")
    }

    private static func section(_ command: any ParsableCommand.Type) -> String {
        """
        ## \(command.configuration.commandName ?? "")

        ```text
        \(NrcPipe.helpMessage(for: command, columns: columns).trimmed)
        ```
        """
    }
}

extension String {
    /// Without blanks at the ends of lines, and without empty lines at the end.
    fileprivate var trimmed: String {
        var lines = split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.lastIndex { $0 != " " }.map { String(line[...$0]) } ?? ""
        }
        while lines.last == "" { lines.removeLast() }
        return lines.joined(separator: "\n")
    }
}
