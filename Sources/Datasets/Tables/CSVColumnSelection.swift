/// Which columns of a file go where in the matrix.
struct CSVColumnSelection {
    /// For each column of the file its place in a row of the matrix, or −1.
    let targets: [Int]
    /// The columns of the file in the order wanted.
    let sources: [Int]

    /// - Parameters:
    ///   - names: from the header, none twice; `nil` without one.
    ///   - count: columns of the file.
    init(
        _ columns: CSVLayout.Columns, names: [String]?, count: Int, path: String
    ) throws(CSVError) {
        switch columns {
        case .all: sources = Array(0..<count)
        case .named(let wanted):
            guard let names else { throw .namesWithoutHeader(path, wanted) }
            var found: [Int] = []
            for name in wanted {
                guard let index = names.firstIndex(of: name) else {
                    throw .missingColumn(path, name, names)
                }
                found.append(index)
            }
            sources = found
        case .ranges(let ranges):
            if let range = ranges.first(where: { $0.lowerBound < 0 || $0.upperBound > count }) {
                throw .missingRange(path, range, count)
            }
            sources = ranges.flatMap(Array.init)
        }
        guard !sources.isEmpty else { throw .nothingSelected(path) }
        var targets = Array(repeating: -1, count: count)
        for (target, source) in sources.enumerated() {
            guard targets[source] < 0 else { throw .selectedTwice(path, source, names) }
            targets[source] = target
        }
        self.targets = targets
    }
}

extension CSVError {
    fileprivate static func namesWithoutHeader(_ path: String, _ wanted: [String]) -> CSVError {
        CSVError(
            path,
            problem: "is read without a header, so it has no column "
                + wanted.prefix(1).map(quoted).joined(),
            remedy: "select columns by their places, or say that it has a header")
    }

    fileprivate static func missingColumn(
        _ path: String, _ name: String, _ names: [String]
    ) -> CSVError {
        let listed = names.prefix(40).map(quoted).joined(separator: ", ")
        return CSVError(
            path, line: 1, problem: "has no column \(quoted(name))",
            remedy: "it has \(listed)\(names.count > 40 ? ", …" : "")")
    }

    fileprivate static func missingRange(
        _ path: String, _ range: Range<Int>, _ count: Int
    ) -> CSVError {
        CSVError(
            path, line: 1,
            problem: "has no columns \(range.lowerBound) to \(range.upperBound - 1) (from 0)",
            remedy: "it has 0 to \(count - 1)")
    }

    fileprivate static func selectedTwice(
        _ path: String, _ column: Int, _ names: [String]?
    ) -> CSVError {
        CSVError(
            path,
            problem: "column \(column) (from 0)"
                + (names.map { " \(quoted($0[column]))" } ?? "") + " is selected twice",
            remedy: "select it once")
    }

    fileprivate static func nothingSelected(_ path: String) -> CSVError {
        CSVError(path, problem: "is read without any column", remedy: "select at least one")
    }
}
