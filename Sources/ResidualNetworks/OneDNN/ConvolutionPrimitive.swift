internal import COneDNN

/// Which of a convolution's three products.
enum ConvolutionPass: String, Sendable {
    case outputs
    case inputGradient
    case weightGradient
}

/// One product of a convolution for a fixed number of pictures, compiled by oneDNN.
///
/// Runs in the calling thread alone and may run in several threads at once, each with a scratchpad
/// of its own.
@safe final class ConvolutionPrimitive: @unchecked Sendable {
    // Sendable: nothing changes after the initialiser.
    let pass: ConvolutionPass
    let samples: Int
    let shape: ConvolutionShape
    /// Numbers of the scratchpad that each run needs.
    let scratch: Int
    /// Such as `jit_wino_4x3:avx512_core`.
    let implementation: String
    let library: OneDNN
    @unsafe private let primitive: dnnl_primitive_t
    @unsafe private let descriptors: [(argument: Int32, descriptor: dnnl_memory_desc_t)]

    init(
        _ pass: ConvolutionPass, _ shape: ConvolutionShape, samples: Int, library: OneDNN
    ) throws(OneDNNError) {
        self.pass = pass
        self.samples = samples
        self.shape = shape
        self.library = library
        nrc_onednn_use_one_thread()
        let design = try ConvolutionDesign(pass, shape, samples: samples, library: library)
        implementation = design.implementation
        var primitive: dnnl_primitive_t?
        try unsafe OneDNNError.check(
            design.name, library.functions.dnnl_primitive_create(&primitive, design.descriptor))
        guard let primitive = unsafe primitive else {
            fatalError("oneDNN reports a primitive that it did not make")
        }
        unsafe self.primitive = primitive
        scratch = design.scratchNumbers
        unsafe descriptors = design.memory
    }

    deinit { _ = unsafe library.functions.dnnl_primitive_destroy(primitive) }

    /// A run of the primitive on fixed places in memory: in the order inputs, weights, outputs, of
    /// which the pass computes one from the other two.
    func call(
        _ inputs: UnsafeMutablePointer<Float>, _ weights: UnsafeMutablePointer<Float>,
        _ outputs: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>?
    ) throws(OneDNNError) -> ConvolutionCall {
        var places: [UnsafeMutablePointer<Float>?] = unsafe [inputs, weights, outputs]
        if self.scratch > 0 { unsafe places.append(scratch) }
        var arguments: [dnnl_exec_arg_t] = unsafe []
        for index in unsafe places.indices {
            let place = unsafe places[index]
            var memory: dnnl_memory_t?
            var descriptor = unsafe descriptors[index].descriptor
            try unsafe OneDNNError.check(
                "memory",
                library.functions.dnnl_memory_create(&memory, &descriptor, library.engine, place))
            unsafe arguments.append(
                dnnl_exec_arg_t(arg: descriptors[index].argument, memory: memory))
        }
        return unsafe ConvolutionCall(self, arguments)
    }

    /// - Throws: never in practice: all arguments were checked when they were made.
    fileprivate func run(_ arguments: [dnnl_exec_arg_t]) {
        nrc_onednn_use_one_thread()
        let status = unsafe library.functions.dnnl_primitive_execute(
            primitive, library.stream, Int32(arguments.count), arguments)
        guard status == dnnl_success else {
            fatalError("oneDNN's \(implementation) ended with status \(status.rawValue)")
        }
    }
}

/// A primitive with its operands.
@safe final class ConvolutionCall: @unchecked Sendable {
    // Sendable: nothing changes after the initialiser; runs of one call are never concurrent.
    private let primitive: ConvolutionPrimitive
    @unsafe private let arguments: [dnnl_exec_arg_t]

    fileprivate init(_ primitive: ConvolutionPrimitive, _ arguments: [dnnl_exec_arg_t]) {
        self.primitive = primitive
        unsafe self.arguments = arguments
    }

    deinit {
        unsafe arguments.forEach {
            _ = unsafe primitive.library.functions.dnnl_memory_destroy($0.memory)
        }
    }

    func run() { unsafe primitive.run(arguments) }
}
