/// The instances of a stage: every combination of its axes' values, the last axis fastest.
struct Sweep: Sendable {
    private(set) var axes: [Axis]
    /// How far apart in the numbering two neighbours on an axis are.
    private(set) var strides: [Int]
    /// `.max` when the product is too large for a number; 1 for invalid axes.
    private(set) var count: Int

    /// A stage that is not swept.
    static let none = Sweep(axes: [])

    init(axes: [Axis]) {
        self.axes = axes
        strides = Array(repeating: 1, count: axes.count)
        count = 1
        for index in axes.indices.reversed() {
            strides[index] = count
            let (product, overflow) = count.multipliedReportingOverflow(
                by: max(1, axes[index].values.count))
            count = overflow ? .max : product
        }
    }

    /// The sweep with axes of unknown values: what is left of one that is too large.
    var poisoned: Sweep { Sweep(axes: axes.map { .invalid($0.name) }) }

    var isInvalid: Bool { axes.contains(where: \.isInvalid) }

    /// `@seed=1,arm=narrow`, or nothing.
    func suffix(ofInstance instance: Int) -> String {
        var text = ""
        for (index, axis) in axes.enumerated() {
            let value = instance / strides[index] % axis.values.count
            text += text.isEmpty ? "@" : ","
            text += axis.name.text
            text += "="
            text += axis.values[value].text
        }
        return text
    }

    /// A table over some of the axes, which `evaluate` fills.
    ///
    /// - Parameters:
    ///   - indices: the axes on which the value depends.
    ///   - evaluate: gets an index for every axis (0 for those it doesn't depend on); `nil` fails
    ///     the table, but the rest is still evaluated, so that all problems are found.
    func table<Value>(
        over indices: [Int], _ evaluate: (_ choice: [Int]) -> Value?
    ) -> SweepTable<Value>? {
        guard !indices.contains(where: { axes[$0].isInvalid }) else { return nil }
        var terms: [SweepTable<Value>.Term] = []
        var size = 1
        for index in indices.reversed() {
            let count = axes[index].values.count
            terms.append(.init(stride: strides[index], count: count, tableStride: size))
            size *= count
        }
        var choice = [Int](repeating: 0, count: axes.count)
        var values: [Value] = []
        values.reserveCapacity(size)
        for position in 0..<size {
            for (term, index) in zip(terms, indices.reversed()) {
                choice[index] = position / term.tableStride % term.count
            }
            if let value = evaluate(choice) { values.append(value) }
        }
        guard values.count == size else { return nil }
        return SweepTable(values: values, terms: terms)
    }
}

/// A value for each instance of a sweep, stored once for instances that share it.
struct SweepTable<Value: Sendable>: Sendable {
    /// The part that one axis has in the position of a value.
    struct Term: Sendable {
        /// The axis' stride in the numbering of instances.
        var stride: Int
        var count: Int
        var tableStride: Int
    }

    private let values: [Value]
    private let terms: [Term]

    fileprivate init(values: [Value], terms: [Term]) {
        self.values = values
        self.terms = terms
    }

    /// The same value for all instances.
    init(constant value: Value) {
        self.init(values: [value], terms: [])
    }

    subscript(instance: Int) -> Value {
        var position = 0
        for term in terms {
            position += instance / term.stride % term.count * term.tableStride
        }
        return values[position]
    }
}
