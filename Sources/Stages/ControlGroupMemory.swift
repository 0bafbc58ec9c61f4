internal import Foundation

/// What control groups leave to a process of memory, in either of the kernel's versions.
///
/// A group is charged for the pages of files as well, which the kernel gives up before it ends a
/// process: they count as free.
struct ControlGroupMemory {
    /// How a version names what it tells of a group.
    private struct Version {
        let limit: String
        let usage: String
        /// Of pages of files, in `memory.stat`; with those of the groups below.
        let files: [String]

        static let second = Version(
            limit: "memory.max", usage: "memory.current", files: ["inactive_file", "active_file"])
        static let first = Version(
            limit: "memory.limit_in_bytes", usage: "memory.usage_in_bytes",
            files: ["total_inactive_file", "total_active_file"])
    }

    /// No machine has as much: the first version says so where there is no limit.
    private static let unlimited = 1 << 62

    /// Folders of groups with what they are to be read by.
    private let groups: [(folder: String, version: Version)]

    /// - Parameters:
    ///   - root: the folder in which the system shows its groups.
    ///   - membership: the groups that the process is in, as `/proc/self/cgroup` tells: a line
    ///     `0::/user.slice` for the second version and `4:memory:/user.slice` for the first.
    init(root: String, membership: String) {
        var groups: [(folder: String, version: Version)] = []
        for line in membership.split(separator: "\n") {
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { continue }
            if fields[0] == "0", fields[1].isEmpty {
                groups += Self.folders(fields[2], below: root).map { ($0, .second) }
            } else if fields[1].split(separator: ",").contains("memory") {
                groups += Self.folders(fields[2], below: "\(root)/memory").map { ($0, .first) }
            }
        }
        self.groups = groups
    }

    /// The bytes that the process may still take by the strictest of its groups and of those above
    /// them; nil where none has a limit.
    var left: Int? { groups.compactMap { Self.left(in: $0.folder, by: $0.version) }.min() }

    /// A group's folder and those of the groups that it is in. A container may not see its own, but
    /// what it sees as the root is its own then.
    private static func folders(_ path: Substring, below root: String) -> [String] {
        let parts = path.split(separator: "/").map(String.init)
        return (0...parts.count).map { ([root] + parts.prefix($0)).joined(separator: "/") }
    }

    private static func left(in folder: String, by version: Version) -> Int? {
        guard let limit = number(text("\(folder)/\(version.limit)")), limit < unlimited else {
            return nil
        }
        let usage = number(text("\(folder)/\(version.usage)")) ?? 0
        var files = 0
        for line in text("\(folder)/memory.stat").split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 2, version.files.contains(String(words[0])) else { continue }
            files += Int(words[1]) ?? 0
        }
        return max(limit - max(usage - files, 0), 0)
    }

    /// A whole number; nil for `max` or nothing.
    private static func number(_ text: String) -> Int? {
        Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// Empty for what is not there.
    private static func text(_ path: String) -> String {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
