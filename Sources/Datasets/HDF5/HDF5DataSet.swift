internal import CHDF5

/// A data set of numbers in an HDF5 file; it keeps the file open.
///
/// The first dimension counts rows, the others are one row. Not for several threads; see
/// `HDF5Library`.
package final class HDF5DataSet {
    package let file: HDF5File
    package let name: String
    /// `[rows, …]`, at least one dimension and none of them 0.
    package let shape: [Int]
    package let elementType: HDF5ElementType
    /// Elements of a row.
    package let rowLength: Int

    let handle: HDF5Handle

    package var rows: Int { shape[0] }

    /// - Precondition: the name leads to a data set by hard links alone.
    init(_ name: String, in file: HDF5File) throws(HDF5Error) {
        self.file = file
        self.name = name
        let description = try Description(name, in: file)
        elementType = description.elementType
        shape = description.shape
        rowLength = description.rowLength
        let failure = "\(HDF5Error.quoted(name)) can't be opened"
        let access = try HDF5Handle(
            H5Pcreate(nrc_hdf5_data_set_access()), in: file.path, failure: failure,
            closing: H5Pclose)
        if let chunks = description.chunks {
            try chunks.keepOne(access, failure: failure, in: file.path)
        }
        handle = try HDF5Handle(
            unsafe H5Dopen2(file.handle.id, name, access.id), in: file.path, failure: failure,
            closing: H5Dclose)
    }
}
