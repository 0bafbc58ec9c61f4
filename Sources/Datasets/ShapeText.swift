extension [Int] {
    /// A shape as Python prints it, such as `(3, 2)` or `(3,)`.
    package var shapeText: String {
        let dimensions = map(String.init).joined(separator: ", ")
        return count == 1 ? "(\(dimensions),)" : "(\(dimensions))"
    }
}
