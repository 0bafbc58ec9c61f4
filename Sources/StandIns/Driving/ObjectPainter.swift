/// Paints what stands upright beside the road and drives on it.
struct ObjectPainter {
    let situation: DrivingSituation
    let view: DrivingView
    let light: DrivingLight
    let surroundings: DrivingSurroundings

    func paint(on canvas: inout Canvas) {
        for object in surroundings.objects {
            switch object.form {
            case .tree(let height, let spread):
                paintTree(object, height: height, spread: spread, on: &canvas)
            case .post(let height, let reflector):
                paintPost(object, height: height, reflector: reflector, on: &canvas)
            case .lamp(let height):
                paintLamp(object, height: height, on: &canvas)
            case .house(let height, let length, let width):
                HousePainter(view: view, light: light, object: object, length: length)
                    .paint(height: height, width: width, situation, on: &canvas)
            case .car(let car):
                CarPainter(view: view, light: light, car: car, object: object)
                    .paint(situation, on: &canvas)
            }
        }
    }

    /// An upright rectangle about a lateral position; edges blur as the camera passes.
    private func box(
        _ object: DrivingSurroundings.Object, width: Float, from low: Float, to high: Float,
        aside: Float = 0
    ) -> PixelBox {
        let x = situation.laneCentre(at: object.distance) + object.lateral + aside
        return PixelBox(
            left: view.column(x: x - width / 2, distance: object.distance),
            right: view.column(x: x + width / 2, distance: object.distance),
            top: view.row(elevation: high, distance: object.distance),
            bottom: view.row(elevation: low, distance: object.distance))
    }

    /// Pixels by which a thing moves across the picture while the shutter is open: f·x·v·T/z².
    private func blur(_ object: DrivingSurroundings.Object) -> Float {
        let x = situation.laneCentre(at: object.distance) + object.lateral
        let travel = situation.speed / 3.6 * GroundPainter.shutter
        return 1 + view.scale(at: object.distance) * abs(x) * travel / object.distance
    }

    private func paintTree(
        _ tree: DrivingSurroundings.Object, height: Float, spread: Float, on canvas: inout Canvas
    ) {
        let bark = light.seen(Colour(0.25, 0.18, 0.12), at: tree.distance)
        canvas.paintBox(
            box(tree, width: height * 0.05, from: 0, to: height * 0.5), blur: blur(tree),
            colour: bark)
        let crown = box(tree, width: 2 * spread, from: height * 0.32, to: height)
        let (centreX, centreY) = ((crown.left + crown.right) / 2, (crown.top + crown.bottom) / 2)
        let radiusX = max((crown.right - crown.left) / 2, 0.4)
        let radiusY = max((crown.bottom - crown.top) / 2, 0.4)
        let softness = blur(tree)
        canvas.paint(crown.grown(by: 1)) { x, y in
            let (across, down) = ((x - centreX) / radiusX, (y - centreY) / radiusY)
            let leaves = tree.texture.noise(across * 4 + 20, down * 4 + 20) - 0.5
            let distance = Coverage.ellipse(
                x - centreX, y - centreY, radiusX, radiusY)
            let edge = distance + leaves * radiusX * 0.5
            let shade = tree.colour.scaled(0.95 - 0.3 * down + 0.7 * leaves)
            return (
                light.seen(shade, at: tree.distance),
                Coverage.inside(edge, softness: softness)
            )
        }
    }

    private func paintPost(
        _ post: DrivingSurroundings.Object, height: Float, reflector: Bool,
        on canvas: inout Canvas
    ) {
        let blur = blur(post)
        canvas.paintBox(
            box(post, width: 0.13, from: 0, to: height), blur: blur,
            colour: light.seen(post.colour, at: post.distance))
        if reflector {
            canvas.paintBox(
                box(post, width: 0.14, from: height * 0.68, to: height * 0.85), blur: blur,
                colour: light.seen(Colour(grey: 0.1), at: post.distance))
        } else {
            // One piece of the rail between two posts, 4 m apart.
            paintRail(from: post, on: &canvas)
        }
    }

    private func paintRail(from post: DrivingSurroundings.Object, on canvas: inout Canvas) {
        let far = post.distance + 4
        let nearX = situation.laneCentre(at: post.distance) + post.lateral
        let farX = situation.laneCentre(at: far) + post.lateral
        let start = view.column(x: nearX, distance: post.distance)
        let end = view.column(x: farX, distance: far)
        let (nearScale, farScale) = (view.scale(at: post.distance), view.scale(at: far))
        guard abs(end - start) > 0.01 else { return }
        let box = PixelBox(
            left: min(start, end), right: max(start, end), top: view.horizon - 2,
            bottom: Float(view.height))
        let colour = light.seen(Colour(0.62, 0.64, 0.66), at: post.distance)
        canvas.paint(box) { x, y in
            let share = Coverage.unit((x - start) / (end - start))
            let scale = nearScale + (farScale - nearScale) * share
            let top = view.horizon + scale * (view.cameraHeight - 0.78)
            let bottom = view.horizon + scale * (view.cameraHeight - 0.46)
            let across = Coverage.bar(x, from: box.left, to: box.right, blur: 1)
            return (colour, across * Coverage.bar(y, from: top, to: bottom, blur: 1))
        }
    }

    private func paintLamp(
        _ lamp: DrivingSurroundings.Object, height: Float, on canvas: inout Canvas
    ) {
        let colour = light.seen(lamp.colour, at: lamp.distance)
        let blur = blur(lamp)
        canvas.paintBox(
            box(lamp, width: 0.16, from: 0, to: height), blur: blur, colour: colour)
        let inward: Float = lamp.lateral > 0 ? -0.7 : 0.7
        canvas.paintBox(
            box(lamp, width: 1.4, from: height - 0.12, to: height + 0.06, aside: inward),
            blur: blur, colour: colour)
        let lit = light.weather == .dusk || light.weather == .rain
        let bulb = lit ? Colour(1, 0.9, 0.65) : light.seen(Colour(grey: 0.8), at: lamp.distance)
        canvas.paintBox(
            box(lamp, width: 0.5, from: height - 0.25, to: height - 0.1, aside: 1.8 * inward),
            blur: blur, colour: bulb)
    }
}
