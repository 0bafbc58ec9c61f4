/// What a CSV file is expected to look like, and which part of it to read.
package struct CSVLayout: Sendable, Equatable {
    package enum Columns: Sendable, Equatable {
        case all
        /// By their names in the header, in the order wanted.
        case named([String])
        /// By their places from 0, in the order wanted.
        case ranges([Range<Int>])
    }

    package enum Rows: Sendable, Equatable {
        /// All of them, as many as expected where that is known.
        case all(expected: Int?)
        /// The first so many; what follows is not looked at.
        case first(Int)
    }

    /// Whether the first line has the columns' names.
    package var hasHeader: Bool
    package var columns: Columns
    package var rows: Rows
    /// Columns of the file, those that are not read included.
    package var expectedColumns: Int?

    package init(
        hasHeader: Bool, columns: Columns = .all, rows: Rows = .all(expected: nil),
        expectedColumns: Int? = nil
    ) {
        self.hasHeader = hasHeader
        self.columns = columns
        self.rows = rows
        self.expectedColumns = expectedColumns
    }
}
