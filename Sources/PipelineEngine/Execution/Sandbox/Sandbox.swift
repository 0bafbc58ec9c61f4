internal import Glibc
internal import PipelineLanguage

/// Bubblewrap, which shows a command its scratch folder, the system's programs and nothing else:
/// no other file of the project, no home, no network unless the stage asks for one.
///
/// All that the command starts lives in a process namespace of its own, which ends with the first
/// of them, even where the guard is killed.
struct Sandbox: Hashable, Sendable {
    static let programName = "bwrap"
    /// Where programs and their settings are on one system or another, and what libraries read of
    /// the processors and their memory.
    private static let systemFolders = [
        "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/opt", "/nix",
        "/gnu", "/sys/devices", "/var/lib", "/var/cache", "/run/systemd/resolve",
        "/run/current-system",
    ]
    private static let temporaryFolder = "/tmp"
    /// What a graphics card's libraries ask for it. Other commands do without: below it are file
    /// systems of their own, each of which takes time to show.
    private static let kernelFolder = "/sys"
    private static let devices = ["/dev/dri", "/dev/kfd"]
    private static let deviceFolder = "/dev"
    private static let nvidiaPrefix = "nvidia"

    /// Absolute path of bubblewrap.
    let program: String
    /// Of the project.
    let root: String
    /// The arguments that are the same for all stages.
    private let common: [String]
    private let visibleFolders: [String]

    init(program: String, root: String) {
        self.program = program
        self.root = root
        var common = ["--unshare-pid", "--die-with-parent", "--cap-drop", "ALL"]
        var visible: [String] = []
        for folder in Self.systemFolders {
            if let target = FileTree.linkTarget(folder) {
                common += ["--symlink", target, folder]
            } else if (try? FileStatus.following(folder))?.kind == .folder {
                common += ["--ro-bind", folder, folder]
                visible.append(folder)
            }
        }
        self.common = common + ["--proc", "/proc", "--dev", "/dev"]
        visibleFolders = visible
    }

    /// The words that run a command in the sandbox.
    ///
    /// - Parameters:
    ///   - scratch: the stage's scratch folder, absolute.
    ///   - environment: the runner's own.
    func command(
        _ words: [String], of stage: Stage, scratch: String, environment: [String: String],
        hasNetwork: Bool
    ) -> [String] {
        var arguments = [program] + common
        if !hasNetwork { arguments.append("--unshare-net") }
        if stage.resources.gpus > 0 {
            arguments += ["--ro-bind-try", Self.kernelFolder, Self.kernelFolder]
            for device in Self.graphicsDevices() { arguments += ["--dev-bind", device, device] }
        }
        let temporary = "\(scratch)/\(ScratchFolder.temporaryName)"
        arguments += ["--bind", temporary, Self.temporaryFolder]
        let named = VisiblePaths.named(
            by: stage, command: words, environment: environment, root: root,
            besides: visibleFolders)
        for path in named { arguments += ["--ro-bind", path, path] }
        let isExposed = (visibleFolders + named + [Self.temporaryFolder]).contains {
            Self.lies(root, in: $0)
        }
        if isExposed { arguments += ["--tmpfs", root] }
        arguments += ["--bind", scratch, scratch]
        let inputs = "\(scratch)/\(ScratchLayout.inputFolder)"
        if (try? FileStatus.ofLink(at: inputs)) != nil {
            // They may be the store's own files under another name.
            arguments += ["--ro-bind", inputs, inputs]
        }
        let cache = CommandCache.folder(environment: environment)
        if (try? FileTree.createFolder(cache)) != nil { arguments += ["--bind", cache, cache] }
        if isExposed { arguments += ["--remount-ro", root] }
        return arguments + ["--remount-ro", "/", "--chdir", scratch, "--"] + words
    }

    /// The words that run a program of the system with everything that a stage might need.
    func words(probing program: String) -> [String] {
        [self.program] + common + [
            "--unshare-net", "--tmpfs", Self.temporaryFolder, "--remount-ro", "/", "--", program,
        ]
    }

    /// Why bubblewrap could not start the command, when that is what its last line says.
    static func startFailure(in line: String?) -> String? {
        let prefix = "bwrap: execvp "
        guard let line, line.hasPrefix(prefix) else { return nil }
        return "cannot start " + line.dropFirst(prefix.count)
    }

    static func lies(_ path: String, in folder: String) -> Bool {
        path == folder || path.hasPrefix(folder == "/" ? "/" : "\(folder)/")
    }

    private static func graphicsDevices() -> [String] {
        let names = (try? FileTree.names(in: deviceFolder)) ?? []
        let nvidia = names.filter { $0.hasPrefix(nvidiaPrefix) }.map { "\(deviceFolder)/\($0)" }
        return nvidia + devices.filter { (try? FileStatus.following($0)) != nil }
    }
}

/// The one folder outside of its own that a command may write to: it outlives the stage, and
/// what a stage makes must not depend on what is in it.
enum CommandCache {
    static func folder(environment: [String: String]) -> String {
        "\(base(environment))/nrc-pipe"
    }

    private static func base(_ environment: [String: String]) -> String {
        if let named = environment["XDG_CACHE_HOME"], named.hasPrefix("/") { return named }
        if let home = environment["HOME"], home.hasPrefix("/") { return "\(home)/.cache" }
        guard let record = unsafe getpwuid(getuid()) else { return "/var/tmp" }
        return unsafe String(cString: record.pointee.pw_dir) + "/.cache"
    }
}
