internal import CHDF5

/// The pieces in which a data set is stored, each perhaps compressed.
struct HDF5Chunks {
    private let dimensions: [Int]
    /// Bytes in memory, or somewhat more.
    private let size: Int

    /// A chunk is unpacked in memory whole; one beyond this size is no honest one.
    private static let largestChunk = 1 << 30

    /// Reads how a data set is stored; nil when it is in one piece.
    ///
    /// - Parameter creation: the properties with which it was made
    init?(
        _ creation: borrowing HDF5Handle, _ shape: [Int], _ name: String, in path: String
    ) throws(HDF5Error) {
        guard H5Pget_layout(creation.id) == H5D_CHUNKED else { return nil }
        let failure = "the chunks of \(HDF5Error.quoted(name)) can't be examined"
        var stored = [hsize_t](repeating: 0, count: shape.count)
        guard unsafe H5Pget_chunk(creation.id, Int32(shape.count), &stored) == Int32(shape.count),
            !stored.contains(0)
        else { throw .library(path, failure) }
        dimensions = stored.map { Int(clamping: $0) }
        // Eight bytes, the largest element.
        var size = 8
        for dimension in dimensions {
            let (product, overflow) = size.multipliedReportingOverflow(by: dimension)
            guard !overflow, product <= Self.largestChunk else {
                throw .largeChunks(path, name, dimensions)
            }
            size = product
        }
        self.size = size
    }

    /// Makes the library unpack each chunk once when the data set is opened with this access.
    func keepOne(
        _ access: borrowing HDF5Handle, failure: String, in path: String
    ) throws(HDF5Error) {
        // A chunk is unpacked for every read that touches it, unless the cache can hold it; slices
        // are read in order, so that one chunk is enough. The other values are the library's own:
        // 1 MiB, 521 slots, and a preference of ¾ for dropping chunks that were read whole.
        guard H5Pset_chunk_cache(access.id, 521, max(size, 1 << 20), 0.75) >= 0 else {
            throw .library(path, failure)
        }
    }

    /// The library reads a missing chunk as zeros.
    func requireWritten(
        _ dataSet: borrowing HDF5Handle, _ shape: [Int], _ name: String, in path: String
    ) throws(HDF5Error) {
        let failure = "the chunks of \(HDF5Error.quoted(name)) can't be counted"
        let space = try HDF5Handle(
            H5Dget_space(dataSet.id), in: path, failure: failure, closing: H5Sclose)
        var count = hsize_t(0)
        guard unsafe H5Dget_num_chunks(dataSet.id, space.id, &count) >= 0 else {
            throw .library(path, failure)
        }
        // Not more than there are elements, which can be counted.
        let needed = zip(shape, dimensions).reduce(1) { $0 * (1 + ($1.0 - 1) / $1.1) }
        guard count == needed else { throw .unwritten(path, name) }
    }
}

extension HDF5Error {
    fileprivate static func largeChunks(
        _ path: String, _ name: String, _ chunk: [Int]
    ) -> HDF5Error {
        HDF5Error(
            path: path,
            problem:
                "\(quoted(name)) is stored in chunks of \(chunk.shapeText), which are too large "
                + "to unpack",
            remedy: "store it in smaller chunks, for example with h5repack")
    }
}
