internal import DataManifests
internal import Datasets
internal import Images
internal import LinearAlgebra
internal import PipelineLanguage
internal import StageCatalogue
internal import StandIns

/// `standin.driving` and `standin.portraits`: rendered pictures in place of data that cannot be had.
enum StandInStages {
    /// Pictures on the contact sheet.
    private static let shown = 48
    private static let sheetColumns = 8

    static func runDriving(_ context: StageContext) throws {
        let size = ImageSize(
            height: try context.parameters.integer("height"),
            width: try context.parameters.integer("width"))
        let scenes = try DrivingStandIn(
            seed: seed(context), height: size.height, width: size.width)
        try render(context, size: size, columns: 2) { index, pixels in
            let targets = scenes.sample(index, into: &pixels)
            return [targets.steer, targets.speed]
        }
        try describe(.drivingStandIn, as: "carla2d", context)
    }

    static func runPortraits(_ context: StageContext) throws {
        let side = try context.parameters.integer("side")
        let portraits = try PortraitStandIn(seed: seed(context), side: side)
        try render(context, size: ImageSize(height: side, width: side), columns: 1) {
            index, pixels in
            [portraits.sample(index, into: &pixels)]
        }
        try describe(.portraitStandIn, as: "utkface", context)
    }

    private static func seed(_ context: StageContext) throws -> UInt64 {
        UInt64(try context.parameters.integer("seed"))
    }

    private static func render(
        _ context: StageContext, size: ImageSize, columns: Int,
        _ sample: (Int, inout [UInt8]) -> [Float]
    ) throws {
        let count = try context.parameters.integer("samples")
        let writer = try ImageArrayWriter(path: context.output("images"), size: size)
        var targets: [Float] = []
        var sheet: [RGBImage] = []
        var pixels = [UInt8](repeating: 0, count: size.byteCount)
        for index in 0..<count {
            targets += sample(index, &pixels)
            try writer.append(pixels: pixels)
            if index < shown { sheet.append(RGBImage(size: size, pixels: pixels)) }
            context.progress.report(
                Double(index + 1) / Double(count), "picture \(index + 1) of \(count)")
        }
        try writer.finish()
        try ArrayFile.write(
            Matrix(rows: count, columns: columns, elements: targets),
            to: context.output("targets"))
        try JPEGFile.write(
            ContactSheet.arranging(sheet, columns: sheetColumns),
            to: context.output("contact_sheet"))
    }

    private static func describe(
        _ kind: StageKind, as dataset: String, _ context: StageContext
    ) throws {
        try ResultFile.writeVerbatim(
            DatasetDescription(
                dataset: dataset, title: kind.standsIn ?? kind.name, source: kind.name,
                standIn: kind.standsIn),
            to: context.output("description"))
    }
}
