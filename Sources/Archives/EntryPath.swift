/// A relative path within an archive that is safe to create below a folder.
///
/// Equal when its bytes are: two names that differ in case or in Unicode normalisation are two
/// files, as Linux has it; a file system that thinks otherwise makes them a collision.
struct EntryPath: Hashable {
    /// Linux's limits for a name and for a path.
    private static let longestComponent = 255
    private static let longestPath = 4095
    private static let mostComponents = 64

    /// UTF-8, components separated by single slashes, none of them empty, `.` or `..`.
    let bytes: [UInt8]

    private init(components: some Sequence<some Sequence<UInt8>>) {
        bytes = Array(components.joined(separator: CollectionOfOne(UInt8(ascii: "/"))))
    }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    var components: [String] {
        bytes.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
    }

    /// All folders that lead to it, the outermost first.
    var parents: [EntryPath] {
        let parts = bytes.split(separator: UInt8(ascii: "/"))
        return (1..<max(1, parts.count)).map { EntryPath(components: parts[..<$0]) }
    }

    /// The path without its first components; `nil` when nothing is left.
    func dropping(_ count: Int) -> EntryPath? {
        let parts = bytes.split(separator: UInt8(ascii: "/")).dropFirst(count)
        return parts.isEmpty ? nil : EntryPath(components: parts)
    }
}

extension EntryPath {
    /// Why a name can't be a path below a folder.
    enum Objection: Error, Equatable {
        case empty
        case absolute
        case climbs
        case backslash
        case control
        case notUTF8
        case long
        case deep
    }

    /// The path an entry's name stands for; `nil` for the archive's own root (`.`, `./`).
    ///
    /// A leading or inner `.` component, doubled slashes and a trailing slash mean nothing.
    static func reading(_ name: [UInt8]) throws(Objection) -> EntryPath? {
        guard !name.isEmpty else { throw .empty }
        guard name[0] != UInt8(ascii: "/") else { throw .absolute }
        guard !name.contains(UInt8(ascii: "\\")) else { throw .backslash }
        guard !name.contains(where: { $0 < 0x20 || $0 == 0x7f }) else { throw .control }
        guard String(validating: name, as: UTF8.self) != nil else { throw .notUTF8 }
        let parts = name.split(separator: UInt8(ascii: "/"))
            .filter { !$0.elementsEqual(".".utf8) }
        guard !parts.contains(where: { $0.elementsEqual("..".utf8) }) else { throw .climbs }
        guard name.count <= longestPath, parts.allSatisfy({ $0.count <= longestComponent }) else {
            throw .long
        }
        guard parts.count <= mostComponents else { throw .deep }
        return parts.isEmpty ? nil : EntryPath(components: parts)
    }
}
