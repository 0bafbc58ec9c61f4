internal import Foundation
internal import Glibc
internal import Learning
internal import WorkerProtocol

/// What this process may still take.
private enum MachineMemory {
    /// The least of what the machine has left, what the control groups of this process allow, and
    /// what the stage is allowed; nil where the system does not tell.
    ///
    /// - Parameter stage: the stage's own limit, of which this process has taken a part already.
    fileprivate static func limit(stage: Int?) -> MemoryLimit? {
        var limits: [MemoryLimit] = []
        if let machine { limits.append(MemoryLimit(bytes: machine, origin: .machine)) }
        if let left = controlGroups.left {
            limits.append(MemoryLimit(bytes: left, origin: .controlGroup))
        }
        if let stage {
            let left = stage - (residentBytes ?? 0)
            limits.append(MemoryLimit(bytes: max(left, 0), origin: .stage))
        }
        // The stage's own limit first, where its control group says the same.
        return limits.reversed().min { $0.bytes < $1.bytes }
    }

    private static var residentBytes: Int? {
        guard let data = FileManager.default.contents(atPath: "/proc/self/statm") else {
            return nil
        }
        let words = String(decoding: data, as: UTF8.self).split(separator: " ")
        return words.count > 1 ? Int(words[1]).map { $0 * Int(getpagesize()) } : nil
    }

    private static var machine: Int? {
        guard let data = FileManager.default.contents(atPath: "/proc/meminfo") else { return nil }
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.first == "MemAvailable:", words.count > 1 else { continue }
            return Int(words[1]).map { $0 * 1024 }
        }
        return nil
    }

    private static var controlGroups: ControlGroupMemory {
        let membership = FileManager.default.contents(atPath: "/proc/self/cgroup") ?? Data()
        return ControlGroupMemory(
            root: "/sys/fs/cgroup", membership: String(decoding: membership, as: UTF8.self))
    }
}

extension StageContext {
    /// What the stage may still take; nil where nobody knows a limit.
    var memoryLimit: MemoryLimit? { MachineMemory.limit(stage: surroundings?.memoryBytes) }
}
