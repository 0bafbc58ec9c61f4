internal import Collapse
internal import Foundation
internal import Learning
internal import LinearAlgebra

/// `collapse.measure`: every linear layer of one model on one data set.
enum MeasureCollapseStage {
    static func run(_ context: StageContext) throws {
        let modelPath = try context.input("model")
        let file = try TensorFile(safetensors: modelPath)
        let network = try MultilayerPerceptron(tensors: file.tensors, file: modelPath)
        let training = try context.trainingData()
        let test = try context.testData()
        try training.requireFit(network)
        try test?.requireFit(network)

        let layers = try measuredLayers(of: network, on: training, context.progress)
        let testErrors = try test.map { try linearTestErrors(of: network, layers, on: $0) } ?? []
        let metadata = ModelMetadata(file.metadata)
        let measurement = try ModelMeasurement(
            k: try context.parameters.optionalInteger("k") ?? training.targets.columns,
            layers: layers, testErrors: testErrors,
            context: ModelMeasurement.Context(
                trainMSE: network.meanSquaredError(on: training),
                testMSE: test.map { network.meanSquaredError(on: $0) },
                epoch: metadata.epoch, decayBudget: metadata.decayBudget,
                labels: try context.parameters.mapping("labels")))
        try measurement.json().write(to: URL(fileURLWithPath: context.output("measurement")))
    }

    /// One pass over the samples; no more than a block of activations is in memory.
    private static func measuredLayers(
        of network: MultilayerPerceptron, on data: RegressionData, _ progress: ProgressReporter
    ) throws -> [LayerStatistics] {
        var measurers = network.layers.enumerated().map { index, layer in
            LayerMeasurer(
                layer: index, featureColumns: layer.inputs, targetColumns: network.outputs)
        }
        try network.forEachBlock(of: data.features) { (block: LayerInputs) throws in
            let targets = data.targets.gatheringRows(Array(block.rows)).asDouble
            for index in measurers.indices {
                try measurers[index].append(features: block.inputs[index], targets: targets)
            }
            progress.report(
                Double(block.rows.upperBound) / Double(data.samples),
                "sample \(block.rows.upperBound) of \(data.samples)")
        }
        let names = network.tensors.map(\.name).filter { $0.hasSuffix(".weight") }
        var statistics: [LayerStatistics] = []
        for (index, measurer) in measurers.enumerated() {
            statistics.append(
                try measurer.statistics(name: names[index], weight: network.layers[index].weight))
            progress.report(1, "layer \(index + 1) of \(measurers.count) decomposed")
        }
        return statistics
    }

    /// NRC4 on the test set with the training set's linear maps, one per layer.
    private static func linearTestErrors(
        of network: MultilayerPerceptron, _ layers: [LayerStatistics], on data: RegressionData
    ) throws -> [Double] {
        var sums = Array(repeating: SquaredErrorSum(), count: layers.count)
        network.forEachBlock(of: data.features) { (block: LayerInputs) in
            let targets = data.targets.gatheringRows(Array(block.rows)).asDouble
            for index in layers.indices {
                let predictions = layers[index].predictor.predictions(for: block.inputs[index])
                sums[index].add(predictions: predictions, targets: targets)
            }
        }
        // A test set is never empty (RegressionData), so every sum has a mean.
        return sums.compactMap(\.mean)
    }
}
