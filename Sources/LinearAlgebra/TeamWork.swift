extension ThreadTeam {
    /// Calls `work` once for each element, which it may change, and returns when all are done.
    package func update<Element: Sendable>(
        _ elements: inout [Element], _ work: @Sendable (Int, inout Element) -> Void
    ) {
        unsafe elements.withUnsafeMutableBufferPointer { elements in
            // Each piece has an element of its own.
            nonisolated(unsafe) let elements = unsafe elements
            unsafe perform(pieces: elements.count) { index in
                unsafe work(index, &elements[index])
            }
        }
    }

    /// The values of `work` for 0..<count, which the threads make at the same time.
    ///
    /// - Throws: what it threw for the smallest index, after all are done.
    package func map<Value: Sendable, Failure: Error>(
        _ count: Int, _ work: @Sendable (Int) throws(Failure) -> Value
    ) throws(Failure) -> [Value] {
        var results: [Result<Value, Failure>?] = Array(repeating: nil, count: count)
        update(&results) { index, result in
            do throws(Failure) {
                result = .success(try work(index))
            } catch {
                result = .failure(error)
            }
        }
        var values: [Value] = []
        for case .some(let result) in results { values.append(try result.get()) }
        return values
    }
}
