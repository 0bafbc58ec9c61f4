internal import Collapse
internal import Foundation

extension StageContext {
    /// The measurements of the input `measurements`, in the pipeline's order.
    func measurements() throws -> [ModelMeasurement] {
        try inputList("measurements").map { path in
            guard let data = FileManager.default.contents(atPath: path) else {
                throw StageError.unreadableMeasurement(path)
            }
            do {
                return try ModelMeasurement(json: data)
            } catch {
                throw StageError.notAMeasurement(path, error)
            }
        }
    }
}

extension StageError {
    fileprivate static func unreadableMeasurement(_ path: String) -> StageError {
        StageError(description: "cannot read the measurement '\(path)'")
    }

    fileprivate static func notAMeasurement(_ path: String, _ error: any Error) -> StageError {
        StageError(
            description: "'\(path)' is not a measurement as collapse.measure writes it: \(error)")
    }
}
