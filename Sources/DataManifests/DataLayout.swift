/// Where inputs and targets lie in the files of a source.
package struct DataLayout: Codable, Hashable, Sendable {
    /// The files that hold the data, below what the source gives; read in the order of their paths,
    /// compared byte by byte.
    package var files: PathPattern
    package var format: DataFormat
    /// Samples in all files together; `nil` where nobody says.
    package var rows: Int?
    /// Columns of a table; `nil` where nobody says.
    package var columns: Int?
    /// Only so many samples from the start are used; `nil` for all.
    package var first: Int?
    /// The shape of one picture; `nil` where the inputs are none, or nobody says.
    package var image: ImageShape?
}

/// The format of a source's data, and what is read from it.
package enum DataFormat: Codable, Hashable, Sendable {
    /// Comma-separated text, one sample a line.
    case csv(columns: TableColumns)
    /// A NumPy array [samples, columns] in a file of its own, by columns.
    case npy(inputs: [Int], targets: [Int])
    /// NumPy arrays in a zip archive.
    case npz(inputs: ArraySelection, targets: ArraySelection)
    /// Data sets of HDF5 files, several files one after the other.
    case hdf5(inputs: ArraySelection, targets: ArraySelection)
    /// Columns of Parquet files; one that holds lists (an episode a row) is laid out flat.
    case parquet(inputs: [String], targets: [String])
    /// A folder of JPEG pictures; the targets stand in the files' names.
    case jpeg(targets: FileNameTarget)

    /// What the format is called in a manifest.
    package var name: String { kind.rawValue }

    /// The formats as a manifest names them.
    enum Kind: String, CaseIterable {
        case csv, npy, npz, hdf5, parquet, jpeg
    }

    var kind: Kind {
        switch self {
        case .csv: .csv
        case .npy: .npy
        case .npz: .npz
        case .hdf5: .hdf5
        case .parquet: .parquet
        case .jpeg: .jpeg
        }
    }
}

/// The columns of a text table: by name where it has a header, by position where it has none.
package enum TableColumns: Codable, Hashable, Sendable {
    case named(inputs: [String], targets: [String])
    /// Counted from 0.
    case at(inputs: [Int], targets: [Int])
}

/// An array of a file that holds several, or some of its columns.
package struct ArraySelection: Codable, Hashable, Sendable {
    /// A data set of an HDF5 file (with its groups: `group/name`), or a member of an npz archive
    /// without `.npy`; its first dimension counts samples.
    package var array: String
    /// Counted from 0; `nil` for all.
    package var columns: [Int]?
    /// The columns that the array has; `nil` where nobody says.
    package var columnCount: Int?

    private enum CodingKeys: String, CodingKey {
        case array, columns
        case columnCount = "of"
    }
}

/// What the name of a picture tells.
package enum FileNameTarget: String, Codable, Hashable, Sendable, CaseIterable {
    /// The integer that the name starts with: 26 of `26_1_0_20170116.jpg.chip.jpg`.
    case leadingInteger = "leading_integer"
}

/// The shape of a picture.
package struct ImageShape: Codable, Hashable, Sendable {
    package var height: Int
    package var width: Int
    package var channels: Int
}
