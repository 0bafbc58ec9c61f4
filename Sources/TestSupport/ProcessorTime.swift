internal import Glibc

/// What a piece of code that stays on its thread takes of the processor, whatever else the machine does:
/// a wall clock would judge the machine's load.
package func processorSeconds<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
) throws(Failure) -> (result: Result, seconds: Double) {
    func now() -> Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
    let start = now()
    let result = try body()
    return (result, now() - start)
}
