import Testing

@testable import StandIns

@Suite struct PortraitStandInTests {
    @Test("a sample depends on seed and index alone, not on what was made before it")
    func independentSamples() throws {
        let standIn = try PortraitStandIn(seed: 4, side: 48)
        var pixels = [UInt8](repeating: 0, count: 48 * 48 * 3)
        var inOrder: [[UInt8]] = []
        for index in 0..<5 {
            _ = standIn.sample(index, into: &pixels)
            inOrder.append(pixels)
        }
        for index in [3, 0, 4] {
            #expect(standIn.picture(index).pixels == inOrder[index])
        }
        #expect(Set(inOrder).count == 5)
        #expect(try PortraitStandIn(seed: 5, side: 48).picture(0).pixels != inOrder[0])
    }

    @Test("the age is the person's and the same for every size")
    func sizes() throws {
        let person = Person(seed: 9, index: 2)
        for side in [200, 128, 32, 57] {
            let (pixels, age) = try PortraitStandIn(seed: 9, side: side).picture(2)
            #expect(age == Float(person.age))
            #expect(deviation(pixels.map { Float($0) }) > 10)
        }
    }

    @Test("pictures are neither flat nor clipped")
    func tones() throws {
        let standIn = try PortraitStandIn(seed: 6, side: 48)
        for index in 0..<30 {
            let pixels = standIn.picture(index).pixels
            let extreme = pixels.filter { $0 == 0 || $0 == 255 }.count
            #expect(deviation(pixels.map { Float($0) }) > 10, "sample \(index)")
            // Black hair and white backdrops may saturate; most of a picture must not.
            #expect(Double(extreme) < 0.35 * Double(pixels.count), "sample \(index)")
        }
    }

    /// A bare-headed person with black cropped hair.
    private func dark(_ index: Int) -> Person {
        var person = Person(seed: 2, index: index)
        person.traits.hat = nil
        person.traits.dyed = false
        person.traits.hair = Colour(0.07, 0.06, 0.06)
        person.traits.hairStyle = .cropped
        person.cues.growth = 1
        person.cues.recession = 0
        return person
    }

    private func brightness(_ person: Person) throws -> Float {
        mean(try PortraitStandIn(seed: 2, side: 80).picture(of: person).map { Float($0) })
    }

    @Test("black hair that greys brightens the picture, a little grey a little")
    func greyHair() throws {
        for index in 0..<5 {
            var person = dark(index)
            person.cues.greyness = 0
            let black = try brightness(person)
            person.cues.greyness = 0.5
            let mixed = try brightness(person)
            person.cues.greyness = 1
            let grey = try brightness(person)
            // Hair covers a tenth of a picture at least, grey is a fifth of full scale brighter.
            #expect(grey > black + 0.1 * 0.2 * 255)
            #expect(black < mixed && mixed < grey)
        }
    }

    @Test("dyed hair hides most of the grey")
    func dyedHair() throws {
        var person = dark(0)
        person.cues.greyness = 0
        let black = try brightness(person)
        person.cues.greyness = 1
        let grey = try brightness(person)
        person.traits.dyed = true
        #expect(try brightness(person) - black < 0.3 * (grey - black))
    }

    @Test("receding black hair uncovers skin")
    func recedingHair() throws {
        for index in 0..<5 {
            var person = dark(index)
            person.cues.recession = 0
            let full = try brightness(person)
            person.cues.recession = 0.5
            let half = try brightness(person)
            person.cues.recession = 1
            #expect(full < half)
            #expect(half < (try brightness(person)))
        }
    }

    @Test("wrinkles darken more of the face the deeper they are")
    func wrinkles() throws {
        let standIn = try PortraitStandIn(seed: 2, side: 100)
        for index in 0..<3 {
            func picture(_ wrinkles: Float) -> [UInt8] {
                var person = dark(index)
                person.cues.wrinkles = wrinkles
                return standIn.picture(of: person)
            }
            let smooth = picture(0)
            let darkened = [0.2, 0.5, 1].map { wrinkles in
                zip(smooth, picture(Float(wrinkles))).filter { Int($0) - Int($1) > 5 }.count
            }
            #expect(darkened[0] > 0)
            #expect(darkened[0] < darkened[1] && darkened[1] < darkened[2])
        }
    }

    @Test("a side that cannot be rendered is refused", arguments: [31, 2049, 0, -200])
    func badSizes(side: Int) {
        let text = "a height of \(side) pixels cannot be rendered; choose one from 32 to 2048"
        let error = #expect(throws: StandInError.self) { try PortraitStandIn(seed: 1, side: side) }
        #expect(error?.description == text)
    }
}
