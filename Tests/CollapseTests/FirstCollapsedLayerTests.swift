import Testing

@testable import Collapse

@Suite struct FirstCollapsedLayerTests {
    @Test("the layer from which all later ones stay below the threshold")
    func staysBelow() {
        #expect(
            firstCollapsedLayer(noiseComponents: [0.5, 0.3, 0.08, 0.02], threshold: 0.1) == 2)
    }

    @Test("a layer that rises again moves it up")
    func risesAgain() {
        #expect(
            firstCollapsedLayer(noiseComponents: [0.5, 0.08, 0.3, 0.02], threshold: 0.1) == 3)
    }

    @Test("the threshold itself counts as collapsed")
    func atThreshold() {
        #expect(firstCollapsedLayer(noiseComponents: [0.5, 0.1], threshold: 0.1) == 1)
    }

    @Test("the input layer is never called collapsed")
    func inputLayer() {
        #expect(firstCollapsedLayer(noiseComponents: [0.0, 0.0], threshold: 0.1) == 1)
        #expect(firstCollapsedLayer(noiseComponents: [0.0], threshold: 0.1) == nil)
        #expect(firstCollapsedLayer(noiseComponents: [], threshold: 0.1) == nil)
    }

    @Test("an undefined layer is not collapsed")
    func undefined() {
        #expect(firstCollapsedLayer(noiseComponents: [0.5, 0.0, nil, 0.0], threshold: 0.1) == 3)
        #expect(firstCollapsedLayer(noiseComponents: [0.5, 0.0, nil], threshold: 0.1) == nil)
    }

    @Test("a last layer above the threshold means none")
    func none() {
        #expect(firstCollapsedLayer(noiseComponents: [0.5, 0.0, 0.2], threshold: 0.1) == nil)
    }

    @Test("the alternatives use 0.05 and 0.2")
    func alternatives() {
        let thresholds = CollapseThresholds(noiseComponents: [0.5, 0.2, 0.1, 0.05])
        #expect(thresholds.strict == 3)
        #expect(thresholds.lenient == 1)
    }
}
