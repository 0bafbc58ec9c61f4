internal import LinearAlgebra

/// Daylight, weather and the camera's exposure: nuisance that changes every pixel.
struct DrivingLight: Sendable {
    enum Weather: Sendable { case sun, overcast, dusk, rain }

    let weather: Weather
    /// Multiplies every reflectance.
    let illumination: Colour
    /// The colour that far things fade to; also the sky at the horizon.
    let haze: Colour
    let zenith: Colour
    /// The distance at which half of a colour is haze, metres.
    let visibility: Float
    /// How much of the light a shadow takes.
    let shadowStrength: Float
    /// How much of the picture is cloud, 0…1.
    let cloudiness: Float
    /// Deviation of sensor noise, of full scale.
    let grain: Float

    init(rain: Bool, drawnFrom stream: inout RandomStream) {
        let dry = stream.choice([
            (choice: Weather.sun, weight: Float(0.45)), (.overcast, 0.3), (.dusk, 0.25),
        ])
        weather = rain ? .rain : dry
        let exposure = 1 + 0.1 * stream.bell()
        let shade = stream.uniform(0, 1)
        switch weather {
        case .sun:
            illumination = Colour(1.04, 0.99, 0.9).scaled(exposure)
            haze = Colour(0.78, 0.84, 0.9).scaled(exposure)
            zenith = Colour(0.3 + 0.15 * shade, 0.5 + 0.1 * shade, 0.82).scaled(exposure)
        case .overcast:
            illumination = Colour(0.8, 0.82, 0.85).scaled(exposure)
            haze = Colour(grey: 0.6 + 0.25 * shade).scaled(exposure)
            zenith = Colour(grey: 0.45 + 0.25 * shade).scaled(exposure)
        case .dusk:
            illumination = Colour(0.66, 0.52, 0.46).scaled(exposure)
            haze = Colour(0.85, 0.5 + 0.2 * shade, 0.32 + 0.2 * shade).scaled(exposure)
            zenith = Colour(0.2, 0.22 + 0.1 * shade, 0.42).scaled(exposure)
        case .rain:
            illumination = Colour(0.54, 0.58, 0.64).scaled(exposure)
            haze = Colour(0.46, 0.5, 0.55).scaled(exposure * (0.8 + 0.35 * shade))
            zenith = Colour(0.33, 0.37, 0.43).scaled(exposure)
        }
        let clearness = stream.uniform(0.6, 1.4)
        visibility = (weather == .rain ? 110 : weather == .sun ? 320 : 180) * clearness
        shadowStrength = weather == .sun ? 0.45 : weather == .dusk ? 0.32 : 0
        cloudiness = weather == .overcast || weather == .rain ? 1 : stream.uniform(0, 0.9)
        grain = stream.uniform(0.006, 0.02)
    }

    /// The light that a surface sends to the camera from a distance.
    @inline(__always)
    func seen(_ reflectance: Colour, at distance: Float) -> Colour {
        reflectance.filtered(by: illumination)
            .mixed(with: haze, distance / (distance + visibility))
    }
}
