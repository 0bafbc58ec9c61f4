internal import LinearAlgebra

/// Rendered faces with an age: a stand-in for UTKFace, which must not be redistributed.
///
/// Age shows in the face's proportions and the size of its eyes (children), in grey and receding
/// hair, in number and depth of wrinkles, bags, jowls, thin lips, uneven skin and spots; each cue
/// deviates on its own. Skin, hair, style, dye, hats, beards, glasses, expression, pose, light and
/// backdrop are nuisance.
///
/// Sample i is a function of the seed, i and the size alone, the same bytes on every machine; its
/// face and age are the same for every size.
package struct PortraitStandIn: Sendable, Equatable {
    package let seed: UInt64
    /// Height and width of a picture, pixels.
    package let side: Int

    /// - Throws: for a side outside 32…2048 pixels.
    package init(seed: UInt64, side: Int = 200) throws(StandInError) {
        try PictureSize.check(height: side, width: side)
        self.seed = seed
        self.side = side
    }

    /// Overwrites `pixels`, `[side, side, 3]` (red, green, blue), with the picture of a sample.
    ///
    /// - Returns: the age in years, a whole number from 1 to 116.
    /// - Precondition: `pixels` has side · side · 3 bytes, the index is not negative.
    package func sample(_ index: Int, into pixels: inout [UInt8]) -> Float {
        precondition(index >= 0, "samples are counted from 0")
        let person = Person(seed: seed, index: index)
        paint(person, into: &pixels)
        return Float(person.age)
    }

    func paint(_ person: Person, into pixels: inout [UInt8]) {
        precondition(pixels.count == side * side * 3, "a picture has three bytes per pixel")
        var stream = person.stream
        let scene = PortraitScene(drawnFrom: &stream)
        let (cues, traits) = (person.cues, person.traits)
        let geometry = FaceGeometry(cues, traits, turn: scene.turn)
        var face = FaceCanvas(side: side, scene: scene)
        let head = HeadPainter(cues: cues, traits: traits, scene: scene, geometry: geometry)
        let hair = HairPainter(cues: cues, traits: traits, scene: scene, geometry: geometry)
        let features = FeaturePainter(
            cues: cues, traits: traits, geometry: geometry, hair: hair.colour)
        head.paintBackdrop(on: &face)
        hair.paintBehind(on: &face)
        head.paintShoulders(on: &face)
        head.paintEars(on: &face)
        head.paintHead(on: &face)
        AgeMarkPainter(cues: cues, traits: traits, geometry: geometry)
            .paint(on: &face, drawnFrom: &stream)
        hair.paintBeard(on: &face)
        features.paint(on: &face)
        hair.paintFront(on: &face)
        features.paintGlasses(on: &face)
        face.quantise(into: &pixels, noise: stream.texture())
    }
}

/// Who is in a picture: the first draws of a sample's stream.
struct Person: Sendable {
    let age: Int
    var cues: AgeCues
    var traits: PortraitTraits
    /// The rest of the sample's stream.
    private(set) var stream: RandomStream

    init(seed: UInt64, index: Int) {
        stream = RandomStream(seed: seed, standIn: "portraits", sample: index)
        age = AgeDistribution.age(at: stream.uniform(0, 1))
        cues = AgeCues(age: age, drawnFrom: &stream)
        traits = PortraitTraits(age: age, drawnFrom: &stream)
    }
}
