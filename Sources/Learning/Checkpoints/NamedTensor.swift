internal import Kernels

/// A tensor of a model file, in single precision.
package struct NamedTensor: Sendable, Equatable {
    package let name: String
    /// Empty for a scalar.
    package let shape: [Int]
    /// Row-major; as many as the product of the shape.
    package let elements: [Float]

    package init(name: String, shape: [Int], elements: [Float]) {
        precondition(shape.allSatisfy { $0 >= 0 }, "a tensor has no negative dimension")
        precondition(elements.count == shape.reduce(1, *), "element count does not match the shape")
        self.name = name
        self.shape = shape
        self.elements = elements
    }
}

/// The tensors of a safetensors file and the notes that came with them.
package struct TensorFile: Sendable, Equatable {
    package var tensors: [NamedTensor]
    /// Free text under `__metadata__`.
    package var metadata: [String: String]

    package init(tensors: [NamedTensor], metadata: [String: String] = [:]) {
        self.tensors = tensors
        self.metadata = metadata
    }
}

/// A file of tensors that cannot be read, written or taken for a network.
package struct TensorFileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Names the file and, where there is one, the tensor.
    package let description: String

    package init(_ file: String, _ problem: String) {
        description = "\(file): \(problem)"
    }
}

extension String {
    /// A tensor's name for messages: escaped, and shortened when it is long.
    package var asTensorName: String {
        "tensor " + (count > 80 ? prefix(77) + "..." : self[...]).debugDescription
    }
}

extension NamedTensor {
    /// - Throws: an error that names the file, the tensor and the first element that is NaN or
    ///   infinite.
    package func requireFinite(file: String) throws(TensorFileError) {
        let index = unsafe nrc_first_non_finite(elements, elements.count)
        guard index == elements.count else { throw .notFinite(file, self, at: index) }
    }
}

extension TensorFileError {
    fileprivate static func notFinite(
        _ file: String, _ tensor: NamedTensor, at index: Int
    ) -> TensorFileError {
        TensorFileError(
            file,
            "\(tensor.name.asTensorName) of shape \(tensor.shape) has the value "
                + "\(tensor.elements[index]) at element \(index) (counted from 0, row by row); "
                + "only finite numbers can be used")
    }
}
