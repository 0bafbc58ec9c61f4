internal import Archives
internal import Foundation

/// A NumPy `.npz` file: a zip, stored or deflated, of `.npy` files, one an array.
package struct ArrayArchive: Sendable {
    /// No archive of arrays has more; hostile ones cost no more time than this.
    private static let mostEntries = 10_000
    private static let suffix = ".npy"

    package let path: String
    /// The names that `numpy.savez` was given, in the file's order.
    package let names: [String]

    package init(path: String) throws(ArrayFileError) {
        self.path = path
        do throws(ArchiveError) {
            names = try ZipContents.files(of: path, maximumEntries: Self.mostEntries)
                .filter { $0.hasSuffix(Self.suffix) }
                .map { String($0.dropLast(Self.suffix.count)) }
        } catch {
            throw ArrayFileError(error, path: path)
        }
    }

    /// Reads one array into memory.
    ///
    /// - Parameter maximumBytes: decompressed; a deflated array may be a thousand times smaller in
    ///   the file than in memory.
    package func array(
        _ name: String, maximumBytes: Int = 1 << 32
    ) throws(ArrayFileError) -> ArrayFile {
        guard names.contains(name) else { throw .missingArray(path, name, names) }
        let bytes: [UInt8]
        do throws(ArchiveError) {
            bytes = try ZipContents.bytes(
                of: name + Self.suffix, in: path, maximumEntries: Self.mostEntries,
                maximumBytes: maximumBytes)
        } catch {
            throw ArrayFileError(error, path: path)
        }
        return try ArrayFile(contents: Data(bytes), path: "\(path)/\(name)\(Self.suffix)")
    }
}

extension ArrayFileError {
    fileprivate init(_ error: ArchiveError, path: String) {
        let subject = error.entry.map { "entry '\($0)' " } ?? ""
        self.init(path: path, problem: subject + error.problem, remedy: error.remedy)
    }

    fileprivate static func missingArray(
        _ path: String, _ name: String, _ names: [String]
    ) -> ArrayFileError {
        let listed = names.prefix(20).map { "'\($0)'" }.joined(separator: ", ")
        return ArrayFileError(
            path: path, problem: "has no array '\(name)'",
            remedy: names.isEmpty ? "it has none at all" : "it has \(listed)")
    }
}
