import Foundation

/// Processes of this machine, from /proc.
enum Processes {
    /// Ids of those whose command line contains a text.
    static func matching(_ text: String) -> [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { name in
            guard let id = Int32(name),
                let line = FileManager.default.contents(atPath: "/proc/\(id)/cmdline")
            else { return nil }
            return String(decoding: line, as: UTF8.self).contains(text) ? id : nil
        }
    }

    /// Ids of those whose working folder lies below a folder.
    static func workingBelow(_ folder: URL) -> [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let prefix = folder.resolvingSymlinksInPath().path
        return names.compactMap { name in
            guard let id = Int32(name),
                let path = try? FileManager.default.destinationOfSymbolicLink(
                    atPath: "/proc/\(id)/cwd")
            else { return nil }
            return path.hasPrefix(prefix) ? id : nil
        }
    }

    /// Ids of those that belong to attempts at stages of a project, guards included.
    static func ofAttempts(in root: URL) -> [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let mark = "NRC_PIPE_ATTEMPT=" + root.resolvingSymlinksInPath().path
        let marked = names.compactMap { name -> Int32? in
            guard let id = Int32(name),
                let variables = FileManager.default.contents(atPath: "/proc/\(id)/environ")
            else { return nil }
            return String(decoding: variables, as: UTF8.self).contains(mark) ? id : nil
        }
        return Set(marked + workingBelow(root.appendingPathComponent(".nrc-pipe/scratch"))).sorted()
    }

    /// Of a process that is there.
    static func parent(of process: Int32) -> Int32? {
        guard let status = FileManager.default.contents(atPath: "/proc/\(process)/stat") else {
            return nil
        }
        // The program's name, in parentheses, may hold spaces and parentheses.
        let fields = String(decoding: status, as: UTF8.self).split(separator: ")").last?
            .split(separator: " ")
        return fields.flatMap { $0.count > 1 ? Int32($0[1]) : nil }
    }

    /// The name of the program that a process runs.
    static func program(of process: Int32) -> String? {
        let path = try? FileManager.default.destinationOfSymbolicLink(
            atPath: "/proc/\(process)/exe")
        return path.map { URL(fileURLWithPath: $0).lastPathComponent }
    }

    /// Waits until a condition holds.
    ///
    /// - Returns: whether it came to hold in time.
    static func wait(seconds: Double, until condition: () -> Bool) -> Bool {
        let end = Date().addingTimeInterval(seconds)
        while !condition() {
            guard Date() < end else { return false }
            Thread.sleep(forTimeInterval: 0.01)
        }
        return true
    }
}
