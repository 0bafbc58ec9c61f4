/// Features, weights or targets that no metric can be computed from.
package struct CollapseError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
