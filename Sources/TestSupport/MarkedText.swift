/// Text with markers such as `1️⃣`, which stand for the places that a test talks about.
///
/// A marker is a digit made a keycap (`1️⃣` … `9️⃣`); it is taken out of the text, and means the
/// place of the character that follows it.
package struct MarkedText: Sendable, ExpressibleByStringLiteral {
    package struct Position: Hashable, Sendable {
        /// Counted from 1.
        package var line: Int
        /// Counted from 1, in Unicode scalars.
        package var column: Int
    }

    package private(set) var text = ""
    package private(set) var positions: [Int: Position] = [:]

    package init(_ marked: String) {
        var position = Position(line: 1, column: 1)
        for character in marked {
            if let number = Self.markerNumber(character) {
                precondition(positions[number] == nil, "marker \(number) stands twice in the text")
                positions[number] = position
                continue
            }
            text.append(character)
            if character.isNewline {
                position = Position(line: position.line + 1, column: 1)
            } else {
                position.column += character.unicodeScalars.count
            }
        }
    }

    package init(stringLiteral marked: String) {
        self.init(marked)
    }

    /// `line:column` of a marker, as diagnostics write it.
    package subscript(marker: Int) -> String {
        guard let position = positions[marker] else {
            preconditionFailure("the text has no marker \(marker)")
        }
        return "\(position.line):\(position.column)"
    }

    /// A digit, U+FE0F, U+20E3.
    private static func markerNumber(_ character: Character) -> Int? {
        let scalars = Array(character.unicodeScalars)
        guard scalars.count == 3, scalars[1] == "\u{FE0F}", scalars[2] == "\u{20E3}" else {
            return nil
        }
        return Character(scalars[0]).wholeNumberValue
    }
}
