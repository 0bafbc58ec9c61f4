internal import WorkerProtocol

extension RequestValue {
    /// Longer values, such as a whole data manifest, are cut in logs.
    private static let longestText = 200

    /// The value on one line.
    var logText: String {
        let text = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return text.count > Self.longestText ? text.prefix(Self.longestText) + "…" : text
    }

    private var text: String {
        switch self {
        case .integer(let value): "\(value)"
        case .real(let value): "\(value)"
        case .text(let value): value
        case .boolean(let value): "\(value)"
        case .list(let values): "[" + values.map(\.text).joined(separator: ", ") + "]"
        case .mapping(let entries):
            "{"
                + entries.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value.text)" }
                .joined(separator: ", ") + "}"
        }
    }
}
