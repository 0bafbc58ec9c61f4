/// Paints a house beside the road: the side along the road in perspective, and the front.
struct HousePainter {
    let view: DrivingView
    let light: DrivingLight
    let object: DrivingSurroundings.Object
    /// Metres along the road.
    let length: Float

    func paint(
        height: Float, width: Float, _ situation: DrivingSituation, on canvas: inout Canvas
    ) {
        // What is beside the camera is cut away in front of it.
        let near = max(object.distance, 2.2)
        let far = object.distance + length
        guard far > near + 0.5 else { return }
        // A house is straight: both ends stand where the road's middle distance puts them.
        let bend = situation.laneCentre(at: (near + far) / 2) - situation.laneCentre(at: near)
        let start = situation.laneCentre(at: near) + object.lateral
        let nearX = situation.laneCentre(at: near) + object.lateral
        let farX = start + 2 * bend
        if object.distance > near - 0.01 {
            paintFront(x: nearX, at: near, height: height, width: width, on: &canvas)
        }
        paintSide(fromX: nearX, near, toX: farX, far, height: height, on: &canvas)
    }

    private func paintSide(
        fromX: Float, _ near: Float, toX: Float, _ far: Float, height: Float,
        on canvas: inout Canvas
    ) {
        let start = view.column(x: fromX, distance: near)
        let end = view.column(x: toX, distance: far)
        let outwards = object.lateral > 0 ? end < start : end > start
        guard outwards, abs(end - start) > 0.3 else { return }
        let (nearScale, farScale) = (view.scale(at: near), view.scale(at: far))
        let wall = object.colour.scaled(0.8)
        let box = PixelBox(
            left: min(start, end), right: max(start, end),
            top: view.row(elevation: height, distance: near) - 1,
            bottom: view.row(elevation: 0, distance: near) + 1)
        canvas.paint(box) { x, y in
            let share = Coverage.unit((x - start) / (end - start))
            // The reciprocal of depth is linear across the picture.
            let scale = nearScale + (farScale - nearScale) * share
            let depth = view.focalLength / scale
            let elevation = view.cameraHeight - (y - view.horizon) / scale
            let up = Coverage.bar(elevation, from: 0, to: height, blur: 1 / scale)
            let across = Coverage.bar(x, from: box.left, to: box.right, blur: 1)
            let colour = facade(wall, depth - object.distance, elevation, height, scale)
            return (light.seen(colour, at: depth), up * across)
        }
    }

    private func paintFront(
        x: Float, at distance: Float, height: Float, width: Float, on canvas: inout Canvas
    ) {
        let outer = object.lateral > 0 ? x + width : x - width
        let scale = view.scale(at: distance)
        let columns = [
            view.column(x: x, distance: distance), view.column(x: outer, distance: distance),
        ].sorted()
        let box = PixelBox(
            left: columns[0], right: columns[1],
            top: view.row(elevation: height, distance: distance),
            bottom: view.row(elevation: 0, distance: distance))
        canvas.paint(box) { column, row in
            let elevation = view.cameraHeight - (row - view.horizon) / scale
            let along = abs(column - columns[0]) / scale
            let coverage =
                Coverage.bar(column, from: box.left, to: box.right, blur: 1)
                * Coverage.bar(row, from: box.top, to: box.bottom, blur: 1)
            return (
                light.seen(facade(object.colour, along, elevation, height, scale), at: distance),
                coverage
            )
        }
    }

    /// Wall with rows of windows, metres along and up; far windows blend into the wall.
    @inline(__always)
    private func facade(
        _ wall: Colour, _ along: Float, _ up: Float, _ height: Float, _ scale: Float
    ) -> Colour {
        let pane = max(1 / scale, 0.05)
        let blur = min(pane, 1.2)
        let column = along - (along / 2.6).rounded(.down) * 2.6
        let storey = up - (up / 2.9).rounded(.down) * 2.9
        let window =
            Coverage.bar(column, from: 0.7, to: 1.9, blur: blur)
            * Coverage.bar(storey, from: 1, to: 2.3, blur: blur)
        let shown = up < height - 0.5 ? window : 0
        let glass = Colour(0.16, 0.2, 0.26).scaled(
            0.6 + 0.9
                * object.texture.value(
                    Int32(along / 2.6), Int32(max(up, 0) / 2.9)))
        return wall.mixed(with: glass, shown * 0.85)
    }
}
