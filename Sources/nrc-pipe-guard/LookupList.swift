internal import Glibc
internal import ProcessControl

/// The files of the project that a command looked up, there or in the folder that stands for it.
///
/// Paths are normalised as they are written, without asking what is a link.
struct LookupList {
    private static let longestPath = 8192

    /// What is to be told, and where.
    struct Order {
        let file: String
        /// Absolute, as is the command's own folder.
        let project: String
    }

    private let order: Order
    /// -1 when no process is left that could look anything up.
    private(set) var listener: Int32
    private let places: [[Substring]]
    private var found: Set<String> = []
    /// What the command itself has made, and may have removed again.
    private var written: Set<String> = []
    private var path = [CChar](repeating: 0, count: longestPath)

    /// - Parameter folder: where the command runs.
    init(_ order: Order, folder: String, listener: Int32) {
        self.order = order
        self.listener = listener
        places = [folder, order.project].map { $0.split(separator: "/") }
    }

    /// Lets the process go on that waits at the listener.
    ///
    /// - Parameter events: what `poll` says of the listener.
    mutating func answer(_ events: Int16) {
        guard listener >= 0, events != 0 else { return }
        guard Int32(events) & POLLIN != 0 else {
            close(listener)
            listener = -1
            return
        }
        var purpose = nrc_reads
        guard unsafe nrc_next_lookup(listener, &path, path.count, &purpose) == 0, path[0] != 0
        else { return }
        let length = path.firstIndex(of: 0) ?? 0
        let text = String(decoding: path[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        // The project has an end; what a command might look for has none.
        guard let name = name(of: text),
            unsafe access("\(order.project)/\(name)", F_OK) == 0
        else { return }
        if purpose == nrc_writes {
            written.insert(name)
        } else if !written.contains(name) {
            // As `ls -p` marks a folder.
            found.insert(purpose == nrc_opens_folder ? "\(name)/" : name)
        }
    }

    /// - Returns: whether all of it could be written.
    func write() -> Bool {
        SmallFile.write(found.sorted().map { "\($0)\0" }.joined(), to: order.file)
    }

    /// The path relative to the project or the command's folder; `nil` for one outside of both.
    private func name(of path: String) -> String? {
        var components: [Substring] = []
        for component in path.split(separator: "/") where component != "." {
            if component == ".." { _ = components.popLast() } else { components.append(component) }
        }
        // The command's folder lies in the project.
        guard let place = places.first(where: { components.starts(with: $0) }),
            components.count > place.count
        else { return nil }
        return components[place.count...].joined(separator: "/")
    }
}
