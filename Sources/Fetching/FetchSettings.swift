internal import Glibc

/// How files are fetched, and where they are kept.
package struct FetchSettings: Sendable {
    /// The folder of verified files, named by their digests; made when it is missing.
    package var folder: String
    /// Whether only verified files and local locations count.
    package var offline = false
    /// Tries per location; those that brought `progressThatCounts` new bytes are not counted.
    package var attempts = 5
    package var progressThatCounts = 1 << 20
    /// Seconds before the second try; doubled for each further one.
    package var firstWait = 1.0
    /// The longest wait in seconds; a server that asks for more is given up.
    package var longestWait = 60.0
    /// Seconds until a connection must stand, name look-up and TLS included.
    package var connectTimeout = 30.0
    /// Bytes per second; a server that sends less over `speedWindow` is given up for this try.
    package var minimumSpeed = 1024
    /// Seconds.
    package var speedWindow = 30.0
    package var maximumRedirects = 10
    /// Bytes that a file of unknown size may have: ten times the largest known data set.
    package var maximumSize = 256_000_000_000
    /// Bytes that must stay free on the disk besides the file itself.
    package var freeSpaceReserve = 16 << 20
    /// Whether the environment's `http_proxy`, `https_proxy` and `no_proxy` hold.
    package var usesProxies = true
    /// A file of PEM certificates to trust instead of the system's.
    package var certificateFile: String?
    /// Seconds between two reports of progress.
    package var progressInterval = 0.1
    /// Waits for some seconds, or until the condition holds.
    package var wait: @Sendable (_ seconds: Double, _ isCancelled: () -> Bool) -> Void = {
        seconds, isCancelled in
        Self.sleep(seconds, until: isCancelled)
    }

    package init(folder: String) { self.folder = folder }

    private static func sleep(_ seconds: Double, until isCancelled: () -> Bool) {
        let end = MonotonicClock.seconds() + seconds
        while !isCancelled() {
            let left = end - MonotonicClock.seconds()
            guard left > 0 else { return }
            usleep(useconds_t(min(left, 0.05) * 1e6))
        }
    }
}
