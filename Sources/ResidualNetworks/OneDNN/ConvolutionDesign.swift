internal import COneDNN

/// A convolution as oneDNN plans it, on the layouts that this program keeps through the network.
///
/// Activations are blocks of channels, but pictures are plain `[N, 3, H, W]`. Weights are blocks of
/// inputs by outputs, but the gradient by inputs wants blocks of outputs by inputs from all
/// convolutions that Winograd does not take.
@safe struct ConvolutionDesign: ~Copyable {
    let name: String
    let implementation: String
    /// Numbers of the scratchpad that each run needs.
    let scratchNumbers: Int
    private let functions: nrc_onednn_functions
    @unsafe let descriptor: dnnl_primitive_desc_t
    @unsafe private(set) var memory: [(argument: Int32, descriptor: dnnl_memory_desc_t)]

    init(
        _ pass: ConvolutionPass, _ shape: ConvolutionShape, samples: Int, library: OneDNN
    ) throws(OneDNNError) {
        let functions = library.functions
        self.functions = functions
        name = "the \(pass.rawValue) of a convolution \(shape)"
        let layouts = try ConvolutionLayouts(shape, samples: samples, library: library)
        let algorithm =
            shape.usesWinograd(block: library.block)
            ? dnnl_convolution_winograd : dnnl_convolution_direct
        var attributes: dnnl_primitive_attr_t?
        try unsafe OneDNNError.check(
            "attributes", functions.dnnl_primitive_attr_create(&attributes))
        defer { _ = unsafe functions.dnnl_primitive_attr_destroy(attributes) }
        try unsafe OneDNNError.check(
            "attributes",
            functions.dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user)
        )
        let forward = try unsafe layouts.descriptor(
            .outputs, algorithm, attributes, hint: nil, library: library)
        if pass == .outputs {
            unsafe descriptor = forward
        } else {
            defer { _ = unsafe functions.dnnl_primitive_desc_destroy(forward) }
            unsafe descriptor = try layouts.descriptor(
                pass, algorithm, attributes, hint: forward, library: library)
        }
        implementation = unsafe Self.implementation(descriptor, functions)
        unsafe memory = layouts.memory(pass)
        let scratchpad = unsafe functions.dnnl_primitive_desc_query_md(
            descriptor, dnnl_query_scratchpad_md, 0)
        let bytes = unsafe scratchpad.map { unsafe functions.dnnl_memory_desc_get_size($0) } ?? 0
        scratchNumbers = (bytes + MemoryLayout<Float>.size - 1) / MemoryLayout<Float>.size
        if let scratchpad = unsafe scratchpad, bytes > 0 {
            unsafe memory.append((DNNL_ARG_SCRATCHPAD, scratchpad.pointee))
        }
    }

    deinit { _ = unsafe functions.dnnl_primitive_desc_destroy(descriptor) }

    private static func implementation(
        _ descriptor: dnnl_primitive_desc_t, _ functions: nrc_onednn_functions
    ) -> String {
        var text: UnsafePointer<CChar>?
        let status = unsafe functions.dnnl_primitive_desc_query(
            descriptor, dnnl_query_impl_info_str, 0, &text)
        guard status == dnnl_success, let text = unsafe text else { return "unknown" }
        return unsafe String(cString: text)
    }
}

/// How the three operands of a convolution lie in memory.
@safe private struct ConvolutionLayouts {
    private let shape: ConvolutionShape
    @unsafe private var inputs = dnnl_memory_desc_t()
    @unsafe private var weights = dnnl_memory_desc_t()
    /// Those that the gradient by inputs reads.
    @unsafe private var turnedWeights = dnnl_memory_desc_t()
    @unsafe private var outputs = dnnl_memory_desc_t()

    private let functions: nrc_onednn_functions

