internal import Kernels
internal import RegularFiles

extension TensorFile {
    /// Reads a safetensors file; F64, F16, BF16 and counters in I64 are converted to single precision.
    ///
    /// No size in the file is believed before it was compared with the file's own.
    ///
    /// - Throws: an error that names the file and, where there is one, the tensor.
    package init(safetensors path: String) throws(TensorFileError) {
        let file = try RegularFile(path) { TensorFileError(path, "\($0)") }
        guard file.size >= 8 else { throw .tooShort(path, file.size) }
        let announced = try file.bytes(0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard announced <= UInt64(SafetensorsHeader.maximumLength) else {
            throw .headerTooLong(path, announced)
        }
        let dataStart = 8 + Int(announced)
        guard dataStart <= file.size else { throw .headerCut(path, announced, file.size - 8) }
        let header = try SafetensorsHeader(
            parsing: try file.bytes(8..<dataStart), dataLength: file.size - dataStart, file: path)
        var tensors: [NamedTensor] = []
        for entry in header.entries {
            let range = dataStart + entry.bytes.lowerBound..<dataStart + entry.bytes.upperBound
            let bytes = try file.bytes(range)
            let elements = singles(bytes, stored: entry.storage, count: entry.elementCount)
            if entry.storage == .double { try requireRange(elements, of: bytes, entry, path) }
            tensors.append(NamedTensor(name: entry.name, shape: entry.shape, elements: elements))
        }
        self.init(tensors: tensors, metadata: header.metadata)
    }
}

/// The bytes as an array, which has the alignment that the element's type needs.
private func reinterpreted<Element: BitwiseCopyable>(
    _ bytes: [UInt8], as zero: Element, count: Int
) -> [Element] {
    var numbers = [Element](repeating: zero, count: count)
    unsafe numbers.withUnsafeMutableBytes { unsafe $0.copyBytes(from: bytes) }
    return numbers
}

/// Decodes little-endian numbers, which is the byte order of every platform this is built for.
private func singles(
    _ bytes: [UInt8], stored storage: SafetensorsHeader.Storage, count: Int
) -> [Float] {
    precondition(bytes.count == count * storage.bytesPerElement, "size and count disagree")
    var result = [Float](repeating: 0, count: count)
    switch storage {
    case .single: return reinterpreted(bytes, as: Float(0), count: count)
    case .double:
        unsafe nrc_narrow_double(reinterpreted(bytes, as: Double(0), count: count), count, &result)
    case .integer: result = reinterpreted(bytes, as: Int64(0), count: count).map { Float($0) }
    case .half:
        unsafe nrc_widen_half(reinterpreted(bytes, as: UInt16(0), count: count), count, &result)
    case .bfloat16:
        unsafe nrc_widen_bfloat16(reinterpreted(bytes, as: UInt16(0), count: count), count, &result)
    }
    return result
}

/// Refuses finite doubles that became infinite; numbers that were not finite are the reader's
/// business.
private func requireRange(
    _ singles: [Float], of bytes: [UInt8], _ entry: SafetensorsHeader.Entry, _ path: String
) throws(TensorFileError) {
    let index = unsafe nrc_first_non_finite(singles, singles.count)
    guard index < singles.count else { return }
    let number = reinterpreted(bytes, as: Double(0), count: singles.count)[index]
    guard number.isFinite else { return }
    throw .beyondSingle(path, entry, number, at: index)
}

extension TensorFileError {
    fileprivate static func tooShort(_ path: String, _ size: Int) -> TensorFileError {
        TensorFileError(path, "has \(size) bytes; a safetensors file has at least 8")
    }

    fileprivate static func beyondSingle(
        _ path: String, _ entry: SafetensorsHeader.Entry, _ number: Double, at index: Int
    ) -> TensorFileError {
        TensorFileError(
            path,
            "\(entry.name.asTensorName) of shape \(entry.shape) has the value \(number) at element "
                + "\(index) (counted from 0, row by row), beyond single precision, in which "
                + "networks are computed; rescale it")
    }

    fileprivate static func headerTooLong(_ path: String, _ length: UInt64) -> TensorFileError {
        TensorFileError(
            path,
            "announces a header of \(length) bytes, more than the format's "
                + "\(SafetensorsHeader.maximumLength); is it a safetensors file?")
    }

    fileprivate static func headerCut(
        _ path: String, _ length: UInt64, _ rest: Int
    ) -> TensorFileError {
        TensorFileError(
            path, "announces a header of \(length) bytes, but only \(rest) follow; it was cut off")
    }
}
