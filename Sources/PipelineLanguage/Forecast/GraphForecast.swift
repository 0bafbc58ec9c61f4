/// Forecasts of some stages of a graph, each made from those of its producers.
package struct GraphForecast: Sendable {
    /// What is to be done, by stage; those that nobody can tell are missing.
    private var work: [StageID: Double] = [:]

    /// - Parameters:
    ///   - wanted: the stages that are asked about.
    ///   - kinds: the catalogue of stage kinds.
    ///   - projectRoot: absolute.
    ///   - made: where the array lies that a stage has last made under an output's name: it tells of data
    ///     of which nothing can be told before they were read.
    package init(
        of wanted: some Sequence<StageID>, in graph: StageGraph, kinds: [StageKind],
        projectRoot: String,
        made: (StageID, String) -> String? = { _, _ in nil }
    ) {
        let forecastings = Dictionary(
            kinds.compactMap { kind in kind.forecast.map { (kind.name, $0) } },
            uniquingKeysWith: { first, _ in first })
        var outputs: [StageID: [String: ForeseenOutput]] = [:]
        // Nothing need be told of what stages read of which nothing can be told.
        for id in graph.closure(of: wanted.filter { forecastings[graph[$0].kind] != nil }) {
            let stage = graph[id]
            guard let forecasting = forecastings[stage.kind] else { continue }
            var inputs: [String: ForeseenOutput] = [:]
            for input in stage.inputs {
                switch input.sources.first {
                case .output(let producer, let name):
                    inputs[input.name] = outputs[producer]?[name]
                case .file(let path):
                    inputs[input.name] = ArrayFileShape.of("\(projectRoot)/\(path)")
                        .map { .array($0) }
                case .folder, .pattern, nil: continue
                }
            }
            let forecast = forecasting(
                ForecastContext(
                    parameters: Dictionary(
                        stage.parameters.map { ($0.name, $0.value) },
                        uniquingKeysWith: { first, _ in first }),
                    inputs: inputs, projectRoot: projectRoot))
            var told = forecast.outputs
            for output in stage.outputs
            where told[output.name] == nil && output.path.hasSuffix(ArrayFileShape.suffix) {
                told[output.name] = made(stage.id, output.name).flatMap(ArrayFileShape.stored)
                    .map { .array($0) }
            }
            if !told.isEmpty { outputs[id] = told }
            work[id] = forecast.work
        }
    }

    package func work(of stage: StageID) -> Double? { work[stage] }
}
