internal import COneDNN
internal import LinearAlgebra

/// oneDNN's CPU engine, bound to one instruction set and to the calling threads.
///
/// The instruction set follows OpenBLAS's core type, on which bytes are promised to depend: AVX-512 for the
/// kinds that have it, AVX2 for all others.
@safe package final class OneDNN: Sendable {
    // Sendable: an engine for a CPU has no state, and a stream only waits for what it began.
    nonisolated(unsafe) let engine: dnnl_engine_t
    nonisolated(unsafe) let stream: dnnl_stream_t
    /// Channels that lie side by side.
    let block: Int
    let functions: nrc_onednn_functions

    private static let wideCoreTypes: Set = ["SkylakeX", "Cooperlake", "SapphireRapids"]

    /// The library's, which is loaded by the first call.
    static func functions() throws(OneDNNError) -> nrc_onednn_functions {
        guard let functions = unsafe nrc_onednn() else {
            throw unsafe .missing(String(cString: nrc_onednn_problem()))
        }
        return unsafe functions.pointee
    }

    package init() throws(OneDNNError) {
        let functions = try Self.functions()
        self.functions = functions
        let wide = Self.wideCoreTypes.contains(BLASLibrary.coreType)
        // Refused once something was computed, in this process with the same answer.
        _ = functions.dnnl_set_max_cpu_isa(wide ? dnnl_cpu_isa_avx512_core : dnnl_cpu_isa_avx2)
        let effective = functions.dnnl_get_effective_cpu_isa().rawValue
        let avx512 = dnnl_cpu_isa_avx512_core.rawValue
        block = effective & avx512 == avx512 ? 16 : 8
        var engine: dnnl_engine_t?
        try unsafe OneDNNError.check(
            "an engine", functions.dnnl_engine_create(&engine, dnnl_cpu, 0))
        guard let engine = unsafe engine else { throw .nothing("an engine") }
        unsafe self.engine = engine
        var stream: dnnl_stream_t?
        let status = unsafe functions.dnnl_stream_create(
            &stream, engine, UInt32(dnnl_stream_default_flags.rawValue))
        guard status == dnnl_success, let stream = unsafe stream else {
            _ = unsafe functions.dnnl_engine_destroy(engine)
            throw .failed("a stream", status)
        }
        unsafe self.stream = stream
    }

    deinit {
        _ = unsafe functions.dnnl_stream_destroy(stream)
        _ = unsafe functions.dnnl_engine_destroy(engine)
    }

    /// Version and instruction set, such as `2.6.3, AVX-512`: both decide the last bits of a
    /// convolution.
    package static func description() -> String {
        guard let functions = try? functions(), let version = unsafe functions.dnnl_version() else {
            return "missing (Debian: libdnnl2)"
        }
        let numbers = unsafe version.pointee
        let sets = (try? OneDNN()).map { $0.block == 16 ? "AVX-512" : "AVX2" } ?? "unknown"
        return unsafe "\(numbers.major).\(numbers.minor).\(numbers.patch), \(sets)"
    }
}

/// A call of oneDNN that failed, most likely for want of memory.
package struct OneDNNError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String

    static func check(_ what: @autoclosure () -> String, _ status: dnnl_status_t)
        throws(OneDNNError)
    {
        guard status == dnnl_success else { throw .failed(what(), status) }
    }
}

extension OneDNNError {
    fileprivate static func failed(_ what: String, _ status: dnnl_status_t) -> OneDNNError {
        let reason =
            status == dnnl_out_of_memory ? "not enough memory" : "its status is \(status.rawValue)"
        return OneDNNError(description: "oneDNN cannot make \(what): \(reason)")
    }

    /// - Parameter reason: names the library.
    fileprivate static func missing(_ reason: String) -> OneDNNError {
        OneDNNError(
            description: """
                oneDNN, which computes the convolutions of ResNets, cannot be loaded: \(reason); \
                install it (Debian: libdnnl2)
                """)
    }

    fileprivate static func nothing(_ what: String) -> OneDNNError {
        OneDNNError(description: "oneDNN made no \(what)")
    }
}
