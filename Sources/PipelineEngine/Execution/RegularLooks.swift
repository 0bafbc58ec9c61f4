internal import Dispatch
internal import Synchronization

/// What somebody looks at from time to time, on one queue.
///
/// One timer for all, which is never cancelled: with one for each command, cancelled at its end,
/// libdispatch has been seen to end the process, as it unregistered a source twice, once in 100,000.
final class RegularLooks: Sendable {
    private let looks = Mutex<[ObjectIdentifier: @Sendable () -> Void]>([:])
    /// Kept, never cancelled.
    private let timer: SourceCancellation

    init(on queue: DispatchQueue, secondsBetween seconds: Double) {
        let source = DispatchSource.makeTimerSource(queue: queue)
        timer = SourceCancellation(source: source)
        source.setEventHandler { [weak self] in self?.lookAtAll() }
        source.schedule(
            deadline: .now() + seconds, repeating: seconds, leeway: .milliseconds(500))
        source.resume()
    }

    /// - Parameter look: done until `end(of:)`.
    func add(for object: AnyObject, _ look: @escaping @Sendable () -> Void) {
        let id = ObjectIdentifier(object)
        looks.withLock { $0[id] = look }
    }

    func end(of object: AnyObject) {
        let id = ObjectIdentifier(object)
        looks.withLock { $0[id] = nil }
    }

    private func lookAtAll() {
        // A look may end itself.
        for look in looks.withLock({ Array($0.values) }) { look() }
    }
}
