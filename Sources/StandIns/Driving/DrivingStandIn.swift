internal import LinearAlgebra

/// What a driver does in a scene.
package struct DrivingTargets: Sendable, Equatable {
    /// −1 (left) … 1 (right).
    package let steer: Float
    /// km/h.
    package let speed: Float
}

/// Rendered forward views of roads with the steering and the speed that suit them: a stand-in for
/// the Carla2D images, which are 24 GB behind a browser.
///
/// Both targets are readable from the picture: steering follows from the lane's bend and the
/// camera's place and direction in it; speed from the kind of road, the bend, the distance of the
/// car ahead, rain, and (for the last few per cent) from motion blur. Light, colours, textures,
/// shadows, other traffic and the roadside are nuisance. Road and verge are as often the darker as
/// the brighter of the two, so a linear map of pixels sees little of either target.
///
/// Sample i is a function of the seed, i and the size alone, the same bytes on every machine; its
/// scene and targets are the same for every size.
package struct DrivingStandIn: Sendable, Equatable {
    package let seed: UInt64
    package let height: Int
    package let width: Int

    /// - Throws: for a height or width outside 32…2048 pixels.
    package init(seed: UInt64, height: Int = 88, width: Int = 200) throws(StandInError) {
        try PictureSize.check(height: height, width: width)
        self.seed = seed
        self.height = height
        self.width = width
    }

    /// Overwrites `pixels`, `[height, width, 3]` (red, green, blue), with the picture of a sample.
    ///
    /// - Precondition: `pixels` has height · width · 3 bytes, the index is not negative.
    package func sample(_ index: Int, into pixels: inout [UInt8]) -> DrivingTargets {
        precondition(index >= 0, "samples are counted from 0")
        let drive = Drive(seed: seed, index: index)
        paint(drive, into: &pixels)
        return DrivingTargets(steer: drive.situation.steer, speed: drive.situation.speed)
    }

    func paint(_ drive: Drive, into pixels: inout [UInt8]) {
        precondition(pixels.count == height * width * 3, "a picture has three bytes per pixel")
        let situation = drive.situation
        var stream = drive.stream
        let light = DrivingLight(rain: situation.rain, drawnFrom: &stream)
        let horizon = 0.4 + 0.045 * stream.bell()
        let cameraHeight = stream.uniform(1.35, 1.6)
        let surroundings = DrivingSurroundings(
            of: situation, light: light, drawnFrom: &stream)
        let view = DrivingView(
            width: width, height: height, horizon: horizon, cameraHeight: cameraHeight)
        var canvas = Canvas(width: width, height: height)
        SkyPainter(view: view, light: light, surroundings: surroundings).paint(on: &canvas)
        GroundPainter(situation, view: view, light: light, surroundings: surroundings)
            .paint(on: &canvas)
        ObjectPainter(
            situation: situation, view: view, light: light, surroundings: surroundings
        ).paint(on: &canvas)
        canvas.quantise(grain: light.grain, texture: stream.texture(), into: &pixels)
    }
}

/// What happens in a picture: the first draws of a sample's stream.
struct Drive: Sendable {
    var situation: DrivingSituation
    /// The rest of the sample's stream.
    let stream: RandomStream

    init(seed: UInt64, index: Int) {
        var stream = RandomStream(seed: seed, standIn: "driving", sample: index)
        situation = DrivingSituation(drawnFrom: &stream)
        self.stream = stream
    }
}
