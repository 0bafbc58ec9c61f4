/// Paints what lies flat: the road with its lines, the verges and the shade on them.
struct GroundPainter {
    /// A line along the road.
    struct Line {
        /// From the lane's centre, metres.
        let lateral: Float
        let width: Float
        let colour: Colour
        /// Length and period of its dashes, metres; none for a solid line.
        let dashes: (length: Float, period: Float)?
    }

    /// The time the shutter is open, long enough that speed is seen, seconds.
    static let shutter: Float = 0.06

    private let situation: DrivingSituation
    private let view: DrivingView
    private let light: DrivingLight
    private let surroundings: DrivingSurroundings
    private let lines: [Line]
    /// Edges of what is paved, from the lane's centre, metres.
    private let left: Float
    private let right: Float
    /// How far the camera moves while the shutter is open, metres.
    private let travel: Float

    init(
        _ situation: DrivingSituation, view: DrivingView, light: DrivingLight,
        surroundings: DrivingSurroundings
    ) {
        self.situation = situation
        self.view = view
        self.light = light
        self.surroundings = surroundings
        let road = situation.road
        let outer = -(Float(situation.lane) + 0.5) * road.laneWidth
        left = outer - road.shoulder
        right = outer + Float(road.lanes) * road.laneWidth + road.shoulder
        travel = situation.speed / 3.6 * Self.shutter
        lines = (0...road.lanes).compactMap { boundary in
            Self.line(boundary, road, at: outer + Float(boundary) * road.laneWidth, surroundings)
        }
    }

    private static func line(
        _ boundary: Int, _ road: RoadKind, at lateral: Float, _ surroundings: DrivingSurroundings
    ) -> Line? {
        let outermost = boundary == 0 || boundary == road.lanes
        switch (road, outermost) {
        case (.town, true):
            return nil
        case (.town, false):
            return Line(
                lateral: lateral, width: 0.13, colour: surroundings.centreLine, dashes: (2, 5))
        case (.country, true):
            return Line(lateral: lateral, width: 0.12, colour: surroundings.line, dashes: nil)
        case (.country, false):
            return Line(
                lateral: lateral, width: 0.14, colour: surroundings.centreLine, dashes: (3, 8))
        case (.motorway, true):
            return Line(lateral: lateral, width: 0.22, colour: surroundings.line, dashes: nil)
        case (.motorway, false):
            return Line(
                lateral: lateral, width: 0.18, colour: surroundings.line, dashes: (4, 12))
        }
    }

    func paint(on canvas: inout Canvas) {
        let first = min(max(Int(view.horizon), 0), canvas.height)
        for row in first..<canvas.height {
            let ground = GroundRow(row, view, situation)
            canvas.fill(rows: row..<row + 1) { column, _ in
                let lateral = ground.lateral(column: Float(column) + 0.5)
                return light.seen(surface(lateral, ground), at: ground.distance)
            }
            for line in lines { paint(line, ground, on: &canvas) }
            for shade in surroundings.shades { paint(shade, ground, on: &canvas) }
        }
    }

    private func paint(_ line: Line, _ ground: GroundRow, on canvas: inout Canvas) {
        let opacity = opacity(of: line, ground)
        guard opacity > 0 else { return }
        let (left, right) = (line.lateral - line.width / 2, line.lateral + line.width / 2)
        let colour = light.seen(line.colour, at: ground.distance)
        canvas.paint(ground.box(from: left, to: right, blur: 0)) { column, _ in
            let share = Coverage.bar(
                ground.lateral(column: column), from: left, to: right,
                blur: ground.metresPerPixel)
            return (colour, share * opacity)
        }
    }

    private func paint(
        _ shade: DrivingSurroundings.Shade, _ ground: GroundRow, on canvas: inout Canvas
    ) {
        let depth = Coverage.bar(
            ground.distance, from: shade.from, to: shade.to, blur: ground.far - ground.near + 1.5)
        guard depth > 0 else { return }
        let blur = ground.metresPerPixel + 1
        let strength = depth * light.shadowStrength
        let dark = light.seen(.black, at: ground.distance)
        canvas.paint(ground.box(from: shade.left, to: shade.right, blur: blur)) { column, _ in
            let across = Coverage.bar(
                ground.lateral(column: column), from: shade.left, to: shade.right, blur: blur)
            return (dark, strength * across)
        }
    }

    /// The share of a row in which a line is painted while the shutter is open, times its wear.
    private func opacity(of line: Line, _ ground: GroundRow) -> Float {
        guard let dashes = line.dashes else { return surroundings.lineWear }
        let start = ground.near + surroundings.phase
        let share = Coverage.pulses(
            from: start, to: start + (ground.far - ground.near) + travel, length: dashes.length,
            period: dashes.period)
        return surroundings.lineWear * share
    }

    /// Reflectance of the ground without paint and shade.
    @inline(__always)
    private func surface(_ lateral: Float, _ ground: GroundRow) -> Colour {
        let texture = surroundings.ground
        // Motion smears the grain along the road; far away a pixel averages it.
        let along = (ground.distance + surroundings.phase) * 2.2 / (1 + travel * 3)
        let fine = texture.noise(lateral * 2.6, along) - 0.5
        let amplitude = 1 / (1 + ground.metresPerPixel * 6)
        let paved = Coverage.bar(lateral, from: left, to: right, blur: ground.metresPerPixel)
        let road = surroundings.asphalt.scaled(1 + 0.3 * fine * amplitude)
        if paved > 0.999 { return road }
        let coarse = texture.noise(lateral * 0.35 + 50, ground.distance * 0.3) - 0.5
        var beside = surroundings.verge.scaled(1 + (0.7 * fine + 0.3 * coarse) * amplitude)
        if situation.road == .town {
            let walk = Coverage.bar(
                lateral, from: left - 2.4, to: right + 2.4, blur: ground.metresPerPixel)
            let kerb = Coverage.bar(
                lateral, from: left - 0.18, to: right + 0.18, blur: ground.metresPerPixel)
            let stone = surroundings.pavement.scaled(1 + 0.15 * fine - 0.25 * (kerb - paved))
            beside = beside.mixed(with: stone, walk)
        }
        return beside.mixed(with: road, paved)
    }
}

/// What a row of pixels below the horizon shows of the ground.
private struct GroundRow {
    let row: Float
    /// Metres ahead at the row's centre, its lower and its upper edge.
    let distance: Float
    let near: Float
    let far: Float
    let metresPerPixel: Float
    /// x of the first pixel's left edge, from the lane's centre, metres.
    let start: Float

    init(_ index: Int, _ view: DrivingView, _ situation: DrivingSituation) {
        row = Float(index) + 0.5
        distance = view.groundDistance(row: row)
        near = view.groundDistance(row: row + 0.5)
        far = max(view.groundDistance(row: row - 0.5), near + 0.01)
        metresPerPixel = 1 / view.scale(at: distance)
        start = -Float(view.width) / 2 * metresPerPixel - situation.laneCentre(at: distance)
    }

    @inline(__always)
    func lateral(column: Float) -> Float { start + column * metresPerPixel }

    /// The row's pixels between two lateral positions, with half the blur and a pixel beyond.
    func box(from left: Float, to right: Float, blur: Float) -> PixelBox {
        PixelBox(
            left: (left - blur / 2 - start) / metresPerPixel - 1,
            right: (right + blur / 2 - start) / metresPerPixel + 1, top: row - 0.25,
            bottom: row + 0.25)
    }
}
