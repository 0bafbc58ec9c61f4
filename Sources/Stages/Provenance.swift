internal import Archives
internal import Datasets
internal import Fetching
internal import Foundation
internal import LinearAlgebra
internal import ResidualNetworks

/// Facts of the host that explain a result and never enter its fingerprint.
enum Provenance {
    static func facts() -> [String: String] {
        [
            "blas_core_type": BLASLibrary.coreType,
            "blas_library": BLASLibrary.configuration,
            "cpu": cpuModel() ?? "unknown",
            "operating_system": ProcessInfo.processInfo.operatingSystemVersionString,
        ]
    }

    /// The versions of the system libraries that stages use.
    static func libraries() -> [String: String] {
        [
            "OpenBLAS": BLASLibrary.configuration,
            "OpenBLAS kernels": BLASLibrary.coreType,
            "libcurl": TransferLibrary.version,
            "libarchive": ArchiveLibrary.version,
            "HDF5": HDF5Library.version,
            "oneDNN": OneDNN.description(),
        ]
    }

    /// Peak resident memory of this process (`VmHWM`), in bytes. `ru_maxrss` would start at that of
    /// the process that spawned this one.
    static func peakBytes() -> Int {
        value(of: "VmHWM", in: "/proc/self/status")
            .flatMap { Int($0.prefix { $0.isNumber }) }
            .map { $0 * 1024 } ?? 0
    }

    private static func cpuModel() -> String? {
        value(of: "model name", in: "/proc/cpuinfo")
    }

    /// The text after the colon of the first line that starts with `key`.
    private static func value(of key: String, in path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n")
        where line.hasPrefix(key) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            return line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        return nil
    }
}
