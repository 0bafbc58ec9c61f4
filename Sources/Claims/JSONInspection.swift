internal import FoundationEssentials

/// Looks through a JSON text for what decoding it hides or does not place: a key that stands twice,
/// of which a decoder takes one, and a number that is none in JSON or in double precision.
///
/// It is no parser: a text that is not built as JSON is left to the decoder.
struct JSONInspection {
    /// Where something stands.
    struct Place: Sendable, Hashable {
        /// Keys from the root on, `layers[2].cka`; empty for the root.
        var path: String
        /// From 1.
        var line: Int
    }

    enum Problem: Error {
        /// The place is the object's.
        case repeatedKey(String, Place)
        /// A word such as `NaN`.
        case noValue(String, Place)
        /// A number too large or too near zero for a double; a decoder only says that it is none.
        case beyondDouble(String, Place)
    }

    /// What the place that is being read lies in.
    private struct Container {
        let isObject: Bool
        var keys: Set<String> = []
        /// The last key of an object, the index in an array.
        var key = ""
        var index = 0
        /// Whether a text would be a key.
        var isBeforeKey = true
    }

    private let json: [UInt8]
    private var index = 0
    private var line = 1
    private var containers: [Container] = []

    /// - Throws: the first problem.
    static func check(_ json: [UInt8]) throws(Problem) {
        var inspection = JSONInspection(json)
        while inspection.index < json.count { try inspection.readOn() }
    }

    private init(_ json: [UInt8]) { self.json = json }

    private mutating func readOn() throws(Problem) {
        let last = containers.count - 1
        switch json[index] {
        case UInt8(ascii: "{"): containers.append(Container(isObject: true))
        case UInt8(ascii: "["): containers.append(Container(isObject: false))
        case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = containers.popLast()
        case UInt8(ascii: ",") where last >= 0:
            containers[last].index += 1
            containers[last].isBeforeKey = true
        case UInt8(ascii: "\n"): line += 1
        case UInt8(ascii: "\""): return try readText()
        case let byte where !Self.endsWord(byte): return try readWord()
        default: break
        }
        index += 1
    }

    // MARK: Texts and words

    private mutating func readText() throws(Problem) {
        let start = index
        index += 1
        while index < json.count, json[index] != UInt8(ascii: "\"") {
            index += json[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        index = min(index + 1, json.count)
        let last = containers.count - 1
        guard last >= 0, containers[last].isObject, containers[last].isBeforeKey,
            let key = try? JSONDecoder().decode(String.self, from: Data(json[start..<index]))
        else { return }
        containers[last].isBeforeKey = false
        if !containers[last].keys.insert(key).inserted {
            throw .repeatedKey(key, place(of: containers.dropLast()))
        }
        containers[last].key = key
    }

    private mutating func readWord() throws(Problem) {
        let start = index
        while index < json.count, !Self.endsWord(json[index]) { index += 1 }
        let word = String(decoding: json[start..<index], as: UTF8.self)
        if ["true", "false", "null"].contains(word) { return }
        // Swift reads more as numbers than JSON has: nan, inf, 0x1p3.
        guard let number = Double(word), !word.contains(where: { "xXnNpP".contains($0) }) else {
            throw .noValue(word, place(of: containers))
        }
        let significand = word.prefix { !"eE".contains($0) }
        let vanishes = number == 0 && significand.contains { "123456789".contains($0) }
        if number.isInfinite || vanishes { throw .beyondDouble(word, place(of: containers)) }
    }

    private static func endsWord(_ byte: UInt8) -> Bool { " \t\r\n{}[],:\"".utf8.contains(byte) }

    private func place(of containers: some Sequence<Container>) -> Place {
        let path = containers.reduce("") { path, container in
            guard container.isObject else { return "\(path)[\(container.index)]" }
            return path.isEmpty ? container.key : "\(path).\(container.key)"
        }
        return Place(path: path, line: line)
    }
}
