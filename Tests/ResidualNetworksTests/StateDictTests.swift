import Foundation
import Learning
import Testing

@testable import ResidualNetworks

/// State dicts that are taken for a network, and those that are not.
@Suite struct StateDictTests {
    private static let network = ResidualNetwork(
        architecture: ResidualNetworkArchitecture(
            blocks: [1, 1, 1, 1], width: 16, head: .linear, outputs: 2), seed: 5)

    /// The network's tensors, changed.
    private func refusal(
        _ change: (inout [NamedTensor]) -> Void
    ) -> String {
        var tensors = Self.network.tensors
        change(&tensors)
        do {
            _ = try ResidualNetwork(tensors: tensors, file: "model", depths: [[1, 1, 1, 1]])
            return ""
        } catch { return error.description }
    }

    private func replace(
        _ name: String, shape: [Int]? = nil, first: Float? = nil
    ) -> (inout [NamedTensor]) -> Void {
        { tensors in
            guard let place = tensors.firstIndex(where: { $0.name == name }) else { return }
            let shape = shape ?? tensors[place].shape
            var elements = Array(tensors[place].elements.prefix(shape.reduce(1, *)))
            if let first { elements[0] = first }
            tensors[place] = NamedTensor(name: name, shape: shape, elements: elements)
        }
    }

    @Test("a state dict is taken in any order, with PyTorch's counters and without")
    func taken() throws {
        let tensors = Self.network.tensors
        let counters = tensors.filter { $0.name.hasSuffix("running_var") }.map {
            NamedTensor(
                name: $0.name.replacing("running_var", with: "num_batches_tracked"), shape: [],
                elements: [7])
        }
        #expect(counters.count == 12)
        for dict in [tensors, tensors.reversed(), counters + tensors] {
            let read = try ResidualNetwork(
                tensors: dict, file: "model", depths: [[1, 1, 1, 1]])
            #expect(read == Self.network)
        }
    }

