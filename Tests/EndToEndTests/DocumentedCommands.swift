/// The commands that a page of the manual shows.
///
/// A block is fenced and says what it is: `sh` is run in a folder that is empty at the page's
/// beginning, `sh repository` in a copy of this repository's project. Of `sh parse`, of indented
/// blocks and of commands within a sentence only the options are checked: they take long, need the
/// network, or stand for something else.
struct DocumentedCommands {
    enum Place { case folder, repository, nowhere }

    struct Block {
        let place: Place
        let script: String
    }

    private(set) var blocks: [Block] = []
    /// Lines that look like commands in a block that does not say what it is.
    private(set) var strays: [String] = []
    private var inline: [[String]] = []

    /// The words after `nrc-pipe` of every command.
    var all: [[String]] {
        blocks.flatMap { $0.script.split(separator: "\n").flatMap(Self.commands) } + inline
    }

    init(_ page: String) {
        var info: Substring?
        var lines: [Substring] = []
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                if let opened = info {
                    append(lines, info: opened)
                    info = nil
                } else {
                    (info, lines) = (line.dropFirst(3), [])
                }
            } else if info != nil {
                lines.append(line)
            } else if line.hasPrefix("    nrc-pipe ") {
                inline += Self.commands(line)
            } else {
                inline += Self.inlineCommands(line)
            }
        }
    }

    private mutating func append(_ lines: [Substring], info: Substring) {
        let words = info.split(separator: " ")
        switch (words.first, words.dropFirst().first) {
        case ("sh", nil): add(lines, .folder)
        case ("sh", "repository"): add(lines, .repository)
        case ("sh", "parse"): add(lines, .nowhere)
        // Output, YAML and the like.
        default: strays += lines.filter { $0.hasPrefix("nrc-pipe ") }.map(String.init)
        }
    }

    private mutating func add(_ lines: [Substring], _ place: Place) {
        blocks.append(Block(place: place, script: lines.joined(separator: "\n")))
    }

    /// `nrc-pipe …` between backquotes; with an ellipsis it is no whole command.
    private static func inlineCommands(_ line: Substring) -> [[String]] {
        line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { !$0.offset.isMultiple(of: 2) && $0.element.hasPrefix("nrc-pipe ") }
            .filter { !$0.element.contains("…") }
            .flatMap { commands($0.element) }
    }

    /// The commands of a line of a script.
    private static func commands(_ line: Substring) -> [[String]] {
        var commands: [[String]] = []
        for words in simpleCommands(line) where words.first == "nrc-pipe" {
            commands.append(Array(words.dropFirst()))
        }
        return commands
    }

    /// Words of the commands between `&&`, `||`, `|` and `;`, as a shell splits them.
    private static func simpleCommands(_ line: Substring) -> [[String]] {
        var commands: [[String]] = [[]]
        var word = ""
        var quote: Character?
        func close() {
            if !word.isEmpty { commands[commands.count - 1].append(word) }
            word = ""
        }
        for character in line {
            if let open = quote {
                if character == open { quote = nil } else { word.append(character) }
            } else if character == "'" || character == "\"" {
                quote = character
            } else if character == " " {
                close()
            } else if character == "#", word.isEmpty {
                break
            } else if "|&;>".contains(character) {
                close()
                commands.append([])
            } else {
                word.append(character)
            }
        }
        close()
        return commands.filter { !$0.isEmpty }
    }
}
