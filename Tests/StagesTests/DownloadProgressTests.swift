import Testing

@testable import Fetching
@testable import Stages

@Suite struct DownloadProgressTests {
    private func progress(
        _ received: Int, of total: Int?, bytesPerSecond: Double = 0, attempt: Int = 1
    ) -> DownloadProgress {
        DownloadProgress(
            name: "a.csv",
            FetchProgress(
                received: received, total: total, bytesPerSecond: bytesPerSecond,
                location: Location(path: "/a.csv"), attempt: attempt))
    }

    @Test("the part of all files counts where it is known, else that of this one, else none")
    func fraction() {
        #expect(progress(25, of: 50).fraction(before: 50, ofAll: 100) == 0.75)
        #expect(progress(25, of: nil).fraction(before: 50, ofAll: 100) == 0.75)
        #expect(progress(25, of: 50).fraction(before: 50, ofAll: nil) == 0.5)
        #expect(progress(25, of: nil).fraction(before: 50, ofAll: nil) == 0)
        #expect(progress(0, of: 0).fraction(before: 0, ofAll: 0) == 0)
    }

    @Test("bytes are shown in the unit that a person would choose")
    func message() {
        #expect(progress(7, of: nil).message == "a.csv 7 B, 0 B/s")
        #expect(
            progress(12_340_000, of: 414_000_000, bytesPerSecond: 3_140_000).message
                == "a.csv 12 MB of 414 MB, 3.1 MB/s")
        #expect(
            progress(999, of: 1000, bytesPerSecond: 1e12).message
                == "a.csv 999 B of 1.0 kB, 1.0 TB/s")
        #expect(
            progress(9_949, of: 9_950, bytesPerSecond: 2.4e10).message
                == "a.csv 9.9 kB of 10 kB, 24 GB/s")
        #expect(progress(1, of: 2, attempt: 3).message == "a.csv 1 B of 2 B, 0 B/s, attempt 3")
    }
}
