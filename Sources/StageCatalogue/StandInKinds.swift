package import PipelineLanguage

extension StageKind {
    /// Rendered road scenes in place of Carla2D.
    package static let drivingStandIn = standIn(
        name: "standin.driving",
        summary: """
            Renders road scenes whose steering angle and speed can be read from the picture, in \
            place of driving data that cannot be had.
            """,
        targets: "Steering in [-1, 1] and speed in km/h [N, 2].",
        size: [
            side("height", 88, "Rows of a picture."), side("width", 200, "Columns of a picture."),
        ], standsIn: "rendered road scenes",
        forecast: DatasetForecasts.pictures(targets: 2) {
            ($0.integer("height"), $0.integer("width"))
        })

    /// Rendered faces in place of UTKFace.
    package static let portraitStandIn = standIn(
        name: "standin.portraits",
        summary: """
            Renders schematic faces whose age shows in several cues, in place of portraits that \
            must not be redistributed.
            """,
        targets: "Age in years [N, 1].",
        size: [side("side", 200, "Rows and columns of a picture.")], standsIn: "rendered faces",
        forecast: DatasetForecasts.pictures(targets: 1) {
            ($0.integer("side"), $0.integer("side"))
        })

    private static func side(
        _ name: String, _ value: Int, _ summary: String
    ) -> ParameterSpecification {
        // What can be rendered: the smallest picture still shows what tells its targets.
        ParameterSpecification(
            name, .integer(32...2048), default: .integer(value), summary: summary)
    }

    private static func standIn(
        name: String, summary: String, targets: String, size: [ParameterSpecification],
        standsIn: String, forecast: @escaping StageForecasting
    ) -> StageKind {
        StageKind(
            name: name, revision: 1, summary: summary,
            parameters: [
                ParameterSpecification(
                    "seed", .integer(0...Int.max), summary: "Seed of all scenes."),
                ParameterSpecification(
                    "samples", .integer(2...10_000_000), summary: "Number of images N."),
            ] + size,
            inputs: .fixed([]),
            outputs: .fixed([
                OutputSpecification(
                    "images", path: "images.npy", .array,
                    summary: "Bytes [N, height, width, 3]."),
                OutputSpecification("targets", path: "targets.npy", .array, summary: targets),
                OutputSpecification(
                    "description", path: "description.json", .json, summary: "What it is."),
                OutputSpecification(
                    "contact_sheet", path: "contact-sheet.jpg", .image,
                    summary: "Some of the images side by side."),
            ]), standsIn: standsIn, forecast: forecast)
    }
}
