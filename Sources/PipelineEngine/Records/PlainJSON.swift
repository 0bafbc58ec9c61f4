/// Texts that stand in JSON as they are.
enum PlainJSON {
    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")

    static func holds(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= 0x20 && $0 != quote && $0 != backslash }
    }
}
