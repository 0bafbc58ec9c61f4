/// A number of bytes as people read it: `417 B`, `9.1 MB`, in powers of 1000.
struct ByteCount: CustomStringConvertible {
    private let bytes: Int

    init(_ bytes: Int) { self.bytes = bytes }

    var description: String {
        guard bytes >= 1000 else { return "\(bytes) B" }
        var tenths = bytes / 100
        for unit in ["kB", "MB", "GB"] {
            if tenths < 10_000 { return "\(tenths / 10).\(tenths % 10) \(unit)" }
            tenths /= 1000
        }
        return "\(tenths / 10).\(tenths % 10) TB"
    }
}
