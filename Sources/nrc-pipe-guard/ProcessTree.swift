internal import Glibc

/// Who descends from whom, as the kernel tells it.
enum ProcessTree {
    /// Direct children, adopted orphans included.
    static func children(of process: pid_t) -> [pid_t] {
        SmallFile.read("/proc/\(process)/task/\(process)/children")
            .split(separator: UInt8(ascii: " "))
            .compactMap { pid_t(String(decoding: $0, as: UTF8.self)) }
    }

    static func descendants(of process: pid_t) -> [pid_t] {
        var found: [pid_t] = []
        var pending = children(of: process)
        while let next = pending.popLast() {
            found.append(next)
            pending += children(of: next)
        }
        return found
    }
}

/// The files below /proc and /sys that the guard reads.
enum SmallFile {
    /// Empty when it cannot be read.
    static func read(_ path: String) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
            guard count > 0 else { return content }
            content += buffer[..<count]
        }
    }

    /// The words of each line.
    static func words(_ path: String) -> [[Substring]] {
        String(decoding: read(path), as: UTF8.self).split(separator: "\n")
            .map { $0.split(whereSeparator: { $0 == " " || $0 == "\t" }) }
    }

    /// - Returns: whether it was written.
    static func write(_ text: String, to path: String) -> Bool {
        let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        return unsafe bytes.withUnsafeBytes {
            unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
        } == bytes.count
    }
}
