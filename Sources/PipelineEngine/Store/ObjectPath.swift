/// Where an object lies below the store: `<2 digits>/<62 digits>`, with a final zero. One value serves
/// for any number of objects.
struct ObjectPath {
    private(set) var characters = ContiguousArray<CChar>(
        repeating: 0, count: 2 * Digest.byteCount + 2)

    mutating func set(_ digest: Digest) {
        characters[2] = CChar(UInt8(ascii: "/"))
        for index in 0..<(2 * Digest.byteCount) {
            characters[index < 2 ? index : index + 1] = CChar(digest.hexDigit(index))
        }
    }

    static func text(of digest: Digest) -> String {
        let hex = digest.hex
        return "\(hex.prefix(2))/\(hex.dropFirst(2))"
    }
}
