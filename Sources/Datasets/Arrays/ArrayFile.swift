internal import Foundation
package import LinearAlgebra

/// A NumPy `.npy` file of numbers with one dimension (read as one column) or two.
package struct ArrayFile: Sendable {
    package let path: String
    package let elementType: ArrayElementType
    /// `[samples]` or `[samples, features]`, as the file has it.
    package let shape: [Int]

    private let header: ArrayHeader
    private let contents: Data

    package var rows: Int { shape[0] }
    package var columns: Int { shape.count == 1 ? 1 : shape[1] }

    /// Opens a file and checks that its length is exactly what its header says; the values are
    /// converted when they are asked for.
    package init(path: String) throws(ArrayFileError) {
        try self.init(contents: Self.contents(of: path), path: path)
    }

    /// The same for bytes already in memory.
    init(contents: Data, path: String) throws(ArrayFileError) {
        self.path = path
        self.contents = contents
        header = try ArrayHeader(
            parsing: Array(contents.prefix(ArrayHeader.longestDictionary + 12)), path: path)
        elementType = header.elementType
        shape = header.shape
        guard (1...2).contains(shape.count) else { throw .wrongDimensions(path, shape) }
        guard !shape.contains(0) else { throw .empty(path, shape) }
        try checkLength()
    }

    /// The file in memory. Only regular files are opened: a pipe or a terminal would never end.
    private static func contents(of path: String) throws(ArrayFileError) -> Data {
        let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: url.path)
            guard attributes[.type] as? FileAttributeType == .typeRegular else {
                throw ArrayFileError.notAFile(path)
            }
            return try Data(contentsOf: url, options: .mappedIfSafe)
        } catch let error as ArrayFileError {
            throw error
        } catch {
            throw .unreadable(path, error)
        }
    }

    private func checkLength() throws(ArrayFileError) {
        var needed = elementType.size
        for dimension in shape {
            let (value, overflow) = needed.multipliedReportingOverflow(by: dimension)
            guard !overflow else { throw .tooLarge(path, shape) }
            needed = value
        }
        let present = contents.count - header.dataOffset
        guard present >= needed else {
            throw .truncated(path, shape, elementType, present: present, needed: needed)
        }
        guard present == needed else { throw .trailing(path, shape, count: present - needed) }
    }
}

// MARK: Reading

extension ArrayFile {
    /// The array in double precision, `[samples, features]`.
    ///
    /// Errors: an integer beyond ±2⁵³, which double precision can't hold.
    package func doubles() throws(ArrayFileError) -> Matrix<Double> {
        let values: [Double]
        switch elementType {
        case .float32: values = stored(Float.self).map(Double.init)
        case .float64: values = stored(Double.self)
        case .int32: values = stored(Int32.self).map(Double.init)
        case .int64: values = try representable(stored(Int64.self)).map(Double.init)
        case .uint8: values = stored(UInt8.self).map(Double.init)
        }
        return rowMajor(values)
    }

    /// The array rounded to single precision, `[samples, features]`. A double too near zero for its
    /// normal numbers is rounded like any other.
    ///
    /// Errors: a finite value beyond single precision's range; a column all of whose doubles but
    /// zeros are too near zero, which leaves nothing of it; an integer beyond ±2⁵³.
    package func floats() throws(ArrayFileError) -> Matrix<Float> {
        let values: [Float]
        switch elementType {
        case .float32: values = stored(Float.self)
        case .float64: values = try rounded(stored(Double.self))
        case .int32: values = stored(Int32.self).map(Float.init)
        case .int64: values = try representable(stored(Int64.self)).map(Float.init)
        case .uint8: values = stored(UInt8.self).map(Float.init)
        }
        return rowMajor(values)
    }

    /// The elements in the file's order. The data need not be aligned in memory, hence the copy.
    private func stored<Stored: BitwiseCopyable>(_ type: Stored.Type) -> [Stored] {
        let count = rows * columns
        let size = count * MemoryLayout<Stored>.size
        return unsafe contents.withUnsafeBytes { file in
            let data = unsafe UnsafeRawBufferPointer(
                rebasing: file[header.dataOffset..<header.dataOffset + size])
            return unsafe [Stored](unsafeUninitializedCapacity: count) { elements, initialised in
                unsafe UnsafeMutableRawBufferPointer(elements).copyMemory(from: data)
                initialised = count
            }
        }
    }

    private func rowMajor<Element: BLASElement>(_ values: [Element]) -> Matrix<Element> {
        guard header.isColumnMajor else {
            return Matrix(rows: rows, columns: columns, elements: values)
        }
        return Matrix(rows: columns, columns: rows, elements: values).transposed
    }