    init(_ shape: ConvolutionShape, samples: Int, library: OneDNN) throws(OneDNNError) {
        self.shape = shape
        functions = library.functions
        let block = library.block
        let isWide = block == 16
        let activation = isWide ? dnnl_nChw16c : dnnl_nChw8c
        let isStem = shape.inputs == 3
        try unsafe Self.set(
            functions, &inputs, [samples, shape.inputs, shape.height, shape.width],
            isStem ? dnnl_nchw : activation)
        try unsafe Self.set(
            functions, &outputs, [samples, shape.outputs, shape.outputHeight, shape.outputWidth],
            activation)
        let sides = [shape.outputs, shape.inputs, shape.kernel, shape.kernel]
        let straight =
            isStem
            ? (isWide ? dnnl_Ohwi16o : dnnl_Ohwi8o) : (isWide ? dnnl_OIhw16i16o : dnnl_OIhw8i8o)
        try unsafe Self.set(functions, &weights, sides, straight)
        let turned =
            switch shape.weightTurn(block: block) {
            case .none: straight
            case .blocks: isWide ? dnnl_OIhw16o16i : dnnl_OIhw8o8i
            case .blocksAndOrder: dnnl_IOhw16o16i
            }
        try unsafe Self.set(functions, &turnedWeights, sides, turned)
    }

    private static func set(
        _ functions: nrc_onednn_functions, _ descriptor: inout dnnl_memory_desc_t,
        _ sides: [Int], _ tag: dnnl_format_tag_t
    ) throws(OneDNNError) {
        try unsafe OneDNNError.check(
            "a layout",
            functions.dnnl_memory_desc_init_by_tag(
                &descriptor, Int32(sides.count), sides.map(Int64.init), dnnl_f32, tag))
    }

    func descriptor(
        _ pass: ConvolutionPass, _ algorithm: dnnl_alg_kind_t, _ attributes: dnnl_primitive_attr_t?,
        hint: dnnl_primitive_desc_t?, library: OneDNN
    ) throws(OneDNNError) -> dnnl_primitive_desc_t {
        let name = "the \(pass.rawValue) of a convolution \(shape)"
        let strides = [Int64](repeating: Int64(shape.stride), count: 2)
        let padding = [Int64](repeating: Int64(shape.padding), count: 2)
        var operation = dnnl_convolution_desc_t()
        var (inputs, outputs) = unsafe (inputs, outputs)
        var weights = unsafe pass == .inputGradient ? turnedWeights : weights
        let status =
            switch pass {
            case .outputs:
                unsafe functions.dnnl_convolution_forward_desc_init(
                    &operation, dnnl_forward_training, algorithm, &inputs, &weights, nil,
                    &outputs, strides, padding, padding)
            case .inputGradient:
                unsafe functions.dnnl_convolution_backward_data_desc_init(
                    &operation, algorithm, &inputs, &weights, &outputs, strides, padding, padding)
            case .weightGradient:
                unsafe functions.dnnl_convolution_backward_weights_desc_init(
                    &operation, algorithm, &inputs, &weights, nil, &outputs, strides, padding,
                    padding)
            }
        try OneDNNError.check(name, status)
        var descriptor: dnnl_primitive_desc_t?
        try unsafe OneDNNError.check(
            name,
            functions.dnnl_primitive_desc_create(
                &descriptor, &operation, attributes, library.engine, hint))
        guard let descriptor = unsafe descriptor else {
            fatalError("oneDNN reports a descriptor that it did not make")
        }
        return unsafe descriptor
    }

    /// Inputs, weights, outputs, under the names that the pass has for them.
    func memory(_ pass: ConvolutionPass) -> [(argument: Int32, descriptor: dnnl_memory_desc_t)] {
        switch pass {
        case .outputs:
            unsafe [
                (DNNL_ARG_SRC_0, inputs), (DNNL_ARG_WEIGHTS_0, weights), (DNNL_ARG_DST_0, outputs),
            ]
        case .inputGradient:
            unsafe [
                (DNNL_ARG_DIFF_SRC_0, inputs), (DNNL_ARG_WEIGHTS_0, turnedWeights),
                (DNNL_ARG_DIFF_DST_0, outputs),
            ]
        case .weightGradient:
            unsafe [
                (DNNL_ARG_SRC_0, inputs), (DNNL_ARG_DIFF_WEIGHTS_0, weights),
                (DNNL_ARG_DIFF_DST_0, outputs),
            ]
        }
    }
}
