import Foundation
import StageCatalogue
import Testing
import WorkerProtocol

@testable import Stages

/// A test set of which one half is given.
@Suite struct HalfTestSetTests {
    @Test("the missing half is named with the other, under the names that the kind has for them")
    func missing() throws {
        let folder = try StageFolder()
        let scenes = try folder.run(
            .drivingStandIn,
            [
                "seed": .integer(5), "samples": .integer(6), "height": .integer(32),
                "width": .integer(48),
            ])
        let prepared = try folder.run(
            .imageDataset, ["test_fraction": .real(0.5)],
            inputs: [
                "images": #require(scenes["images"]).path,
                "image_targets": #require(scenes["targets"]).path,
            ])
        func path(_ output: String) throws -> String { try #require(prepared[output]).path }
        let images = try ["images": path("images"), "targets": path("targets")]
        let parameters: [String: RequestValue] = [
            "network": .text("resnet-18"), "pixels": .text("unit"), "learning_rate": .real(0.1),
            "weight_decay": .real(0), "epochs": .integer(1), "batch": .integer(3),
            "seed": .integer(1),
        ]
        func refusal(_ half: String) throws -> String {
            try folder.refusal(
                .trainResidualNetwork, parameters,
                inputs: images.merging([half: path(half)]) { $1 })
        }
        let remedy = "is missing; give 'test_images' and 'test_targets' together, or neither"
        #expect(try refusal("test_images") == "the input 'test_targets' \(remedy)")
        #expect(try refusal("test_targets") == "the input 'test_images' \(remedy)")
        #expect(
            try folder.refusal(
                .measureCollapse, ["pixels": .text("unit")],
                inputs: [
                    "model": "none", "features": path("images"), "targets": path("targets"),
                    "test_features": path("test_images"),
                ]) == """
                    the input 'test_targets' is missing; give 'test_features' and 'test_targets' \
                    together, or neither
                    """)
    }
}
