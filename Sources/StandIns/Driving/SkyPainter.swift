/// Paints what is above the horizon and nearly infinitely far: sky, clouds and hills.
struct SkyPainter {
    let view: DrivingView
    let light: DrivingLight
    let surroundings: DrivingSurroundings

    func paint(on canvas: inout Canvas) {
        let last = min(max(Int(view.horizon) + 1, 0), canvas.height)
        let size = 1 / Float(view.width)
        let cloud = light.haze.mixed(with: .white, light.weather == .sun ? 0.6 : 0.15)
        let ridge = (0..<canvas.width).map { hillRow(column: $0) }
        let hill = surroundings.verge.scaled(0.6).filtered(by: light.illumination)
            .mixed(with: light.haze, 0.6)
        canvas.fill(rows: 0..<last) { column, row in
            let above = (view.horizon - Float(row) - 0.5) * size
            let elevation = Coverage.unit(above * 2.5)
            var colour = light.haze.mixed(with: light.zenith, elevation)
            // Clouds flatten towards the horizon as on a plane overhead.
            let stretch = 1 / (max(above, 0) + 0.08)
            let x = (Float(column) * size - 0.5) * stretch
            let density =
                surroundings.sky.noise(x * 1.4, stretch * 1.1) * 0.65
                + surroundings.sky.noise(x * 3.7 + 9, stretch * 2.9) * 0.35
            let share = Coverage.smooth(density, 0.75 - 0.35 * light.cloudiness, 0.85)
            colour = colour.mixed(with: cloud, share * 0.8)
            let inHill = Coverage.inside(ridge[column] - Float(row) - 0.5, softness: 1.2)
            return colour.mixed(with: hill, inHill)
        }
    }

    private func hillRow(column: Int) -> Float {
        let x = Float(column) / Float(view.width)
        let height =
            surroundings.sky.noise(x * 3 + 300, 17) * 0.7
            + surroundings.sky.noise(x * 11 + 300, 43) * 0.3
        return view.horizon - surroundings.hills * height * Float(view.width)
    }
}
