/// Paints a car seen from behind or from the front, with its shadow.
struct CarPainter {
    let view: DrivingView
    let light: DrivingLight
    let car: DrivingSurroundings.Car
    let object: DrivingSurroundings.Object

    func paint(_ situation: DrivingSituation, on canvas: inout Canvas) {
        let x = situation.laneCentre(at: object.distance) + object.lateral
        let half = car.width / 2
        let dark = seen(Colour(grey: 0.05))
        canvas.paintEllipse(
            box(x - half * 1.15, x + half * 1.15, -0.14, 0.16),
            softness: max(0.25 * view.scale(at: object.distance), 1), colour: dark, opacity: 0.75)
        for side: Float in [-1, 1] {
            let wheel = x + side * half * 0.78
            canvas.paintBox(box(wheel - 0.11, wheel + 0.11, 0, 0.4), colour: dark)
        }
        let waist = car.height * 0.56
        canvas.paintBox(
            box(x - half * 0.8, x + half * 0.8, waist * 0.9, car.height),
            colour: seen(object.colour.scaled(0.85)))
        canvas.paintBox(
            box(x - half * 0.72, x + half * 0.72, waist + 0.05, car.height - 0.1),
            colour: seen(Colour(0.2, 0.25, 0.3)))
        canvas.paintBox(box(x - half, x + half, 0.28, waist), colour: seen(object.colour))
        canvas.paintBox(
            box(x - half, x + half, 0.22, 0.4), colour: seen(object.colour.scaled(0.5)))
        paintLights(x, half, on: &canvas)
    }

    private func paintLights(_ x: Float, _ half: Float, on canvas: inout Canvas) {
        let lit = light.weather == .dusk || light.weather == .rain
        let lamp: Colour
        switch (car.oncoming, lit || car.braking) {
        case (true, _): lamp = lit ? Colour(1.1, 1.1, 0.95) : seen(Colour(grey: 0.85))
        case (false, true): lamp = Colour(car.braking ? 1 : 0.8, 0.08, 0.06)
        case (false, false): lamp = seen(Colour(0.5, 0.06, 0.06))
        }
        for side: Float in [-1, 1] {
            let place = x + side * half * 0.78
            canvas.paintBox(box(place - 0.16, place + 0.16, 0.58, 0.74), colour: lamp)
        }
        if !car.oncoming {
            canvas.paintBox(box(x - 0.26, x + 0.26, 0.46, 0.58), colour: seen(Colour(grey: 0.8)))
        }
    }

    private func seen(_ colour: Colour) -> Colour { light.seen(colour, at: object.distance) }

    private func box(_ left: Float, _ right: Float, _ low: Float, _ high: Float) -> PixelBox {
        PixelBox(
            left: view.column(x: left, distance: object.distance),
            right: view.column(x: right, distance: object.distance),
            top: view.row(elevation: high, distance: object.distance),
            bottom: view.row(elevation: low, distance: object.distance))
    }
}
