internal import Glibc

/// Processes that lost both the guard that would have ended them and the runner.
///
/// Every process of an attempt has the attempt's scratch folder in its environment, and usually
/// works in it. Whoever has neither is found by nobody, except below bubblewrap, where the kernel
/// ends all with the first. As long as the runner is there, see `AdoptedProcesses`.
///
/// A person may work in that folder as well, to look at what a failed stage left: whoever has a
/// terminal, which no command has, and whoever this process descends from.
enum AbandonedProcesses {
    static let markName = "NRC_PIPE_ATTEMPT"
    /// A process may fork while it is being ended.
    private static let rounds = 200
    private static let pauseMicroseconds: useconds_t = 5000

    /// Ends all processes of attempts whose scratch folder is `folder` or lies in it.
    static func end(of folder: String) {
        for _ in 0..<rounds {
            let found = processes(of: folder)
            if found.isEmpty { return }
            for process in found { kill(process, SIGKILL) }
            usleep(pauseMicroseconds)
        }
    }

    static func processes(of folder: String) -> [pid_t] {
        let kept = ProcessStatus.ancestors.union([getpid()])
        return ProcessStatus.all.filter { !kept.contains($0) && belongs($0, to: folder) }
    }

    private static func belongs(_ process: pid_t, to folder: String) -> Bool {
        if let working = FileTree.linkTarget("/proc/\(process)/cwd"), lies(working, in: folder),
            ProcessStatus(of: process)?.hasTerminal == false || isGuard(process)
        {
            return true
        }
        guard let content = try? FileContent.read("/proc/\(process)/environ") else { return false }
        let mark = Array("\(markName)=".utf8)
        for variable in content.split(separator: 0) where variable.starts(with: mark) {
            return lies(String(decoding: variable.dropFirst(mark.count), as: UTF8.self), in: folder)
        }
        return false
    }

    /// A guard belongs to the runner's session.
    private static func isGuard(_ process: pid_t) -> Bool {
        guard let program = FileTree.linkTarget("/proc/\(process)/exe") else { return false }
        return named(program).hasSuffix("/\(Programs.guardName)")
    }

    /// So the kernel names what was removed, or replaced.
    private static func named(_ path: String) -> String {
        path.hasSuffix(" (deleted)") ? String(path.dropLast(10)) : path
    }

    private static func lies(_ path: String, in folder: String) -> Bool {
        let path = named(path)
        return path == folder || path.hasPrefix("\(folder)/")
    }
}
