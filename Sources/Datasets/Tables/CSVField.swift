/// One field as it stands in the file, read with all of RFC 4180.
struct CSVField {
    /// Without the quotes around it, doubled quotes halved.
    var text: [UInt8]

    /// What keeps a field from being one.
    enum Damage: Error {
        case openQuote
        /// In a row of numbers, which is one line.
        case lineEnd
        case textAfterQuote
    }

    /// Reads the field at the position and goes to the comma or the line end after it.
    ///
    /// - Parameter isMultiline: whether quotes may enclose line ends.
    static func read(
        in bytes: Span<UInt8>, at position: inout Int, isMultiline: Bool
    ) throws(Damage) -> CSVField {
        var field = CSVField(text: [])
        guard bytes[position] == UInt8(ascii: "\"") else {
            while !endsField(bytes[position]) {
                field.text.append(bytes[position])
                position += 1
            }
            return field
        }
        position += 1
        while true {
            guard position < bytes.count else { throw .openQuote }
            guard isMultiline || !endsLine(bytes[position]) else { throw .lineEnd }
            if bytes[position] == UInt8(ascii: "\"") {
                position += 1
                guard position < bytes.count else { throw .openQuote }
                guard bytes[position] == UInt8(ascii: "\"") else { break }
            }
            field.text.append(bytes[position])
            position += 1
        }
        guard endsField(bytes[position]) else { throw .textAfterQuote }
        return field
    }

    static func endsLine(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    private static func endsField(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || endsLine(byte)
    }
}
