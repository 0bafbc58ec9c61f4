/// `--grace SECONDS [--timeout SECONDS] [--memory BYTES] [--watch-memory yes] [--boxed yes]
/// [--lookups FILE --project FOLDER] -- PROGRAM ARG…`
struct GuardOptions {
    var graceSeconds: Double
    var timeoutSeconds: Double?
    /// What the command and its descendants may use together.
    var memoryBytes: Int?
    /// The memory is to be watched even where the kernel could limit it.
    var watchesMemory = false
    /// The command is bubblewrap: what it runs lies two processes below it, and a TERM is for that.
    var isBoxed = false
    var lookups: LookupList.Order?
    var command: [String]

    /// `nil` when the arguments are not of the form above.
    init?(_ arguments: [String]) {
        guard let separator = arguments.firstIndex(of: "--") else { return nil }
        command = Array(arguments[(separator + 1)...])
        var grace: Double?
        var timeout: Double?
        var (lookups, project): (String?, String?)
        var options = arguments[..<separator]
        while let name = options.popFirst() {
            guard let value = options.popFirst() else { return nil }
            switch name {
            case "--grace": grace = Self.seconds(value)
            case "--timeout":
                timeout = Self.seconds(value)
                guard timeout != nil else { return nil }
            case "--memory":
                memoryBytes = Int(value)
                guard let memoryBytes, memoryBytes > 0 else { return nil }
            case "--watch-memory": watchesMemory = value == "yes"
            case "--boxed": isBoxed = value == "yes"
            case "--lookups": lookups = value
            case "--project": project = value
            default: return nil
            }
        }
        guard (lookups == nil) == (project == nil) else { return nil }
        if let lookups, let project {
            self.lookups = LookupList.Order(file: lookups, project: project)
        }
        guard let grace, !command.isEmpty else { return nil }
        graceSeconds = grace
        timeoutSeconds = timeout
    }

    private static func seconds(_ text: String) -> Double? {
        guard let value = Double(text), value.isFinite, value >= 0 else { return nil }
        return value
    }
}
