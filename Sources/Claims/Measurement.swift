internal import FoundationEssentials
internal import PipelineLanguage

/// The numbers of one measurement: a JSON object, with one object for each layer in its list
/// `layers` where it is about layers.
package struct Measurement: Sendable, Equatable {
    /// From the input on; empty for a measurement without layers.
    let layers: [[String: JSONValue]]
    private let values: [String: JSONValue]
    /// Which data it was taken on, where it says so in its key `data`.
    var data: String? {
        guard case .text(let caption)? = values["data"] else { return nil }
        return caption
    }

    /// - Throws: `UnreadableMeasurement` for what is no JSON object, has other layers, says something
    ///   twice, or a number that is none.
    package init(json: [UInt8]) throws(UnreadableMeasurement) {
        do throws(JSONInspection.Problem) {
            try JSONInspection.check(json)
        } catch {
            throw UnreadableMeasurement(error)
        }
        guard let root = try? JSONDecoder().decode(JSONValue.self, from: Data(json)) else {
            throw .noJSON
        }
        guard case .object(let values) = root else { throw .noObject }
        self.values = values
        guard case .array(let items)? = values["layers"] else {
            layers = []
            return
        }
        var layers: [[String: JSONValue]] = []
        for item in items {
            guard case .object(let layer) = item else { throw .layersAreNoObjects }
            layers.append(layer)
        }
        self.layers = layers
    }

    /// A metric of a layer, or else of the whole measurement.
    ///
    /// - Parameters:
    ///   - metric: a key; dots lead into objects.
    ///   - layer: an index of `layers`; `nil` asks for the whole measurement's alone.
    func reading(of metric: String, inLayer layer: Int?) -> Reading {
        var keys: [String] = []
        if let layer {
            if let value = Self.value(of: metric, in: layers[layer]) {
                return Reading(value, metric: metric)
            }
            keys = layers[layer].keys.sorted()
        }
        if let value = Self.value(of: metric, in: values) { return Reading(value, metric: metric) }
        keys += values.keys.sorted()
        return .gap(.missing(metric, nearest: NearestName.of(metric, among: keys)))
    }

    private static func value(
        of metric: String, in values: [String: JSONValue]
    ) -> JSONValue? {
        var object = values
        let keys = metric.split(separator: ".").map(String.init)
        for key in keys.dropLast() {
            guard case .object(let inner)? = object[key] else { return nil }
            object = inner
        }
        return keys.last.flatMap { object[$0] }
    }
}

/// A number, or why there is none.
enum Reading: Sendable, Hashable {
    case number(Double)
    case gap(Gap)

    fileprivate init(_ value: JSONValue, metric: String) {
        switch value {
        case .number(let number): self = .number(number)
        case .null: self = .gap(.undefined(metric))
        case .boolean, .text, .array, .object: self = .gap(.noNumber(metric))
        }
    }
}

/// Why a measurement leaves something undetermined.
package enum Gap: Sendable, Hashable {
    case missing(String, nearest: String?)
    /// It is null, or a ratio to zero.
    case undefined(String)
    case noNumber(String)
    case tooFewLayers(String)
    /// A correlation of fewer than two different values.
    case noCorrelation(String)
}

extension Gap: CustomStringConvertible {
    package var description: String {
        switch self {
        case .missing(let metric, let nearest):
            "there is no metric '\(metric)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
        case .undefined(let metric): "'\(metric)' is undefined"
        case .noNumber(let metric): "'\(metric)' is no number"
        case .tooFewLayers(let layers): "there are too few layers for \(layers)"
        case .noCorrelation(let metric): "'\(metric)' has no correlation with the layer"
        }
    }
}

/// Why a file is no measurement.
package enum UnreadableMeasurement: Error, Hashable {
    case noJSON, noObject, layersAreNoObjects
    case repeatedKey(String, at: String)
    case noValue(String, at: String)
    case beyondDoublePrecision(String, at: String)

    fileprivate init(_ problem: JSONInspection.Problem) {
        switch problem {
        case .repeatedKey(let key, let place): self = .repeatedKey(key, at: "\(place)")
        case .noValue(let word, let place): self = .noValue(word, at: "\(place)")
        case .beyondDouble(let word, let place):
            self = .beyondDoublePrecision(word, at: "\(place)")
        }
    }
}

extension JSONInspection.Place: CustomStringConvertible {
    /// `layers[2].cka, line 14`.
    var description: String { (path.isEmpty ? "" : "\(path), ") + "line \(line)" }
}

extension UnreadableMeasurement: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noJSON: "it is no JSON"
        case .noObject: "its JSON is no object"
        case .layersAreNoObjects: "its 'layers' are no list of objects"
        case .repeatedKey(let key, let place):
            "it has the key '\(key)' twice (\(place)); write each key once"
        case .noValue(let word, let place):
            "it has '\(word)' (\(place)), which is no JSON; write null for what is undefined"
        case .beyondDoublePrecision(let word, let place):
            "its number \(word) (\(place)) is beyond double precision; write 0, or null for what is undefined"
        }
    }
}
