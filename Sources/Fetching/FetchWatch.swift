/// The caller's view of a running fetch.
struct FetchWatch {
    let progress: (FetchProgress) -> Void
    let isCancelled: () -> Bool

    func check() throws(TransferFailure) {
        if isCancelled() { throw .cancelled }
    }
}
