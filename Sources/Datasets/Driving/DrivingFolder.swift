internal import Foundation

/// A folder of the CORL 2017 release, such as `SeqTrain`, with its files `data_NNNNN.h5`.
package enum DrivingFolder {
    /// The paths of the files, by their number; the release has gaps.
    ///
    /// Hidden files and files that are no `.h5` are passed over.
    ///
    /// - Throws: when the folder can't be read, has no such files, or has an `.h5` file of another
    ///   name.
    package static func files(in folder: String) throws(HDF5Error) -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw .unreadableFolder(folder, error)
        }
        var numbered: [(number: Int, name: String)] = []
        for name in names.sorted() where name.hasSuffix(".h5") && !name.hasPrefix(".") {
            guard let number = number(of: name) else { throw .unknownName(folder, name) }
            numbered.append((number, name))
        }
        guard !numbered.isEmpty else { throw .noFiles(folder) }
        return numbered.sorted { ($0.number, $0.name) < ($1.number, $1.name) }
            .map { "\(folder)/\($0.name)" }
    }

    private static func number(of name: String) -> Int? {
        let digits = name.dropFirst("data_".count).dropLast(".h5".count)
        guard name.hasPrefix("data_"), digits.allSatisfy({ "0"..."9" ~= $0 }) else { return nil }
        return Int(digits)
    }
}

extension HDF5Error {
    fileprivate static func unreadableFolder(_ path: String, _ error: any Error) -> HDF5Error {
        HDF5Error(
            path: path, problem: "cannot be read (\(error.localizedDescription))",
            remedy: "name the folder that holds data_00000.h5 and so on")
    }

    fileprivate static func unknownName(_ folder: String, _ name: String) -> HDF5Error {
        HDF5Error(
            path: folder, problem: "\(quoted(name)) is not named data_NNNNN.h5",
            remedy: "move it elsewhere")
    }

    fileprivate static func noFiles(_ folder: String) -> HDF5Error {
        HDF5Error(
            path: folder, problem: "has no files data_NNNNN.h5",
            remedy: "name the folder that holds them, such as SeqTrain")
    }
}
