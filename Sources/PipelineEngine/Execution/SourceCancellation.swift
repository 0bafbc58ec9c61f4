internal import Dispatch

/// `@unchecked Sendable`: the source is never replaced, and any thread may cancel one.
final class SourceCancellation: @unchecked Sendable {
    private let source: any DispatchSourceRead

    init(source: any DispatchSourceRead) { self.source = source }

    func cancel() { source.cancel() }
}
