/// Paints the backdrop, the shoulders and the bare head.
struct HeadPainter {
    let cues: AgeCues
    let traits: PortraitTraits
    let scene: PortraitScene
    let geometry: FaceGeometry

    func paintBackdrop(on face: inout FaceCanvas) {
        // Two walls, or a wall and a window, out of focus; darker towards the floor.
        face.fillBackdrop { y in
            let shade = 1 - 0.25 * (y - 0.5)
            return (
                scene.backdropTexture.row(y * 2.4), scene.backdrop.scaled(shade),
                scene.otherBackdrop.scaled(shade)
            )
        } _: { x, line in
            line.1.mixed(with: line.2, Coverage.smooth(line.0.noise(x * 2.4), 0.3, 0.7))
        }
    }

    func paintShoulders(on face: inout FaceCanvas) {
        let (light, pixel) = (face.light, face.pixel)
        face.paint(-2.2...2.2, 0.9...2.4) { x, y in
            let distance = Coverage.ellipse(x, y - 2.1, 1.5, 0.95)
            if distance > pixel { return (.black, 0) }
            let folds = scene.backdropTexture.noise(x * 4 + 60, y * 2 + 60) - 0.5
            let colour = light.lit(traits.clothes.scaled(1 + 0.25 * folds), x, 0.3)
            return (colour, Coverage.inside(distance, softness: pixel))
        }
        let throat = traits.skin.scaled(0.78)
        face.paint(-0.8...0.8, 0.4...1.6) { x, y in
            let edge = max(abs(x) - geometry.neckWidth, y - 1.32 + 0.5 * x * x)
            return (
                light.lit(throat, x, 0.2), Coverage.inside(edge, softness: pixel)
            )
        }
    }

    func paintEars(on face: inout FaceCanvas) {
        let size: Float = 1 + 0.25 * cues.sagging
        for side: Float in [-1, 1] {
            let x = side * geometry.headWidth * 0.99 - 0.3 * geometry.turn
            let y = geometry.eyeY + 0.1
            face.paintEllipse(x, y, 0.09, 0.19 * size, colour: traits.skin.scaled(0.92))
            face.paintEllipse(
                x, y, 0.045, 0.11 * size, colour: traits.skin.scaled(0.7), opacity: 0.6,
                softness: 0.04)
        }
    }

    /// Skin with its shading, blush and unevenness.
    func paintHead(on face: inout FaceCanvas) {
        let (light, pixel) = (face.light, face.pixel)
        let blotch = 0.05 + 0.2 * cues.roughness
        let pores = 0.02 + 0.12 * cues.roughness * cues.roughness
        let blush = Colour(0.85, 0.35, 0.32).mixed(with: traits.skin, 0.5)
        let flush = 0.18 + 0.3 * cues.fullness
        let hollow = 0.3 * cues.sagging
        face.paint(-1...1, -1.05...1.05) { x, y in
            let distance = geometry.head(x, y)
            let opacity = Coverage.inside(distance, softness: pixel)
            guard opacity > 0 else { return (.black, 0) }
            let coarse = scene.skinTexture.noise(x * 4 + 30, y * 4 + 30) - 0.5
            let fine = scene.skinTexture.noise(x * 21 + 80, y * 21 + 80) - 0.5
            let cheekX = abs(x - geometry.turn) - geometry.headWidth * 0.56
            let cheekY = y - geometry.noseY + 0.05
            let cheek = max(1 - (cheekX * cheekX + cheekY * cheekY) * 18, 0)
            // The rim turns away from the camera.
            let rim = 1 - 0.3 * max(1 + distance * 3.2, 0)
            var skin = traits.skin.scaled(rim * (1 + blotch * coarse + pores * fine))
            skin = skin.mixed(with: blush, cheek * flush)
            let lower = max(1 - (cheekX * cheekX * 30 + (cheekY - 0.22) * (cheekY - 0.22) * 14), 0)
            return (light.lit(skin.scaled(1 - hollow * lower), x, y), opacity)
        }
    }
}
