internal import Glibc

/// Facts of this machine that go into records, never into fingerprints.
enum Host {
    static func description() -> [String: String] {
        ["name": name(), "processor": processorName()]
    }

    static func processorName() -> String { processorField("model name") ?? "unknown" }

    static func name() -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&buffer, buffer.count - 1) == 0 else { return "unknown" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
    }

    /// Feature flags of the first processor, as `/proc/cpuinfo` lists them.
    static func processorFlags() -> Set<String> {
        Set(processorField("flags")?.split(separator: " ").map(String.init) ?? [])
    }

    private static func processorField(_ name: String) -> String? {
        guard let content = try? FileContent.read("/proc/cpuinfo") else { return nil }
        for line in content.split(separator: UInt8(ascii: "\n")) {
            let text = String(decoding: line, as: UTF8.self)
            guard text.hasPrefix(name), let colon = text.firstIndex(of: ":") else { continue }
            return String(text[text.index(after: colon)...].drop { $0 == " " })
        }
        return nil
    }
}
