import Foundation

/// Any JSON document, for comparing two of them with tolerances.
enum JSONValue: Decodable, Equatable {
    case null
    case boolean(Bool)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case object([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .list(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }

    subscript(key: String) -> JSONValue? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    /// Where this differs from `expected`, one line each; `isClose` judges two numbers at a path.
    func differences(
        from expected: JSONValue, path: String = "",
        isClose: (_ path: String, _ found: Double, _ expected: Double) -> Bool
    ) -> [String] {
        switch (self, expected) {
        case (.number(let found), .number(let number)):
            return isClose(path, found, number) ? [] : ["\(path): \(found), expected \(number)"]
        case (.list(let found), .list(let items)) where found.count == items.count:
            return zip(found, items).enumerated().flatMap { index, pair in
                pair.0.differences(
                    from: pair.1, path: "\(path)[\(index)]", isClose: isClose)
            }
        case (.object(let found), .object(let members)):
            return Set(found.keys).union(members.keys).sorted().flatMap { key in
                guard let value = found[key], let other = members[key] else {
                    return ["\(path).\(key): on one side only"]
                }
                return value.differences(from: other, path: "\(path).\(key)", isClose: isClose)
            }
        default:
            return self == expected ? [] : ["\(path): \(self), expected \(expected)"]
        }
    }
}
