internal import Glibc

/// A control group of the kernel's, made for one command, whose memory it limits.
///
/// Both versions of control groups are known. An ordinary user may make one only where a parent
/// was delegated to them; a container's root often may.
struct ControlGroup {
    private static let prefix = "nrc-pipe-guard-"

    private struct Names {
        var limit: String
        var swap: String
        var peak: String
        /// Where the kernel counts the processes that it ended, as `oom_kill`.
        var events: String
    }

    private let folder: String
    private let names: Names
    /// Its open list of processes, for the child to join.
    let processes: Int32

    /// - Returns: `nil` where this process may not make one.
    init?(memoryBytes: Int) {
        guard let (parent, names) = Self.parent() else { return nil }
        Self.removeLeftovers(in: parent)
        let folder = "\(parent)/\(Self.prefix)\(getpid())"
        guard unsafe mkdir(folder, 0o755) == 0 else { return nil }
        guard SmallFile.write("\(memoryBytes)", to: "\(folder)/\(names.limit)") else {
            unsafe rmdir(folder)
            return nil
        }
        // What was swapped out would not count. In version 1 the file limits both together.
        let swap = names.swap == "memory.swap.max" ? 0 : memoryBytes
        _ = SmallFile.write("\(swap)", to: "\(folder)/\(names.swap)")
        let processes = unsafe open("\(folder)/cgroup.procs", O_WRONLY | O_CLOEXEC)
        guard processes >= 0 else {
            unsafe rmdir(folder)
            return nil
        }
        self.folder = folder
        self.names = names
        self.processes = processes
    }

    var peakBytes: Int {
        SmallFile.words("\(folder)/\(names.peak)").first?.first.flatMap { Int($0) } ?? 0
    }

    /// Whether the kernel ended a member because the limit was reached.
    var wasExceeded: Bool {
        SmallFile.words("\(folder)/\(names.events)").contains { line in
            line.count == 2 && line[0] == "oom_kill" && line[1] != "0"
        }
    }

    /// For when all members have ended.
    func remove() {
        close(processes)
        unsafe rmdir(folder)
    }

    /// This process's own group among those that count memory.
    private static func parent() -> (folder: String, names: Names)? {
        let version1 = Names(
            limit: "memory.limit_in_bytes", swap: "memory.memsw.limit_in_bytes",
            peak: "memory.max_usage_in_bytes", events: "memory.oom_control")
        let version2 = Names(
            limit: "memory.max", swap: "memory.swap.max", peak: "memory.peak",
            events: "memory.events")
        // Lines such as 4:memory:/user.slice and, for version 2, 0::/user.slice.
        for line in String(decoding: SmallFile.read("/proc/self/cgroup"), as: UTF8.self)
            .split(separator: "\n")
        {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let path = parts[2] == "/" ? "" : String(parts[2])
            let candidates: [(String, Names)] =
                if parts[1] == "memory" {
                    [
                        ("/sys/fs/cgroup/memory\(path)", version1),
                        ("/sys/fs/cgroup/memory", version1),
                    ]
                } else if parts[0] == "0" {
                    [("/sys/fs/cgroup\(path)", version2), ("/sys/fs/cgroup", version2)]
                } else {
                    []
                }
            for (folder, names) in candidates where countsMemory(folder, names) {
                return (folder, names)
            }
        }
        return nil
    }

    /// Whether groups made in the folder will have the file with the limit.
    private static func countsMemory(_ folder: String, _ names: Names) -> Bool {
        guard unsafe access(folder, W_OK) == 0 else { return false }
        guard names.limit == "memory.max" else {
            return unsafe access("\(folder)/\(names.limit)", F_OK) == 0
        }
        return SmallFile.words("\(folder)/cgroup.subtree_control").joined().contains("memory")
    }

    /// Groups of guards that were killed; one that still has members stays.
    private static func removeLeftovers(in parent: String) {
        guard let stream = unsafe opendir(parent) else { return }
        defer { unsafe closedir(stream) }
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe String(
                    cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
            }
            guard name.hasPrefix(prefix), let owner = pid_t(name.dropFirst(prefix.count)),
                kill(owner, 0) != 0, errno == ESRCH
            else { continue }
            unsafe rmdir("\(parent)/\(name)")
        }
    }
}
