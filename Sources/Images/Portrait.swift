/// A picture of a face and the age that its file name tells, as in UTKFace's aligned and cropped
/// faces: `[age]_[gender]_[race]_[date].jpg.chip.jpg`.
package struct Portrait: Sendable, Equatable {
    /// Nobody was ever older; UTKFace's oldest is 116.
    private static let ages = 0...130

    package let path: String
    /// In years.
    package let age: Int

    /// - Throws: when the file's name tells no age; the file itself is not looked at.
    package init(path: String) throws(ImageFileError) {
        let name = path.split(separator: "/").last ?? ""
        let folder = String(path.dropLast(name.count))
        guard let age = Self.age(named: name) else { throw .unknownName(folder, String(name)) }
        guard Self.ages.contains(age) else { throw .impossibleAge(folder, String(name), age) }
        self.path = path
        self.age = age
    }

    /// The age in front of a name.
    ///
    /// The data set has names without the race, with a space before `.jpg.chip.jpg`, and without the
    /// dot in front of it; the age always leads. Anything else is no name of this data set.
    static func age(named name: some StringProtocol) -> Int? {
        guard let stem = stem(of: name) else { return nil }
        let fields = stem.split(separator: "_", omittingEmptySubsequences: false)
        guard (3...4).contains(fields.count), fields.allSatisfy(isNumber),
            fields.dropFirst().dropLast().allSatisfy({ $0.count == 1 })
        else { return nil }
        return Int(fields[0])
    }

    /// The name without its ending, of which three forms occur.
    private static func stem(of name: some StringProtocol) -> String? {
        for ending in [" .jpg.chip.jpg", ".jpg.chip.jpg", "jpg.chip.jpg"]
        where name.hasSuffix(ending) {
            return String(name.dropLast(ending.count))
        }
        return nil
    }

    private static func isNumber(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 }
    }
}

extension ImageFileError {
    fileprivate static func unknownName(_ folder: String, _ name: String) -> ImageFileError {
        ImageFileError(
            path: folder,
            problem: "the name '\(shown(name))' is not [age]_[gender]_[race]_[date].jpg.chip.jpg",
            remedy: "rename it or move it elsewhere")
    }

    fileprivate static func impossibleAge(
        _ folder: String, _ name: String, _ age: Int
    ) -> ImageFileError {
        ImageFileError(
            path: folder, problem: "'\(shown(name))' tells an age of \(age), not 0 to 130",
            remedy: "rename it or move it elsewhere")
    }
}
