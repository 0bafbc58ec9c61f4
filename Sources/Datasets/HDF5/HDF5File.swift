internal import CHDF5
internal import RegularFiles

/// An HDF5 file open for reading.
///
/// Only what lies in the file itself is read: soft and external links, virtual data sets and
/// external storage could lead to any file of the machine, and are refused. The library's parser is
/// no sandbox, so files from strangers belong in a process of their own.
///
/// Not for several threads; see `HDF5Library`.
package final class HDF5File {
    package let path: String
    let handle: HDF5Handle

    /// More links than any file of measurements has, so that listing ends.
    private static let mostLinks = 10_000

    /// - Throws: when the file is missing, not a regular file, not HDF5 or damaged.
    package init(path: String) throws(HDF5Error) {
        self.path = path
        HDF5Library.prepare()
        // A pipe would be waited for, for ever.
        _ = try RegularFile(path) { HDF5Error.unusable(path, $0) }
        guard unsafe H5Fis_hdf5(path) > 0 else { throw .notHDF5(path) }
        let access = try HDF5Handle(
            H5Pcreate(nrc_hdf5_file_access()), in: path, failure: "the file can't be opened",
            closing: H5Pclose)
        // Locks protect from writers, of which there are none; some file systems have no locks.
        guard H5Pset_file_locking(access.id, false, true) >= 0 else {
            throw .library(path, "the file can't be opened")
        }
        handle = try HDF5Handle(
            unsafe H5Fopen(path, nrc_hdf5_read_only(), access.id), in: path,
            failure: "the file is damaged", closing: H5Fclose)
    }

    /// The paths of all data sets in the file, sorted by bytes, such as `observations` and
    /// `infos/goal`.
    package func dataSetNames() throws(HDF5Error) -> [String] {
        var visit = LinkVisit(remaining: Self.mostLinks)
        let status = unsafe withUnsafeMutablePointer(to: &visit) { visit in
            unsafe H5Lvisit(
                handle.id, H5_INDEX_NAME, H5_ITER_INC,
                { group, name, link, visit in
                    guard let name = unsafe name, let link = unsafe link,
                        let visit = unsafe visit?.assumingMemoryBound(to: LinkVisit.self)
                    else { return -1 }
                    return unsafe visit.pointee.visit(name, link.pointee, in: group) ? 0 : 1
                }, visit)
        }
        guard status >= 0 else { throw .library(path, "its data sets can't be listed") }
        guard status == 0 else { throw .manyLinks(path, Self.mostLinks) }
        return visit.names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Opens a data set of numbers.
    ///
    /// - Parameter name: the path from the file's root, such as `observations`.
    package func dataSet(_ name: String) throws(HDF5Error) -> HDF5DataSet {
        try requireHardLinks(name)
        guard unsafe nrc_hdf5_object_type(handle.id, name) == H5O_TYPE_DATASET else {
            throw .notADataSet(path, name, present: try dataSetNames())
        }
        return try HDF5DataSet(name, in: self)
    }

    /// Every step of the path, and so whatever is opened by it, lies in this file.
    private func requireHardLinks(_ name: String) throws(HDF5Error) {
        var prefix = ""
        for component in name.split(separator: "/", omittingEmptySubsequences: false) {
            prefix += prefix.isEmpty ? String(component) : "/\(component)"
            var link = H5L_info_t()
            guard !component.isEmpty, component != ".",
                unsafe nrc_hdf5_link_info(handle.id, prefix, &link) >= 0
            else { throw .missing(path, name, present: try dataSetNames()) }
            guard link.type == H5L_TYPE_HARD else { throw .link(path, prefix) }
        }
    }
}

/// The data sets found so far on a walk over all links of a file.
private struct LinkVisit {
    var remaining: Int
    var names: [String] = []

    /// Notes a data set; false when there were too many links.
    mutating func visit(_ name: UnsafePointer<CChar>, _ link: H5L_info_t, in group: hid_t) -> Bool {
        remaining -= 1
        guard remaining >= 0 else { return false }
        if link.type == H5L_TYPE_HARD, unsafe nrc_hdf5_object_type(group, name) == H5O_TYPE_DATASET
        {
            names.append(unsafe String(cString: name))
        }
        return true
    }
}

extension HDF5Error {
    fileprivate static func unusable(_ path: String, _ found: RegularFileProblem) -> HDF5Error {
        HDF5Error(
            path: path, problem: "\(found)",
            remedy: found == .notRegular
                ? "name an HDF5 file" : "check the path and its permissions")
    }

    fileprivate static func notHDF5(_ path: String) -> HDF5Error {
        HDF5Error(
            path: path, problem: "does not have the signature of an HDF5 file",
            remedy: "check what was downloaded")
    }

    fileprivate static func manyLinks(_ path: String, _ count: Int) -> HDF5Error {
        HDF5Error(
            path: path, problem: "has more than \(count) groups, data sets and links",
            remedy: "copy the data sets that are needed into a file of their own")
    }

    fileprivate static func missing(
        _ path: String, _ name: String, present: [String]
    ) -> HDF5Error {
        HDF5Error(
            path: path, problem: "has no data set \(quoted(name))", remedy: listing(present))
    }

    fileprivate static func notADataSet(
        _ path: String, _ name: String, present: [String]
    ) -> HDF5Error {
        HDF5Error(
            path: path, problem: "\(quoted(name)) is a group, not a data set",
            remedy: listing(present))
    }

    fileprivate static func link(_ path: String, _ name: String) -> HDF5Error {
        HDF5Error(
            path: path,
            problem: "\(quoted(name)) is a soft or external link, which is not followed",
            remedy: "copy the data set into the file, for example with h5repack or h5py")
    }

    private static func listing(_ present: [String]) -> String {
        guard !present.isEmpty else { return "the file has no data sets" }
        let names = present.prefix(20).map(quoted).joined(separator: ", ")
        return "its data sets are \(names)\(present.count > 20 ? ", …" : "")"
    }
}
