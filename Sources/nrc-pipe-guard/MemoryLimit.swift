internal import Glibc

/// How much memory a command and its descendants may use together, and whether they wanted more.
///
/// The kernel enforces it where this process may make a control group; else their resident sets
/// are added up some times a second, which a quick enough allocation can outrun.
struct MemoryLimit {
    private static let watchMilliseconds: Int32 = 50
    /// To hear of what the kernel has ended already.
    private static let groupMilliseconds: Int32 = 500
    private static let pageBytes = Int(sysconf(Int32(_SC_PAGESIZE)))

    private let bytes: Int
    private let control: ControlGroup?
    private var seenBytes = 0

    init(bytes: Int, watches: Bool) {
        self.bytes = bytes
        control = watches ? nil : ControlGroup(memoryBytes: bytes)
    }

    /// What the command has to join; `nil` where there is none.
    var group: Int32? { control?.processes }
    var isWatched: Bool { control == nil }
    var lookMilliseconds: Int32 { isWatched ? Self.watchMilliseconds : Self.groupMilliseconds }
    var wasExceeded: Bool { control?.wasExceeded ?? (seenBytes > bytes) }
    var peakBytes: Int { control?.peakBytes ?? seenBytes }

    /// Adds up what the processes use now. Pages that several share count once for all of them, so
    /// that a forked pool of workers is not charged for what it inherited.
    mutating func look(at processes: [pid_t]) {
        var sum = processes.reduce(0) { $0 + Self.residentBytes($1) }
        if sum > bytes { sum = processes.reduce(0) { $0 + Self.proportionalBytes($1) } }
        seenBytes = max(seenBytes, sum)
    }

    func remove() { control?.remove() }

    private static func residentBytes(_ process: pid_t) -> Int {
        let words = SmallFile.words("/proc/\(process)/statm").first ?? []
        return words.count > 1 ? (Int(words[1]) ?? 0) * pageBytes : 0
    }

    private static func proportionalBytes(_ process: pid_t) -> Int {
        for line in SmallFile.words("/proc/\(process)/smaps_rollup") where line.first == "Pss:" {
            return (line.count > 1 ? Int(line[1]) ?? 0 : 0) * 1024
        }
        // Without permission to look closer.
        return residentBytes(process)
    }
}
