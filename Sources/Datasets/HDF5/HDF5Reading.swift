internal import CHDF5
package import LinearAlgebra

extension HDF5DataSet {
    /// More than any slice that is meant to be one.
    private static var largestSlice: Int { 1 << 31 }

    /// Rows of `uint8`, `[rows, …]` in one array.
    ///
    /// - Precondition: the data set has these rows.
    /// - Throws: when the elements are of another type or can't be unpacked.
    package func bytes(rows: Range<Int>) throws(HDF5Error) -> [UInt8] {
        guard elementType == .integer(bytes: 1, isSigned: false) else {
            throw .notBytes(file.path, name, elementType)
        }
        return try read(rows, as: nrc_hdf5_uint8(), zero: 0)
    }

    /// Rows of any numbers in double precision, `[rows, …]` in one array.
    ///
    /// - Precondition: the data set has these rows.
    /// - Throws: as `bytes(rows:)`, and for an integer that double precision can't hold.
    package func doubles(rows: Range<Int>) throws(HDF5Error) -> [Double] {
        let values: [Double] = try read(rows, as: nrc_hdf5_double(), zero: 0)
        if case .integer(bytes: 8, _) = elementType,
            let index = values.firstIndex(where: { $0.magnitude >= 0x1p53 })
        {
            throw .beyondDoublePrecision(file.path, name, values[index], row: row(index, rows))
        }
        return values
    }

    /// Rows of any numbers rounded to single precision, `[rows, …]` in one array.
    ///
    /// - Precondition: the data set has these rows.
    /// - Throws: as `doubles(rows:)`, and for a finite value beyond single precision's range.
    package func floats(rows: Range<Int>) throws(HDF5Error) -> [Float] {
        switch elementType {
        case .floatingPoint(bytes: 2), .floatingPoint(bytes: 4), .integer(bytes: 1, _),
            .integer(bytes: 2, _):
            return try read(rows, as: nrc_hdf5_float(), zero: 0)
        default:
            let values = try doubles(rows: rows)
            let rounded = values.map { Float($0) }
            for index in values.indices where rounded[index].isInfinite && values[index].isFinite {
                throw .beyondSinglePrecision(file.path, name, values[index], row: row(index, rows))
            }
            return rounded
        }
    }

    private func row(_ index: Int, _ rows: Range<Int>) -> Int {
        rows.lowerBound + index / rowLength
    }

    /// Reads rows, converted by the library, which knows both byte orders.
    private func read<Element: BitwiseCopyable>(
        _ rows: Range<Int>, as memoryType: hid_t, zero: Element
    ) throws(HDF5Error) -> [Element] {
        precondition(
            rows.lowerBound >= 0 && rows.upperBound <= self.rows, "rows outside of the data set")
        guard !rows.isEmpty else { return [] }
        let (count, overflow) = rows.count.multipliedReportingOverflow(by: rowLength)
        guard !overflow, count <= Self.largestSlice / MemoryLayout<Element>.size else {
            throw .largeSlice(file.path, name, rows.count, shape)
        }
        let failure =
            "rows \(rows.lowerBound) to \(rows.upperBound - 1) (from 0) of "
            + "\(HDF5Error.quoted(name)) can't be read"
        let source = try selection(of: rows, failure: failure)
        // The shape of what is read, not one dimension of its length: shapes that differ make the
        // library go through a data set in chunks element by element.
        let dimensions = [hsize_t(rows.count)] + shape.dropFirst().map { hsize_t($0) }
        let destination = try HDF5Handle(
            unsafe H5Screate_simple(Int32(shape.count), dimensions, nil), in: file.path,
            failure: failure,
            closing: H5Sclose)
        var elements = [Element](repeating: zero, count: count)
        let status = unsafe elements.withUnsafeMutableBytes { buffer in
            unsafe H5Dread(
                handle.id, memoryType, destination.id, source.id, nrc_hdf5_default(),
                buffer.baseAddress)
        }
        guard status >= 0 else { throw .library(file.path, failure) }
        return elements
    }

