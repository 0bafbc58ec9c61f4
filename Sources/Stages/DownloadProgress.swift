internal import Fetching
internal import Foundation

/// How far a download is, for the live view.
struct DownloadProgress {
    private static let units: [(size: Double, name: String)] = [
        (1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB"),
    ]

    private let name: String
    private let state: FetchProgress

    init(name: String, _ state: FetchProgress) {
        self.name = name
        self.state = state
    }

    /// - Parameters:
    ///   - done: bytes of files before this one.
    ///   - total: bytes of all files; `nil` where nobody knows, and then this file counts alone.
    func fraction(before done: Int, ofAll total: Int?) -> Double {
        if let total, total > 0 { return Double(done + state.received) / Double(total) }
        guard let own = state.total, own > 0 else { return 0 }
        return Double(state.received) / Double(own)
    }

    /// `train.parquet 12 MB of 414 MB, 3.1 MB/s`.
    var message: String {
        let total = state.total.map { " of \(Self.bytes(Double($0)))" } ?? ""
        let again = state.attempt > 1 ? ", attempt \(state.attempt)" : ""
        return "\(name) \(Self.bytes(Double(state.received)))\(total), "
            + "\(Self.bytes(state.bytesPerSecond))/s\(again)"
    }

    private static func bytes(_ count: Double) -> String {
        guard let unit = units.first(where: { count >= $0.size }) else { return "\(Int(count)) B" }
        let value = count / unit.size
        return String(format: value < 9.95 ? "%.1f" : "%.0f", value) + " \(unit.name)"
    }
}
