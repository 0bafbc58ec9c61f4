internal import LinearAlgebra

extension DrivingSurroundings {
    /// The car ahead, if there is one, and others in the other lanes.
    static func traffic(
        of situation: DrivingSituation, _ stream: inout RandomStream
    ) -> [Object] {
        var objects: [Object] = []
        let pressing = (situation.gap ?? .infinity) < 22
        if let gap = situation.gap {
            objects.append(
                car(lateral: 0.15 * stream.bell(), gap, oncoming: false, pressing, &stream))
        }
        for lane in 0..<situation.road.lanes where lane != situation.lane {
            let lateral = Float(lane - situation.lane) * situation.road.laneWidth
            let oncoming = situation.road != .motorway
            // Whoever drives our way in another lane is further off than the car ahead: the
            // nearest car of our direction is the one to follow.
            var distance = stream.uniform(9, 60) + (oncoming ? 0 : max(situation.gap ?? 0, 42))
            while distance < 90 {
                if stream.chance(0.28) {
                    let place = lateral + 0.2 * stream.bell()
                    objects.append(
                        car(lateral: place, distance, oncoming: oncoming, false, &stream))
                }
                distance += stream.uniform(14, 45)
            }
        }
        return objects
    }

    private static func car(
        lateral: Float, _ distance: Float, oncoming: Bool, _ braking: Bool,
        _ stream: inout RandomStream
    ) -> Object {
        let paint = stream.choice([
            Colour(grey: 0.08), Colour(grey: 0.35), Colour(grey: 0.75), Colour(grey: 0.95),
            Colour(0.55, 0.07, 0.06), Colour(0.08, 0.16, 0.42), Colour(0.1, 0.3, 0.18),
            Colour(0.72, 0.6, 0.2),
        ])
        let width = stream.uniform(1.65, 1.95)
        let height = stream.chance(0.15) ? stream.uniform(1.9, 2.5) : stream.uniform(1.4, 1.65)
        return Object(
            form: .car(Car(width: width, height: height, oncoming: oncoming, braking: braking)),
            lateral: lateral, distance: distance, colour: paint, texture: stream.texture())
    }
}
