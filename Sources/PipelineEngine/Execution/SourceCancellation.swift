internal import Dispatch

/// `@unchecked Sendable`: the source is never replaced, and any thread may cancel one.
final class SourceCancellation: @unchecked Sendable {
    private let source: any DispatchSourceProtocol

    init(source: any DispatchSourceProtocol) { self.source = source }

    func cancel() { source.cancel() }
}
