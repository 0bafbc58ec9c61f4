internal import CHDF5

extension HDF5DataSet {
    /// What a data set says about itself, checked. The data set is closed again, because the library
    /// heeds how a data set is to be accessed only when it isn't open yet.
    struct Description {
        let elementType: HDF5ElementType
        /// At least one dimension and none of them 0.
        let shape: [Int]
        let rowLength: Int
        /// Nil when the data set is stored in one piece.
        let chunks: HDF5Chunks?

        init(_ name: String, in file: HDF5File) throws(HDF5Error) {
            let failure = "\(HDF5Error.quoted(name)) can't be opened"
            let dataSet = try HDF5Handle(
                unsafe H5Dopen2(file.handle.id, name, nrc_hdf5_default()), in: file.path,
                failure: failure, closing: H5Dclose)
            let creation = try HDF5Handle(
                H5Dget_create_plist(dataSet.id), in: file.path, failure: failure,
                closing: H5Pclose)
            guard H5Pget_layout(creation.id) != H5D_VIRTUAL,
                H5Pget_external_count(creation.id) == 0
            else { throw .elsewhere(file.path, name) }
            let type = try HDF5Handle(
                H5Dget_type(dataSet.id), in: file.path, failure: failure, closing: H5Tclose)
            switch HDF5ElementType.reading(type.id) {
            case .number(let number): elementType = number
            case .other(let found): throw .notNumbers(file.path, name, found)
            }
            shape = try Self.shape(of: dataSet, name, in: file.path)
            rowLength = try Self.rowLength(shape, name, in: file.path)
            chunks = try HDF5Chunks(creation, shape, name, in: file.path)
            if let chunks {
                try chunks.requireWritten(dataSet, shape, name, in: file.path)
            } else {
                try Self.requireWritten(dataSet, name, in: file.path)
            }
        }

        private static func shape(
            of dataSet: borrowing HDF5Handle, _ name: String, in path: String
        ) throws(HDF5Error) -> [Int] {
            let failure = "the shape of \(HDF5Error.quoted(name)) can't be read"
            let space = try HDF5Handle(
                H5Dget_space(dataSet.id), in: path, failure: failure, closing: H5Sclose)
            let dimensionCount = H5Sget_simple_extent_ndims(space.id)
            guard dimensionCount >= 0 else { throw .library(path, failure) }
            guard dimensionCount > 0 else { throw .scalar(path, name) }
            var dimensions = [hsize_t](repeating: 0, count: Int(dimensionCount))
            guard unsafe H5Sget_simple_extent_dims(space.id, &dimensions, nil) >= 0 else {
                throw .library(path, failure)
            }
            let shape = dimensions.map { Int(clamping: $0) }
            guard !shape.contains(0) else { throw .empty(path, name, shape) }
            return shape
        }

        /// Checks that all elements could be counted at all.
        private static func rowLength(
            _ shape: [Int], _ name: String, in path: String
        ) throws(HDF5Error) -> Int {
            var count = 1
            for dimension in shape.reversed() {
                // Eight bytes, the largest element.
                let (bytes, overflow) = (8 * count).multipliedReportingOverflow(by: dimension)
                guard !overflow else { throw .tooLarge(path, name, shape) }
                count = bytes / 8
            }
            return count / shape[0]
        }

        /// The library reads what was never written as zeros.
        private static func requireWritten(
            _ dataSet: borrowing HDF5Handle, _ name: String, in path: String
        ) throws(HDF5Error) {
            var status = H5D_SPACE_STATUS_ERROR
            guard unsafe H5Dget_space_status(dataSet.id, &status) >= 0 else {
                throw .library(path, "the storage of \(HDF5Error.quoted(name)) can't be examined")
            }
            guard status == H5D_SPACE_STATUS_ALLOCATED else { throw .unwritten(path, name) }
        }
    }
}

extension HDF5Error {
    fileprivate static func elsewhere(_ path: String, _ name: String) -> HDF5Error {
        HDF5Error(
            path: path,
            problem: "the numbers of \(quoted(name)) lie in other files, which are not read",
            remedy: "copy them into one file, for example with h5repack or h5py")
    }

    fileprivate static func notNumbers(
        _ path: String, _ name: String, _ found: String
    ) -> HDF5Error {
        HDF5Error(
            path: path, problem: "\(quoted(name)) holds \(found), not numbers",
            remedy: "name a data set of integers or floating-point numbers")
    }

    fileprivate static func scalar(_ path: String, _ name: String) -> HDF5Error {
        HDF5Error(
            path: path, problem: "\(quoted(name)) has no dimensions, so no rows",
            remedy: "name a data set with rows")
    }

    fileprivate static func empty(_ path: String, _ name: String, _ shape: [Int]) -> HDF5Error {
        HDF5Error(
            path: path, problem: "\(quoted(name)) has the shape \(shape.shapeText), so no elements",
            remedy: "check the step that wrote it")
    }

    static func unwritten(_ path: String, _ name: String) -> HDF5Error {
        HDF5Error(
            path: path, problem: "parts of \(quoted(name)) were never written",
            remedy: "copy or download it again, or leave it out")
    }

    fileprivate static func tooLarge(_ path: String, _ name: String, _ shape: [Int]) -> HDF5Error {
        HDF5Error(
            path: path,
            problem:
                "\(quoted(name)) claims the shape \(shape.shapeText), more than any file can hold",
            remedy: "copy or download it again")
    }
}
