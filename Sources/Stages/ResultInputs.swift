internal import Collapse
internal import Figures
internal import Foundation

extension StageContext {
    /// The measurements of the input `measurements`, in the pipeline's order.
    func measurements() throws -> [ModelMeasurement] {
        try results(
            "measurements", called: "measurement", of: "collapse.measure",
            ModelMeasurement.init(json:))
    }

    /// The trajectories of the input `trajectories`, in the pipeline's order.
    func trajectories() throws -> [Trajectory] {
        try results(
            "trajectories", called: "trajectory", of: "collapse.trajectory", Trajectory.init(json:))
    }

    /// The data of the input `figures`, in the pipeline's order.
    func figures() throws -> [FigureData] {
        try results("figures", called: "figure's data", of: "figure") { json in
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(FigureData.self, from: json)
        }
    }

    /// - Parameters:
    ///   - noun: what one of them is called, for messages.
    ///   - kind: of the stages that write them.
    private func results<Result>(
        _ input: String, called noun: String, of kind: String, _ read: (Data) throws -> Result
    ) throws -> [Result] {
        try inputList(input).map { path in
            guard let data = FileManager.default.contents(atPath: path) else {
                throw StageError.unreadableResult(noun, path)
            }
            do {
                return try read(data)
            } catch {
                throw StageError.noResult(noun, path, kind, error)
            }
        }
    }
}

extension StageError {
    fileprivate static func unreadableResult(_ noun: String, _ path: String) -> StageError {
        StageError(description: "cannot read the \(noun) '\(path)'")
    }

    fileprivate static func noResult(
        _ noun: String, _ path: String, _ kind: String, _ error: any Error
    ) -> StageError {
        StageError(description: "'\(path)' is not a \(noun) as \(kind) writes it: \(error)")
    }
}
