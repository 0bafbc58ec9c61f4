/// Why one try at one location failed, and what that means for the next.
struct TransferFailure: Error, Hashable {
    enum Consequence: Hashable {
        /// It may work later, at the earliest after the seconds that the server asked for.
        case retry(after: Double?)
        /// The bytes so far belong to another version of the file: ask for all of it at once.
        case restart
        /// This location has nothing to offer; `isWrongContent` where it has the file, but not with
        /// the right bytes.
        case nextLocation(isWrongContent: Bool)
        /// No other location can help.
        case stop(FetchError.Kind)
    }

    /// A clause that follows the location or, with `stop`, the download's name.
    var reason: String
    var consequence: Consequence

    static func transient(_ reason: String, after seconds: Double? = nil) -> TransferFailure {
        TransferFailure(reason: reason, consequence: .retry(after: seconds))
    }

    static func permanent(_ reason: String) -> TransferFailure {
        TransferFailure(reason: reason, consequence: .nextLocation(isWrongContent: false))
    }

    static func wrongContent(_ reason: String) -> TransferFailure {
        TransferFailure(reason: reason, consequence: .nextLocation(isWrongContent: true))
    }

    static func changed(_ reason: String) -> TransferFailure {
        TransferFailure(reason: reason, consequence: .restart)
    }

    static func disk(_ reason: String) -> TransferFailure {
        TransferFailure(reason: reason, consequence: .stop(.disk))
    }

    static let cancelled = TransferFailure(
        reason: "cancelled", consequence: .stop(.cancelled))

    /// Runs work on the downloads folder, whose faults no other location can mend.
    static func onDisk<Result>(
        _ work: () throws(DiskFault) -> Result
    ) throws(TransferFailure) -> Result {
        do {
            return try work()
        } catch {
            throw .disk(error.description)
        }
    }
}
