internal import CZlib

/// Files that outlive the process that wrote them carry a checksum, because a disk may not give back
/// what it took.
extension TensorFile {
    static let checksumKey = "nrc_pipe_checksum"

    /// The file with a checksum of its tensors and notes beside the notes.
    package var sealed: TensorFile {
        var file = self
        file.metadata[Self.checksumKey] = "\(Self.checksum(of: tensors, and: notes))"
        return file
    }

    /// The file that was sealed.
    ///
    /// - Parameter name: the file's, for messages.
    /// - Throws: when it is not what was sealed.
    package func unsealed(named name: String) throws(TensorFileError) -> TensorFile {
        var file = self
        let checksum = file.metadata.removeValue(forKey: Self.checksumKey)
        guard checksum == "\(Self.checksum(of: tensors, and: file.notes))" else {
            throw .damaged(name)
        }
        return file
    }

    private var notes: String {
        metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { "\($0.key)=\($0.value)\n" }.joined()
    }

    /// CRC-32 of all tensors' names, shapes and bytes, by name, and of a text.
    static func checksum(of tensors: [NamedTensor], and text: String) -> UInt32 {
        let sorted = tensors.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        var checksum: UInt = 0
        for tensor in sorted {
            update(&checksum, "\(tensor.name) \(tensor.shape)\n")
            unsafe tensor.elements.withUnsafeBytes { bytes in
                guard let start = bytes.baseAddress else { return }
                checksum = unsafe crc32_z(
                    checksum, start.assumingMemoryBound(to: UInt8.self), bytes.count)
            }
        }
        update(&checksum, text)
        return UInt32(truncatingIfNeeded: checksum)
    }

    private static func update(_ checksum: inout UInt, _ text: String) {
        var text = text
        checksum = text.withUTF8 { unsafe crc32_z(checksum, $0.baseAddress, $0.count) }
    }
}

extension TensorFileError {
    static func damaged(_ file: String) -> TensorFileError {
        TensorFileError(file, "is damaged: its tensors are not those that were saved")
    }
}
