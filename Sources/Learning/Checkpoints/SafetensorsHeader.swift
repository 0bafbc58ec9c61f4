/// The checked table of contents of a safetensors file.
///
/// A file is the header's length (8 bytes, little-endian), the header (JSON: each tensor's dtype,
/// shape and range of bytes, and a map of texts under `__metadata__`), and the tensors' bytes, which
/// follow each other without gaps.
///
/// Source: https://huggingface.co/docs/safetensors, section "Format".
struct SafetensorsHeader {
    /// How numbers are stored.
    enum Storage: String, CaseIterable {
        case single = "F32"
        case double = "F64"
        case half = "F16"
        case bfloat16 = "BF16"
        /// PyTorch's counters `num_batches_tracked`, and nothing else.
        case integer = "I64"

        var bytesPerElement: Int {
            switch self {
            case .half, .bfloat16: 2
            case .single: 4
            case .double, .integer: 8
            }
        }
    }

    struct Entry {
        let name: String
        let storage: Storage
        let shape: [Int]
        let elementCount: Int
        /// Within the data, which begin after the header.
        let bytes: Range<Int>
    }

    /// The largest header the format allows.
    static let maximumLength = 100_000_000

    /// In the order of their bytes.
    let entries: [Entry]
    let metadata: [String: String]

    /// Reads and checks a header.
    ///
    /// - Parameters:
    ///   - text: the JSON, padding included
    ///   - dataLength: the number of bytes that follow it
    ///   - file: for messages
    init(parsing text: [UInt8], dataLength: Int, file: String) throws(TensorFileError) {
        var scanner = SafetensorsHeaderScanner(text, file: file)
        let raw = try scanner.scan()
        metadata = raw.metadata
        var entries: [Entry] = []
        for entry in raw.entries {
            entries.append(try Entry(entry, dataLength: dataLength, file: file))
        }
        self.entries = entries.sorted {
            ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound)
        }
        try requireContiguity(dataLength: dataLength, file: file)
    }

    /// Every byte of the data belongs to one tensor, and to no other.
    private func requireContiguity(dataLength: Int, file: String) throws(TensorFileError) {
        var end = 0
        for (index, entry) in entries.enumerated() {
            guard entry.bytes.lowerBound == end else {
                throw .notContiguous(
                    file, entry, after: index > 0 ? entries[index - 1] : nil, end: end)
            }
            end = entry.bytes.upperBound
        }
        guard end == dataLength else { throw .leftOver(file, dataLength - end) }
    }
}

extension SafetensorsHeader.Entry {
    fileprivate init(
        _ raw: SafetensorsHeaderScanner.Entry, dataLength: Int, file: String
    ) throws(TensorFileError) {
        guard let storage = SafetensorsHeader.Storage(rawValue: raw.storage) else {
            throw .unknownStorage(file, raw.name, raw.storage)
        }
        var count = 1
        var overflows = false
        for dimension in raw.shape + [storage.bytesPerElement] {
            let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
            count = product
            overflows = overflows || overflow
        }
        guard !overflows else { throw .tooLarge(file, raw) }
        guard storage != .integer || raw.isCounter else { throw .wholeNumbers(file, raw) }
        guard raw.offsets.count == 2, raw.offsets[0] <= raw.offsets[1] else {
            throw .backwardOffsets(file, raw)
        }
        guard raw.offsets[1] <= dataLength else { throw .pastTheEnd(file, raw, dataLength) }
        guard raw.offsets[1] - raw.offsets[0] == count else { throw .wrongSize(file, raw, count) }
        name = raw.name
        self.storage = storage
        shape = raw.shape
        elementCount = count / storage.bytesPerElement
        bytes = raw.offsets[0]..<raw.offsets[1]
    }
}

extension SafetensorsHeaderScanner.Entry {
    /// Whether it is a batch norm's count of the batches that it has seen.
    fileprivate var isCounter: Bool { name.hasSuffix("num_batches_tracked") && shape.isEmpty }
}

extension TensorFileError {
    fileprivate static func wholeNumbers(
        _ file: String, _ entry: SafetensorsHeaderScanner.Entry
    ) -> TensorFileError {
        TensorFileError(
            file,
            "\(entry.name.asTensorName) of shape \(entry.shape.prefix(8)) has dtype \"I64\"; only a "
                + "counter 'num_batches_tracked' of shape [] may have whole numbers: save it as F32"
        )
    }

    fileprivate static func unknownStorage(
        _ file: String, _ name: String, _ storage: String
    ) -> TensorFileError {
        let known = SafetensorsHeader.Storage.allCases.map(\.rawValue).joined(separator: ", ")
        let shown = storage.prefix(20).debugDescription
        return TensorFileError(
            file, "\(name.asTensorName) has dtype \(shown); only \(known) can be read")
    }

    fileprivate static func tooLarge(
        _ file: String, _ entry: SafetensorsHeaderScanner.Entry
    ) -> TensorFileError {
        TensorFileError(
            file, "\(entry.name.asTensorName) of shape \(entry.shape.prefix(8)) is too large")
    }

    fileprivate static func backwardOffsets(
        _ file: String, _ entry: SafetensorsHeaderScanner.Entry
    ) -> TensorFileError {
        TensorFileError(
            file,
            "\(entry.name.asTensorName) has data_offsets \(entry.offsets.prefix(8)); expected a "
                + "begin and an end that does not precede it")
    }

    fileprivate static func pastTheEnd(
        _ file: String, _ entry: SafetensorsHeaderScanner.Entry, _ dataLength: Int
    ) -> TensorFileError {
        TensorFileError(
            file,
            "\(entry.name.asTensorName) ends at byte \(entry.offsets[1]) of the data, which have "
                + "only \(dataLength)")
    }

    fileprivate static func wrongSize(
        _ file: String, _ entry: SafetensorsHeaderScanner.Entry, _ expected: Int
    ) -> TensorFileError {
        TensorFileError(
            file,
            "\(entry.name.asTensorName) of dtype \(entry.storage) and shape "
                + "\(entry.shape.prefix(8)) needs \(expected) bytes, but its data_offsets "
                + "\(entry.offsets) hold \(entry.offsets[1] - entry.offsets[0])")
    }

    fileprivate static func notContiguous(
        _ file: String, _ entry: SafetensorsHeader.Entry, after previous: SafetensorsHeader.Entry?,
        end: Int
    ) -> TensorFileError {
        let before = previous.map { "\($0.name.asTensorName) ends" } ?? "the data begin"
        let verb = entry.bytes.lowerBound < end ? "overlaps" : "leaves a gap"
        return TensorFileError(
            file,
            "\(entry.name.asTensorName) \(verb): it begins at byte \(entry.bytes.lowerBound) of "
                + "the data, but \(before) at \(end)")
    }

    fileprivate static func leftOver(_ file: String, _ count: Int) -> TensorFileError {
        TensorFileError(file, "\(count) bytes at the end of the file belong to no tensor")
    }
}
