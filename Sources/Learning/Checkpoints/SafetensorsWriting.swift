internal import Glibc

extension TensorFile {
    /// Writes a safetensors file in single precision: tensors by name (compared byte by byte), the
    /// header padded with spaces so that the data begin at a multiple of 8.
    ///
    /// The same tensors and notes always give the same bytes. Names are used once, and none is
    /// `__metadata__`.
    ///
    /// - Throws: when the file cannot be written; what is there then is not a model.
    package func writeSafetensors(to path: String) throws(TensorFileError) {
        let sorted = tensors.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        precondition(Set(sorted.map(\.name)).count == sorted.count, "a tensor's name is used twice")
        precondition(!sorted.contains { $0.name == "__metadata__" }, "the name is taken")
        let header = safetensorsHeader(of: sorted)
        guard let stream = unsafe fopen(path, "wb") else { throw .writing(path, errno) }
        var isWritten = unsafe write(header, to: stream)
        for tensor in sorted where isWritten {
            isWritten = unsafe write(tensor.elements, to: stream)
        }
        // Buffered bytes may fail as late as here.
        let writeCode = errno
        let isClosed = unsafe fclose(stream) == 0
        guard isWritten, isClosed else { throw .writing(path, isWritten ? errno : writeCode) }
    }

    /// The header with its length in front.
    private func safetensorsHeader(of sorted: [NamedTensor]) -> [UInt8] {
        var members: [String] = []
        if !metadata.isEmpty {
            let notes = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                .map { "\(jsonString($0.key)):\(jsonString($0.value))" }
            members.append("\"__metadata__\":{\(notes.joined(separator: ","))}")
        }
        var offset = 0
        for tensor in sorted {
            let end = offset + tensor.elements.count * MemoryLayout<Float>.size
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            members.append(
                "\(jsonString(tensor.name)):{\"dtype\":\"F32\",\"shape\":[\(shape)],"
                    + "\"data_offsets\":[\(offset),\(end)]}")
            offset = end
        }
        var text = Array("{\(members.joined(separator: ","))}".utf8)
        while text.count % 8 != 0 { text.append(UInt8(ascii: " ")) }
        let length = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
        return length + text
    }
}

/// A text as a JSON string.
private func jsonString(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\u{0}"..."\u{1f}":
            let digits = String(scalar.value, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}

/// Whether all bytes of the numbers went into the stream.
private func write<Element: BitwiseCopyable>(
    _ elements: [Element], to stream: UnsafeMutablePointer<FILE>
) -> Bool {
    unsafe elements.withUnsafeBytes { bytes in
        unsafe fwrite(bytes.baseAddress, 1, bytes.count, stream) == bytes.count
    }
}

extension TensorFileError {
    fileprivate static func writing(_ path: String, _ code: Int32) -> TensorFileError {
        TensorFileError(path, "cannot be written: \(unsafe String(cString: strerror(code)))")
    }
}
