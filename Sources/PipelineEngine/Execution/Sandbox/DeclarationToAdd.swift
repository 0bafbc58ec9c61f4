/// Inputs or outputs that a stage lacks, as a person would write them into its YAML.
struct DeclarationToAdd {
    enum Section: String { case inputs, outputs }

    /// A path and whether a folder lies there.
    struct Item: Hashable, Sendable {
        var path: String
        var isFolder = false
    }

    let section: Section
    let items: [Item]
    /// Names that the stage has given to others already.
    let taken: Set<String>

    /// `inputs: {helper: {file: tools/helper.py}}`.
    var text: String {
        var taken = taken
        let entries = items.map { item in
            let name = Self.name(of: item.path, besides: taken)
            taken.insert(name)
            let path = Self.scalar(item.path)
            return switch (section, item.isFolder) {
            case (_, true): "\(name): {folder: \(path)}"
            case (.inputs, false): "\(name): {file: \(path)}"
            case (.outputs, false): "\(name): \(path)"
            }
        }
        return "\(section.rawValue): {\(entries.joined(separator: ", "))}"
    }

    /// From the file's own name, made unique by a number.
    private static func name(of path: String, besides taken: Set<String>) -> String {
        let stem = FileTree.name(of: path).prefix { $0 != "." }
        let plain = stem.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
        let name = plain.isEmpty ? "file" : String(plain)
        guard taken.contains(name) else { return name }
        var number = 2
        while taken.contains("\(name)_\(number)") { number += 1 }
        return "\(name)_\(number)"
    }

    /// A path as a scalar of a flow mapping; `${` would be a reference.
    private static func scalar(_ path: String) -> String {
        let escaped = path.replacing("${", with: "$${")
        let isPlain =
            escaped.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
                    UInt8(ascii: "/"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "="):
                    true
                default: byte >= 0x80
                }
            } && escaped.first.map { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" } == true
        if isPlain { return escaped }
        var quoted = ""
        for scalar in escaped.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return "\"\(quoted)\""
    }
}
