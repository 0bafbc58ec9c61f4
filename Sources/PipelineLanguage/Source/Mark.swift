/// A place in one of the files being read: twelve bytes, because a document holds up to a million.
///
/// Lines and columns count from 1, columns in Unicode scalars. `SourceMap` turns it into a
/// `SourceLocation`.
package struct Mark: Hashable, Sendable {
    /// Index in the `SourceMap`; the pipeline's root file is 0.
    package var file: UInt32
    package var line: UInt32
    package var column: UInt32

    package init(file: Int, line: Int, column: Int) {
        self.file = UInt32(clamping: file)
        self.line = UInt32(clamping: line)
        self.column = UInt32(clamping: column)
    }
}

extension Mark: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}

/// A mark and how many Unicode scalars of its line belong to it: what a caret underlines.
package struct Place: Hashable, Sendable {
    package var mark: Mark
    package var length: Int

    package init(_ mark: Mark, length: Int = 1) {
        self.mark = mark
        self.length = length
    }
}
