internal import DataManifests
internal import PipelineLanguage

/// How many samples of what shape the stages make that bring data.
enum DatasetForecasts {
    /// What the manifest says of its first source's layout, else what the paper states.
    static let fetched: StageForecasting = { context in
        guard let name = context.text("dataset"),
            let manifest = try? ManifestReader.load(name, projectRoot: context.projectRoot)
        else { return StageForecast() }
        let layout = manifest.sources.first?.layout
        guard let samples = layout?.first ?? layout?.rows ?? manifest.stated?.samples,
            let inputs = layout?.image.map({ [$0.height, $0.width, $0.channels] })
                ?? manifest.stated?.inputs,
            let targets = manifest.stated?.targets
        else { return StageForecast() }
        return StageForecast(outputs: [
            "files": .samples(samples, inputs: inputs, targets: targets)
        ])
    }

    /// An output of a command that is named as one of its inputs is that input in another form.
    static let converted: StageForecasting = { context in
        StageForecast(
            outputs: Dictionary(
                uniqueKeysWithValues: context.inputNames.compactMap { name in
                    context.input(name).map { (name, $0) }
                }))
    }

    /// `synthetic.dataset`.
    static let synthetic: StageForecasting = { context in
        guard let samples = context.integer("samples"),
            let inputs = context.integer("input_dimension"),
            let targets = context.integer("target_dimension")
        else { return StageForecast() }
        return StageForecast(
            outputs: split(
                samples, named: "features", [inputs], targets: targets, context))
    }

    /// `dataset.tabular`.
    static let table: StageForecasting = { context in
        guard case .samples(let all, let inputs, let targets)? = context.input("files") else {
            return StageForecast()
        }
        return StageForecast(
            outputs: split(
                context.integer("first") ?? all, named: "features", inputs, targets: targets,
                context))
    }

    /// `standin.driving` and `standin.portraits`; the work is in pixels.
    ///
    /// - Parameter size: height and width.
    static func pictures(
        targets: Int, size: @escaping @Sendable (ForecastContext) -> (Int?, Int?)
    ) -> StageForecasting {
        { context in
            guard let samples = context.integer("samples"),
                case (let height?, let width?) = size(context)
            else { return StageForecast() }
            return StageForecast(
                work: Double(samples) * Double(height * width),
                outputs: [
                    "images": .array([samples, height, width, 3]),
                    "targets": .array([samples, targets]),
                ])
        }
    }

    /// `dataset.images`; the work is in pixels that are read.
    static let images: StageForecasting = { context in
        var read: (samples: Int, shape: [Int], targets: Int)?
        if case .samples(let samples, let inputs, let targets)? = context.input("files") {
            read = (samples, inputs, targets)
        } else if let shape = context.shape("images"), shape.count == 4,
            let targets = context.shape("image_targets")?.last
        {
            read = (shape[0], Array(shape.dropFirst()), targets)
        }
        guard let read, read.shape.count == 3 else { return StageForecast() }
        let samples = min(context.integer("first") ?? read.samples, read.samples)
        let size = [
            context.integer("height") ?? read.shape[0], context.integer("width") ?? read.shape[1],
            3,
        ]
        return StageForecast(
            work: Double(samples) * Double(read.shape[0] * read.shape[1]),
            outputs: split(samples, named: "images", size, targets: read.targets, context))
    }

    /// The arrays of both sets: `NAME`, `test_NAME` and their targets.
    private static func split(
        _ samples: Int, named name: String, _ shape: [Int], targets: Int,
        _ context: ForecastContext
    ) -> [String: ForeseenOutput] {
        let share = context.real("test_fraction") ?? 0
        let test = Int((Double(samples) * share).rounded(.up))
        let training = min(context.integer("training_samples") ?? .max, samples - test)
        return [
            name: .array([training] + shape), "targets": .array([training, targets]),
            "test_\(name)": .array([test] + shape), "test_targets": .array([test, targets]),
        ]
    }
}