    private func rounded(_ values: [Double]) throws(ArrayFileError) -> [Float] {
        let result = values.map { Float($0) }
        for index in result.indices where result[index].isInfinite && values[index].isFinite {
            throw .beyondSinglePrecision(path, "\(values[index])", at: place(index))
        }
        if let index = firstOfLostColumn(values, result) {
            throw .belowSinglePrecision(path, "\(values[index])", at: place(index))
        }
        return result
    }

    /// Where the first number stands of a column that has some, of which none is left as a normal
    /// number.
    private func firstOfLostColumn(_ values: [Double], _ rounded: [Float]) -> Int? {
        func isTiny(_ index: Int) -> Bool { rounded[index].magnitude < .leastNormalMagnitude }
        let lost = values.indices.filter { values[$0] != 0 && isTiny($0) }
        if lost.isEmpty { return nil }
        var isKept = [Bool](repeating: false, count: columns)
        for index in values.indices where !isTiny(index) { isKept[place(index).column] = true }
        return lost.first { !isKept[place($0).column] }
    }

    private func representable(_ values: [Int64]) throws(ArrayFileError) -> [Int64] {
        let largest: UInt64 = 1 << 53
        if let index = values.firstIndex(where: { $0.magnitude > largest }) {
            throw .beyondDoublePrecision(path, "\(values[index])", at: place(index))
        }
        return values
    }

    /// Row and column of the element at an index in the file's order.
    private func place(_ index: Int) -> (row: Int, column: Int) {
        header.isColumnMajor
            ? (index % rows, index / rows) : (index / columns, index % columns)
    }
}

extension ArrayFileError {
    fileprivate static func unreadable(_ path: String, _ error: any Error) -> ArrayFileError {
        ArrayFileError(
            path: path, problem: "cannot be read (\(error.localizedDescription))",
            remedy: "check the path and its permissions")
    }

    fileprivate static func notAFile(_ path: String) -> ArrayFileError {
        ArrayFileError(
            path: path, problem: "is not a regular file", remedy: "name a .npy file")
    }

    fileprivate static func wrongDimensions(_ path: String, _ shape: [Int]) -> ArrayFileError {
        ArrayFileError(
            path: path, problem: "has the shape \(tuple(shape)), not one or two dimensions",
            remedy: "reshape it to [samples, features]")
    }

    fileprivate static func empty(_ path: String, _ shape: [Int]) -> ArrayFileError {
        ArrayFileError(
            path: path, problem: "has the shape \(tuple(shape)), so no elements",
            remedy: "check the step that wrote it")
    }

    fileprivate static func tooLarge(_ path: String, _ shape: [Int]) -> ArrayFileError {
        ArrayFileError(
            path: path, problem: "claims the shape \(tuple(shape)), more than any file can hold",
            remedy: "save it again with numpy.save")
    }

    fileprivate static func truncated(
        _ path: String, _ shape: [Int], _ type: ArrayElementType, present: Int, needed: Int
    ) -> ArrayFileError {
        ArrayFileError(
            path: path,
            problem: "has \(present) bytes of data, but the shape \(tuple(shape)) of "
                + "'\(type.rawValue)' needs \(needed)",
            remedy: "copy or download it again")
    }

    fileprivate static func trailing(
        _ path: String, _ shape: [Int], count: Int
    ) -> ArrayFileError {
        ArrayFileError(
            path: path,
            problem: "goes on for \(count) bytes after its array of shape \(tuple(shape))",
            remedy: "save each array to a file of its own")
    }

    fileprivate static func beyondSinglePrecision(
        _ path: String, _ value: String, at place: (row: Int, column: Int)
    ) -> ArrayFileError {
        ArrayFileError(
            path: path,
            problem:
                "row \(place.row), column \(place.column) (from 0) is \(value), beyond the range "
                + "of single precision",
            remedy: "rescale that column")
    }

    fileprivate static func belowSinglePrecision(
        _ path: String, _ value: String, at place: (row: Int, column: Int)
    ) -> ArrayFileError {
        ArrayFileError(
            path: path,
            problem: "all of column \(place.column) (from 0) is too near zero for single "
                + "precision, as \(value) in row \(place.row)",
            remedy: "rescale that column")
    }

    fileprivate static func beyondDoublePrecision(
        _ path: String, _ value: String, at place: (row: Int, column: Int)
    ) -> ArrayFileError {
        ArrayFileError(
            path: path,
            problem: "row \(place.row), column \(place.column) (from 0) is \(value), beyond the "
                + "integers ±2⁵³ that double precision holds",
            remedy: "rescale or drop that column")
    }

    /// A shape as Python prints it.
    private static func tuple(_ shape: [Int]) -> String {
        let dimensions = shape.map(String.init).joined(separator: ", ")
        return shape.count == 1 ? "(\(dimensions),)" : "(\(dimensions))"
    }
}
