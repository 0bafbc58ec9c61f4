package import PipelineLanguage

/// A relative path, or a pattern for several.
///
/// `*` stands for any characters of one name, `?` for one of them, and `**` as a whole component
/// for any folders, or none. Wildcards do not stand for a name's leading dot, so that the litter
/// of some archivers (`._name`) is left out; everything else stands for itself.
package struct PathPattern: Hashable, Sendable {
    /// Normalised: no `.`, no `..`, no doubled or trailing slash.
    package let text: String

    /// - Throws: `PatternProblem` for what is no relative path, or has `**` beside other characters.
    package init(_ text: String) throws(PatternProblem) {
        do throws(PathProblem) {
            self.text = try ProjectPath.normalised(text)
        } catch {
            throw .path(error)
        }
        for component in components where component.contains("**") && component != "**" {
            throw .doubleStar
        }
    }

    /// Whether it can stand for more than one path.
    package var hasWildcards: Bool { text.utf8.contains { $0 == star || $0 == questionMark } }

    /// Whether it stands for `path`, which is relative and normalised.
    package func matches(_ path: String) -> Bool {
        var reachable: Set<Int> = [0]
        let components = components
        for name in path.split(separator: "/") {
            var next: Set<Int> = []
            for index in Self.pastFolders(reachable, in: components)
            where index < components.count {
                if components[index] == "**" {
                    if !name.hasPrefix(".") { next.insert(index) }
                } else if Self.matches(Array(components[index].utf8), Array(name.utf8)) {
                    next.insert(index + 1)
                }
            }
            reachable = next
        }
        return Self.pastFolders(reachable, in: components).contains(components.count)
    }

    private var components: [Substring] { text.split(separator: "/") }

    /// The fewest components that a path may have to match.
    var minimumDepth: Int { components.count { $0 != "**" } }

    /// The path of one entry without its first `count` components; `nil` when none are left, or
    /// when nobody can say because of `**`.
    func stripped(_ count: Int) -> String? {
        let components = components
        guard components.count > count, !components.prefix(count).contains("**") else { return nil }
        return components.dropFirst(count).joined(separator: "/")
    }

    /// The places in the pattern that can be reached without a further name: `**` may be none.
    private static func pastFolders(_ reachable: Set<Int>, in components: [Substring]) -> Set<Int> {
        var result = reachable
        for start in reachable {
            var index = start
            while index < components.count, components[index] == "**" {
                index += 1
                result.insert(index)
            }
        }
        return result
    }

    /// Whether one component stands for a name; after a mismatch only the last `*` is widened, so
    /// that the work is at most the product of the lengths.
    private static func matches(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
        let dot = UInt8(ascii: ".")
        if name.first == dot, pattern.first != dot { return false }
        var (place, index) = (0, 0)
        var widened: (place: Int, index: Int)?
        while index < name.count {
            if place < pattern.count, pattern[place] == star {
                widened = (place, index)
                place += 1
            } else if place < pattern.count, pattern[place] == questionMark {
                place += 1
                index = end(ofCharacterAt: index, in: name)
            } else if place < pattern.count, pattern[place] == name[index] {
                place += 1
                index += 1
            } else if let last = widened {
                widened = (last.place, last.index + 1)
                (place, index) = (last.place + 1, last.index + 1)
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == star }
    }

    /// The index after a character of UTF-8, so that `?` stands for one, not for one of its bytes.
    private static func end(ofCharacterAt index: Int, in name: [UInt8]) -> Int {
        var end = index + 1
        while end < name.count, name[end] & 0xC0 == 0x80 { end += 1 }
        return end
    }
}

private let star = UInt8(ascii: "*")
private let questionMark = UInt8(ascii: "?")

extension PathPattern: CustomStringConvertible {
    package var description: String { text }
}

extension PathPattern: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        do throws(PatternProblem) {
            try self.init(text)
        } catch {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "'\(text)' is no path or pattern")
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// Why a text is no path and no pattern.
package enum PatternProblem: Error, Hashable {
    case path(PathProblem)
    /// `**` beside other characters, as in `a**`.
    case doubleStar
}