    /// The hyperslab of whole rows in the file.
    private func selection(
        of rows: Range<Int>, failure: String
    ) throws(HDF5Error) -> HDF5Handle {
        let space = try HDF5Handle(
            H5Dget_space(handle.id), in: file.path, failure: failure, closing: H5Sclose)
        var start = [hsize_t](repeating: 0, count: shape.count)
        start[0] = hsize_t(rows.lowerBound)
        var count = shape.map { hsize_t($0) }
        count[0] = hsize_t(rows.count)
        guard
            unsafe H5Sselect_hyperslab(space.id, H5S_SELECT_SET, &start, nil, &count, nil) >= 0
        else { throw .library(file.path, failure) }
        return space
    }
}

extension HDF5File {
    /// The first rows of a table of numbers, such as D4RL's `observations`, `[samples, features]`;
    /// one dimension reads as one column.
    ///
    /// - Parameter count: all rows when nil.
    /// - Throws: also when there are fewer rows, or one of the values is NaN or infinite.
    package func matrix(_ name: String, firstRows count: Int? = nil) throws(HDF5Error)
        -> Matrix<Double>
    {
        let dataSet = try dataSet(name)
        guard dataSet.shape.count <= 2 else { throw .notATable(path, name, dataSet.shape) }
        let count = count ?? dataSet.rows
        guard (1...dataSet.rows).contains(count) else {
            throw .fewRows(path, name, dataSet.rows, wanted: count)
        }
        let matrix = Matrix(
            rows: count, columns: dataSet.rowLength,
            elements: try dataSet.doubles(rows: 0..<count))
        if let place = matrix.firstNonFinite {
            throw .notFinite(path, name, matrix[place.row, place.column], place)
        }
        return matrix
    }
}

extension HDF5Error {
    fileprivate static func notBytes(
        _ path: String, _ name: String, _ type: HDF5ElementType
    ) -> HDF5Error {
        HDF5Error(
            path: path, problem: "\(quoted(name)) holds \(type), not uint8",
            remedy: "convert it to uint8, for example with h5py")
    }

    fileprivate static func beyondDoublePrecision(
        _ path: String, _ name: String, _ value: Double, row: Int
    ) -> HDF5Error {
        HDF5Error(
            path: path,
            problem: "row \(row) (from 0) of \(quoted(name)) has an integer near \(value), not "
                + "below the 2⁵³ up to which double precision holds every integer",
            remedy: "rescale or drop that column")
    }

    fileprivate static func beyondSinglePrecision(
        _ path: String, _ name: String, _ value: Double, row: Int
    ) -> HDF5Error {
        HDF5Error(
            path: path,
            problem: "row \(row) (from 0) of \(quoted(name)) has the value \(value), beyond the "
                + "range of single precision",
            remedy: "rescale that column")
    }

    fileprivate static func largeSlice(
        _ path: String, _ name: String, _ count: Int, _ shape: [Int]
    ) -> HDF5Error {
        HDF5Error(
            path: path,
            problem:
                "\(count) rows of \(quoted(name)), which has the shape \(shape.shapeText), are "
                + "more than fit into memory at once",
            remedy: "read fewer rows at a time")
    }

    fileprivate static func notATable(
        _ path: String, _ name: String, _ shape: [Int]
    ) -> HDF5Error {
        HDF5Error(
            path: path,
            problem: "\(quoted(name)) has the shape \(shape.shapeText), not one or two dimensions",
            remedy: "name a table of [samples, features]")
    }

    fileprivate static func fewRows(
        _ path: String, _ name: String, _ rows: Int, wanted: Int
    ) -> HDF5Error {
        HDF5Error(
            path: path, problem: "\(quoted(name)) has \(rows) rows, but \(wanted) are wanted",
            remedy: "ask for 1 to \(rows) rows")
    }

    fileprivate static func notFinite(
        _ path: String, _ name: String, _ value: Double, _ place: MatrixPosition
    ) -> HDF5Error {
        HDF5Error(
            path: path,
            problem: "row \(place.row), column \(place.column) (from 0) of \(quoted(name)) is "
                + "\(value)",
            remedy: "repair or drop that row")
    }
}
