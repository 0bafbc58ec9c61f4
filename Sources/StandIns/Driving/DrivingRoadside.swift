internal import LinearAlgebra

extension DrivingSurroundings {
    /// What stands on both sides of the road.
    static func roadside(
        of situation: DrivingSituation, phase: Float, _ stream: inout RandomStream
    ) -> [Object] {
        let road = situation.road
        let left = -(Float(situation.lane) + 0.5) * road.laneWidth - road.shoulder
        let right = left + Float(road.lanes) * road.laneWidth + 2 * road.shoulder
        var objects: [Object] = []
        for (edge, side) in [(left, Float(-1)), (right, Float(1))] {
            switch road {
            case .town:
                objects += houses(from: edge + side * 2.5, side: side, &stream)
                objects += row(
                    every: 24, phase: phase, at: edge + side * 0.7, &stream, colour: 0.3,
                    .lamp(height: 6.5))
                objects += trees(4, from: edge + side * 1.6, reach: side * 0.8, &stream)
            case .country:
                objects += trees(9, from: edge + side * 3.2, reach: side * 26, &stream)
                objects += row(
                    every: 25, phase: phase, at: edge + side * 0.9, &stream, colour: 0.95,
                    .post(height: 1, reflector: true))
            case .motorway:
                objects += trees(8, from: edge + side * 8, reach: side * 34, &stream)
                objects += row(
                    every: 4, phase: phase, at: edge + side * 0.8, &stream, colour: 0.55,
                    .post(height: 0.75, reflector: false))
            }
        }
        return objects
    }

    /// Houses along the pavement, with gaps.
    private static func houses(
        from edge: Float, side: Float, _ stream: inout RandomStream
    ) -> [Object] {
        var objects: [Object] = []
        var distance = stream.uniform(-6, 8)
        while distance < 110 {
            let length = stream.uniform(7, 18)
            if stream.chance(0.8) {
                let brick = stream.choice([
                    Colour(0.62, 0.36, 0.28), Colour(0.75, 0.7, 0.6), Colour(grey: 0.55),
                    Colour(0.5, 0.55, 0.62), Colour(0.8, 0.66, 0.42), Colour(grey: 0.3),
                    Colour(grey: 0.95), Colour(0.9, 0.88, 0.8),
                ])
                objects.append(
                    Object(
                        form: .house(
                            height: stream.uniform(3.5, 13), length: length,
                            width: stream.uniform(7, 14)),
                        lateral: edge + side * stream.uniform(0, 2.5), distance: distance,
                        colour: brick.scaled(stream.uniform(0.7, 1.15)),
                        texture: stream.texture()))
            }
            distance += length + stream.uniform(0, 7)
        }
        return objects
    }

    private static func trees(
        _ count: Int, from edge: Float, reach: Float, _ stream: inout RandomStream
    ) -> [Object] {
        (0..<count).map { _ in
            let height = stream.uniform(3, 9)
            let lateral = edge + reach * stream.uniform(0, 1)
            let leaves = stream.choice([
                Colour(0.16, 0.3, 0.1), Colour(0.25, 0.36, 0.12), Colour(0.42, 0.3, 0.12),
                Colour(0.1, 0.2, 0.12),
            ])
            return Object(
                form: .tree(height: height, spread: height * stream.uniform(0.25, 0.42)),
                lateral: lateral, distance: 6 + 84 * stream.uniform(0, 1),
                colour: leaves.scaled(stream.uniform(0.7, 1.4)), texture: stream.texture())
        }
    }

    /// The same thing again and again along the road.
    private static func row(
        every spacing: Float, phase: Float, at lateral: Float, _ stream: inout RandomStream,
        colour: Float, _ form: Object.Form
    ) -> [Object] {
        let start = phase - (phase / spacing).rounded(.down) * spacing
        let texture = stream.texture()
        return stride(from: start, to: 75, by: spacing).filter { $0 > 2.6 }.map {
            Object(
                form: form, lateral: lateral, distance: $0, colour: Colour(grey: colour),
                texture: texture)
        }
    }
}
