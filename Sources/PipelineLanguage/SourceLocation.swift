/// A place in a source file; lines and columns count from 1, columns in Unicode scalars.
package struct SourceLocation: Hashable, Sendable, Codable {
    /// Path of the file, relative to the project root where it lies inside it.
    package var file: String
    package var line: Int
    package var column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }
}

extension SourceLocation: CustomStringConvertible {
    /// `file:line:column`, the form editors and terminals turn into links.
    package var description: String { "\(file):\(line):\(column)" }
}
