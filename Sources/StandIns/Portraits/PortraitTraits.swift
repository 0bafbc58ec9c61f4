internal import LinearAlgebra

/// What varies from person to person and from picture to picture and says nothing, or next to
/// nothing, about age.
struct PortraitTraits: Sendable {
    enum HairStyle: Sendable, CaseIterable { case cropped, short, bob, long, curly }

    enum Beard: Sendable { case none, stubble, moustache, full }

    let skin: Colour
    var hair: Colour
    /// What the hair turns to: from steel grey to white.
    let grey: Colour
    var hairStyle: HairStyle
    /// Grey hair is coloured over.
    var dyed: Bool
    /// A hat or a scarf of this colour.
    var hat: Colour?
    let beard: Beard
    let glasses: Colour?
    let iris: Colour
    let lips: Colour
    let clothes: Colour
    let freckles: Int
    /// −0.4 (frown) … 1 (broad smile).
    let smile: Float
    /// 0…1.
    let mouthOpen: Float
    /// Deviations of proportions from the average, standardised: head's width, eyes, nose, mouth.
    let build: [Float]
    /// Which way the hair is parted, −1…1.
    let parting: Float

    init(age: Int, drawnFrom stream: inout RandomStream) {
        let masculine = stream.chance(0.5)
        let adult = age > 17
        skin = Self.skin(darkness: stream.uniform(0, 1), stream.uniform(-1, 1))
        let natural: [(choice: Colour, weight: Float)] = [
            (Colour(0.07, 0.06, 0.06), 0.24), (Colour(0.2, 0.13, 0.08), 0.2),
            (Colour(0.36, 0.23, 0.13), 0.14), (Colour(0.72, 0.55, 0.3), 0.16),
            (Colour(0.5, 0.2, 0.08), 0.06), (Colour(0.9, 0.82, 0.66), 0.2),
        ]
        hair = stream.choice(natural).scaled(stream.uniform(0.8, 1.2))
        grey = Colour(0.98, 0.99, 1).scaled(stream.uniform(0.3, 0.86))
        hairStyle =
            masculine
            ? stream.choice([(.cropped, 0.35), (.short, 0.45), (.curly, 0.15), (.long, 0.05)])
            : stream.choice([(.short, 0.15), (.bob, 0.3), (.long, 0.35), (.curly, 0.2)])
        dyed = stream.chance(masculine ? 0.08 : 0.25)
        let wear = Self.vivid(&stream)
        hat = stream.chance(0.07) ? wear : nil
        let beards: [(choice: Beard, weight: Float)] = [
            (.none, 0.55), (.stubble, 0.2), (.moustache, 0.08), (.full, 0.17),
        ]
        let grown = stream.choice(beards)
        beard = masculine && adult ? grown : .none
        let frame = stream.choice([
            Colour(grey: 0.08), Colour(0.35, 0.22, 0.12), Colour(grey: 0.6),
        ])
        glasses = stream.chance(age < 8 ? 0.02 : age < 45 ? 0.12 : 0.25) ? frame : nil
        iris = stream.choice([
            Colour(0.25, 0.15, 0.08), Colour(0.16, 0.1, 0.06), Colour(0.3, 0.42, 0.55),
            Colour(0.32, 0.4, 0.25),
        ])
        lips = Colour(0.72, 0.32, 0.32).mixed(with: skin, stream.uniform(0.25, 0.85))
        clothes = Self.vivid(&stream)
        freckles = stream.chance(0.15) ? 6 + stream.index(below: 14) : 0
        smile = stream.uniform(-0.4, 1)
        mouthOpen = stream.chance(0.35) ? stream.uniform(0.2, 1) : 0
        build = (0..<4).map { _ in stream.bell() }
        parting = stream.uniform(-1, 1)
    }

    /// From pale to dark, redder or yellower by `warmth`.
    private static func skin(darkness: Float, _ warmth: Float) -> Colour {
        let tones = [
            Colour(0.94, 0.79, 0.71), Colour(0.86, 0.66, 0.53), Colour(0.68, 0.47, 0.35),
            Colour(0.42, 0.28, 0.21),
        ]
        let position = darkness * Float(tones.count - 1)
        let index = min(Int(position), tones.count - 2)
        let tone = tones[index].mixed(with: tones[index + 1], position - Float(index))
        return tone.filtered(by: Colour(1 + 0.03 * warmth, 1, 1 - 0.06 * warmth))
    }

    /// Any colour of cloth.
    private static func vivid(_ stream: inout RandomStream) -> Colour {
        Colour(
            stream.uniform(0.05, 0.95), stream.uniform(0.05, 0.95), stream.uniform(0.05, 0.95)
        ).mixed(with: Colour(grey: stream.uniform(0.05, 0.95)), 0.5)
    }
}
