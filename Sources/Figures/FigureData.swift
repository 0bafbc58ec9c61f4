package import Foundation

/// Everything a figure shows, as numbers: the content of `figN.data.json`.
package struct FigureData: Sendable, Equatable, Codable {
    /// The version of this format.
    package static let currentSchema = 1

    package var schema = Self.currentSchema
    /// The figure's name in the pipeline, for example `fig8`; its files are called after it.
    package var name: String
    package var title: String
    package var subtitle: String?
    /// The profile the numbers come from; shown, so that a quick result never passes for another.
    package var profile: String
    /// The number of seeds behind the medians and ranges; shown.
    package var seeds: Int
    /// What stands in for the paper's dataset, shown prominently; nil when the data are the
    /// paper's.
    package var standIn: String?
    /// Further lines for the foot of the figure.
    package var notes: [String]
    /// Rows of panels from the top; nil leaves a place empty, a short row is filled with nil.
    package var grid: [[Panel?]]

    package init(
        name: String, title: String, subtitle: String? = nil, profile: String, seeds: Int,
        standIn: String? = nil, notes: [String] = [], grid: [[Panel?]]
    ) {
        self.name = name
        self.title = title
        self.subtitle = subtitle
        self.profile = profile
        self.seeds = seeds
        self.standIn = standIn
        self.notes = notes
        self.grid = grid
    }

    /// Number of panels in the widest row.
    package var columns: Int { grid.map(\.count).max() ?? 0 }

    /// The panels in reading order.
    package var panels: [Panel] { grid.flatMap { $0.compactMap(\.self) } }
}

extension FigureData {
    /// Reads `figN.data.json`.
    package init(json: Data) throws(FigureDataError) {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            self = try decoder.decode(FigureData.self, from: json)
        } catch {
            throw .unreadable(error)
        }
        guard schema == Self.currentSchema else { throw .unknownSchema(schema) }
    }

    /// The bytes of `figN.data.json`: sorted keys, snake case, a final line feed.
    ///
    /// Errors: a number that is not finite outside the series' points (those are set to null).
    package func json() throws(FigureDataError) -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return try encoder.encode(self) + Data("\n".utf8)
        } catch {
            throw .notFinite(name)
        }
    }
}

/// Figure data that cannot be read or written.
package struct FigureDataError: Error, Equatable, CustomStringConvertible {
    package let description: String
}

extension FigureDataError {
    fileprivate static func unreadable(_ error: any Error) -> FigureDataError {
        let reason =
            switch error as? DecodingError {
            case .keyNotFound(let key, let context):
                "\(path(context.codingPath + [key])) is missing"
            case .valueNotFound(_, let context): "\(path(context.codingPath)) is null"
            case .typeMismatch(_, let context): "\(path(context.codingPath)) has the wrong type"
            case .dataCorrupted(let context) where !context.codingPath.isEmpty:
                "\(path(context.codingPath)) has a value that is not allowed"
            default: "it is not JSON"
            }
        return FigureDataError(
            description: "the figure data can't be read: \(reason); make them again")
    }

    fileprivate static func unknownSchema(_ schema: Int) -> FigureDataError {
        FigureDataError(
            description: "the figure data have schema \(schema), this program reads "
                + "\(FigureData.currentSchema); make them again")
    }

    fileprivate static func notFinite(_ name: String) -> FigureDataError {
        FigureDataError(
            description: "a line, tick or axis limit of \(name) is not a finite number; "
                + "leave undefined ones out")
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.map { $0.intValue.map { "[\($0)]" } ?? ".\($0.stringValue)" }.joined()
    }
}