    @Test("a missing tensor is named")
    func missing() {
        #expect(
            refusal { $0.removeAll { $0.name == "layer2.0.bn1.running_mean" } }
                == """
                model: lacks tensor "layer2.0.bn1.running_mean" of shape [32], which its other \
                tensors need
                """)
        for name in ["conv1.weight", "fc.weight"] {
            #expect(
                refusal { $0.removeAll { $0.name == name } }
                    == """
                    model: lacks tensor "\(name)", which every residual network of torchvision has
                    """)
        }
        #expect(
            refusal { $0.removeAll { $0.name.hasPrefix("layer3.") } }
                == """
                model: lacks tensor "layer3.0.conv1.weight", which every residual network of \
                torchvision has
                """)
    }

    @Test("a residual network is known by the stem or by any block, whichever tensor is missing")
    func described() {
        let names = Self.network.tensors.map(\.name)
        for name in names {
            #expect(
                ResidualNetwork.describes(Self.network.tensors.filter { $0.name != name }),
                "\(name)")
        }
        func describes(_ name: String, _ shape: [Int]) -> Bool {
            let elements = [Float](repeating: 0, count: shape.reduce(1, *))
            return ResidualNetwork.describes([
                NamedTensor(name: name, shape: shape, elements: elements)
            ])
        }
        #expect(describes("conv1.weight", [1, 3, 7, 7]))
        #expect(describes("module.conv1.weight", [1, 3, 7, 7]))
        #expect(describes("layer4.2.bn1.bias", [1]))
        #expect(describes("module.layer1.0.downsample.0.weight", [1]))
        #expect(!describes("conv1.weight", [1, 3]))
        #expect(!describes("layers.0.weight", [1, 3]))
        #expect(!describes("layer1.0.weight", [1, 3]))
        #expect(!describes("layer1.weight", [1, 3]))
    }

    @Test("what DataParallel wrapped is told how to be saved")
    func wrapped() {
        #expect(
            refusal { tensors in
                tensors = tensors.map {
                    NamedTensor(name: "module.\($0.name)", shape: $0.shape, elements: $0.elements)
                }
            }
                == """
                model: tensor "module.bn1.bias" begins with "module.", which torch.nn.DataParallel \
                puts before every name; save 'model.module.state_dict()' instead
                """)
    }

    @Test("only the depths of ResNet-18 and ResNet-34 are read, so that a missing block is noticed")
    func depths() throws {
        let network = ResidualNetwork(
            architecture: ResidualNetworkArchitecture(
                blocks: [2, 2, 2, 2], width: 16, outputs: 1), seed: 1)
        #expect(try ResidualNetwork(tensors: network.tensors, file: "model") == network)
        do {
            _ = try ResidualNetwork(
                tensors: network.tensors.filter { !$0.name.hasPrefix("layer2.1.") }, file: "model")
            Issue.record("a network without its fourth block was read")
        } catch {
            #expect(
                error.description == """
                    model: has blocks as no network that can be read: 2 in layer1, 1 in layer2, 2 in \
                    layer3, 2 in layer4, but resnet-18 has 2, 2, 2, 2 and resnet-34 has 3, 4, 6, 3; \
                    is one missing?
                    """)
        }
    }

    @Test("a counter of batches is one number")
    func counter() {
        #expect(
            refusal {
                $0.append(
                    NamedTensor(
                        name: "bn1.num_batches_tracked", shape: [3], elements: [1, 2, 3]))
            }
                == """
                model: tensor "bn1.num_batches_tracked" has the shape [3]; a counter of batches is \
                one number of shape []
                """)
    }

    @Test("a tensor of another shape is named, with the one that it should have")
    func otherShape() {
        #expect(
            refusal(replace("layer1.0.conv2.weight", shape: [16, 8, 3, 3]))
                == """
                model: tensor "layer1.0.conv2.weight" has the shape [16, 8, 3, 3], but the other \
                tensors need [16, 16, 3, 3]
                """)
        #expect(
            refusal(replace("conv1.weight", shape: [8, 3, 7, 7]))
                == """
                model: tensor "conv1.weight" has the shape [8, 3, 7, 7]; a residual network begins \
                with [channels, 3, 7, 7], channels being a multiple of 16
                """)
        #expect(
            refusal(replace("fc.weight", shape: [256]))
                == """
                model: tensor "fc.weight" has the shape [256]; the last linear layer has [outputs, \
                inputs]
                """)
    }

    @Test("a tensor that no such network has is named")
    func unexpected() {
        #expect(
            refusal {
                $0.append(NamedTensor(name: "layer1.0.conv3.weight", shape: [1], elements: [0]))
            }
                == """
                model: tensor "layer1.0.conv3.weight" belongs to no residual network of basic \
                blocks; only those of ResNet-18 and ResNet-34 can be read
                """)
    }

    @Test("what is not finite, and a variance below zero, are named with tensor and element")
    func values() {
        #expect(
            refusal(replace("layer4.0.bn2.bias", first: .nan))
                == """
                model: tensor "layer4.0.bn2.bias" of shape [128] has the value nan at element 0 \
                (counted from 0, row by row); only finite numbers can be used
                """)
        #expect(
            refusal(replace("bn1.running_var", first: -1))
                == """
                model: tensor "bn1.running_var" is -1.0 at element 0 (counted from 0); a variance \
                is not negative
                """)
    }

    @Test("a number format that is not read is named with its tensor")
    func otherFormat() throws {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "state-dict-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try TensorFile(tensors: Self.network.tensors).writeSafetensors(to: path)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        let end = 8 + bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        var header = String(decoding: bytes[8..<end], as: UTF8.self)
        let place = try #require(header.range(of: #""bn1.bias":{"dtype":"F32""#))
        header.replaceSubrange(place, with: #""bn1.bias":{"dtype":"I32""#)
        try (bytes.prefix(8) + Data(header.utf8) + bytes[end...])
            .write(to: URL(fileURLWithPath: path))
        do {
            _ = try TensorFile(safetensors: path)
            Issue.record("a tensor of whole numbers was read as another")
        } catch {
            #expect(
                error.description == path
                    + #": tensor "bn1.bias" has dtype "I32"; only F32, F64, F16, BF16, I64 can be read"#
            )
        }
    }
}
