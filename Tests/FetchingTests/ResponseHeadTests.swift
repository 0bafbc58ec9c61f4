import Testing

@testable import Fetching

private func head(_ lines: String...) -> ResponseHead {
    var head = ResponseHead()
    for line in lines { head.take(line) }
    return head
}

@Suite struct ResponseHeadTests {
    @Test("status and fields, whatever their case and spaces")
    func fields() {
        let head = head(
            "HTTP/1.1 206 Partial Content", "CONTENT-length:  12 ", "ETag: W/\"a\"",
            "Transfer-Encoding: Chunked", "no field")
        #expect(head.status == 206)
        #expect(head.contentLength == 12)
        #expect(head["etag"] == "W/\"a\"")
        #expect(head.marksItsEnd)
    }

    @Test("a new status line forgets what was before, as after 100 Continue")
    func twoHeads() {
        let head = head("HTTP/1.1 100 Continue", "ETag: \"a\"", "HTTP/2 200", "Content-Length: -1")
        #expect(head.status == 200)
        #expect(head["etag"] == nil)
        #expect(head.contentLength == nil)
        #expect(head.marksItsEnd)
    }

    @Test(
        "ranges of content",
        arguments: [
            ("bytes 0-9/10", 0...9, 10), ("Bytes  5-5/*", 5...5, nil), ("bytes */7", nil, 7),
        ] as [(String, ClosedRange<Int>?, Int?)])
    func ranges(text: String, bytes: ClosedRange<Int>?, total: Int?) throws {
        let range = try #require(ContentRange(text))
        #expect(range.bytes == bytes)
        #expect(range.total == total)
    }

    @Test(
        "ranges of content that are none",
        arguments: [
            "", "bytes", "bytes 0-9", "bytes 0-9/", "bytes 9-0/10", "bytes 0-10/10",
            "bytes -1-5/10", "lines 0-9/10", "bytes 0-9/10/11", "bytes a-b/c", "bytes 0-9/-1",
        ])
    func noRanges(text: String) { #expect(ContentRange(text) == nil) }

    @Test("waiting times as seconds and as dates")
    func retryAfter() {
        let date = "Date: Fri, 21 Nov 2025 08:00:00 GMT"
        #expect(head("HTTP/1.1 503 x", "Retry-After: 7").retryAfter == 7)
        #expect(
            head("HTTP/1.1 503 x", date, "Retry-After: Fri, 21 Nov 2025 08:01:30 GMT").retryAfter
                == 90)
        #expect(
            head("HTTP/1.1 503 x", date, "Retry-After: Fri, 21 Nov 2025 07:00:00 GMT").retryAfter
                == 0)
        #expect(head("HTTP/1.1 503 x", "Retry-After: soon").retryAfter == nil)
        #expect(head("HTTP/1.1 503 x", "Retry-After: -3").retryAfter == nil)
    }

    @Test("waiting times beyond all measure are a year, and what is no number is none")
    func immoderateRetryAfter() {
        let date = "Date: Fri, 21 Nov 2025 08:00:00 GMT"
        for value in ["31536001", "9223372036854775807", String(repeating: "9", count: 400)] {
            #expect(head("HTTP/1.1 503 x", "Retry-After: \(value)").retryAfter == 31_536_000)
        }
        #expect(
            head("HTTP/1.1 503 x", date, "Retry-After: Fri, 31 Dec 9999 23:59:59 GMT").retryAfter
                == 31_536_000)
        for value in ["1e30", "inf", "infinity", "nan", "-inf", "0x7fffffff", "+5", "1.5", ""] {
            #expect(head("HTTP/1.1 503 x", date, "Retry-After: \(value)").retryAfter == nil)
        }
    }

    @Test("only strong validators allow to put parts together")
    func validators() {
        let modified = "Last-Modified: Fri, 21 Nov 2025 07:59:59 GMT"
        let date = "Date: Fri, 21 Nov 2025 08:00:00 GMT"
        #expect(Validator(head("HTTP/1.1 200 OK", "ETag: \"a\"", modified))?.value == "\"a\"")
        #expect(
            Validator(head("HTTP/1.1 200 OK", "ETag: W/\"a\"", modified, date))?.value
                == "Fri, 21 Nov 2025 07:59:59 GMT")
        #expect(Validator(head("HTTP/1.1 200 OK", "ETag: W/\"a\"")) == nil)
        #expect(Validator(head("HTTP/1.1 200 OK", modified)) == nil)
        let same = "Last-Modified: Fri, 21 Nov 2025 08:00:00 GMT"
        #expect(Validator(head("HTTP/1.1 200 OK", same, date)) == nil)
    }
}

@Suite struct SpeedMeterTests {
    @Test("speed is taken over the window, and slowness only after a whole one")
    func window() {
        var meter = SpeedMeter(window: 10)
        #expect(meter.bytesPerSecond == 0)
        meter.note(bytes: 0, at: 100)
        meter.note(bytes: 10, at: 105)
        #expect(meter.bytesPerSecond == 2)
        #expect(!meter.isSlower(than: 1000))
        meter.note(bytes: 20, at: 110)
        #expect(meter.isSlower(than: 3))
        #expect(!meter.isSlower(than: 2))
        meter.note(bytes: 1020, at: 120)
        #expect(meter.bytesPerSecond == 100)
    }

    @Test("as many samples as wanted give the same speed")
    func manySamples() {
        var meter = SpeedMeter(window: 1)
        for step in 0...100_000 { meter.note(bytes: step, at: Double(step) * 1e-4) }
        // Dropped samples leave the window long by one of its hundredths at most.
        #expect(abs(meter.bytesPerSecond - 10_000) < 1e-6 * 10_000)
    }
}

@Suite struct ByteCountTests {
    @Test(
        "numbers of bytes as people read them",
        arguments: [
            (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (999_999, "999.9 kB"),
            (1_000_000, "1.0 MB"), (24_000_000_000, "24.0 GB"), (Int.max, "9223372.0 TB"),
        ])
    func texts(bytes: Int, text: String) { #expect("\(ByteCount(bytes))" == text) }
}
