internal import Foundation

/// A picture of a face and the age that its file name tells.
package struct Portrait: Sendable, Equatable {
    package let path: String
    /// In years.
    package let age: Int
}

/// A folder of UTKFace's aligned and cropped faces, `[age]_[gender]_[race]_[date].jpg.chip.jpg`.
package enum PortraitFolder {
    /// Nobody was ever older; UTKFace's oldest is 116.
    private static let ages = 0...130

    /// The pictures `*.jpg` in the folder and in the folders directly in it, such as the archive's
    /// `UTKFace/`, ordered by the bytes of their path below the folder. Hidden files are passed over,
    /// and other files too.
    ///
    /// The order is this function's own. Hugging Face's loaders take pictures as the archive or the
    /// repository lists them, and may leave out those of irregular names: the same seed then splits
    /// other pictures off.
    ///
    /// - Throws: when a folder can't be read or has no pictures, and for a picture whose name tells no
    ///   age.
    package static func portraits(in folder: String) throws(ImageFileError) -> [Portrait] {
        var paths: [String] = []
        for name in try names(in: folder) {
            if name.hasSuffix(".jpg") {
                paths.append(name)
            } else if isFolder("\(folder)/\(name)") {
                let inside = try names(in: "\(folder)/\(name)").filter { $0.hasSuffix(".jpg") }
                paths += inside.map { "\(name)/\($0)" }
            }
        }
        guard !paths.isEmpty else { throw .noPictures(folder) }
        paths.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        var portraits: [Portrait] = []
        portraits.reserveCapacity(paths.count)
        for path in paths {
            guard let age = age(named: path.split(separator: "/").last ?? "") else {
                throw .unknownName(folder, path)
            }
            guard ages.contains(age) else { throw .impossibleAge(folder, path, age) }
            portraits.append(Portrait(path: "\(folder)/\(path)", age: age))
        }
        return portraits
    }

    private static func names(in folder: String) throws(ImageFileError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder)
                .filter { !$0.hasPrefix(".") }
        } catch {
            throw .unreadable(folder, error)
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
            && isDirectory.boolValue
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
    fileprivate static func unreadable(_ path: String, _ error: any Error) -> ImageFileError {
        ImageFileError(
            path: path, problem: "cannot be read (\(error.localizedDescription))",
            remedy: "name the folder with UTKFace's pictures")
    }

    fileprivate static func noPictures(_ folder: String) -> ImageFileError {
        ImageFileError(
            path: folder, problem: "has no pictures *.jpg",
            remedy: "name the folder with UTKFace's pictures, or the one above it")
    }

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
