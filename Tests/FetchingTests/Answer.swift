import Foundation
import TestSupport

/// What the misbehaving server can do to a request.
enum Answer: CaseIterable, Sendable {
    /// Right in all respects, ranges and validators included.
    case good
    case cutBody, lengthTooLarge, lengthTooSmall, extraBytes, emptyBody, otherBytes,
        cutWithoutLength
    case cutChunks, endlessChunks, oddChunks
    case resetAtOnce, closedAtOnce, resetInBody, stallBeforeHead, stallInHead, stallInBody, drip
    case garbage, hugeHeader, manyHeaders, oldProtocol
    case logInPage, pageOfOtherType, unauthorised, forbidden, notFound, noContent
    case tooManyRequests, internalError, unavailable, timeout
    case ignoresRange, otherRange, wrongTotal, shortRange, changedTag, unsatisfiable, uncalledPart
    case redirectLoop, redirectToFile, redirectNowhere
    case packed

    static let tag = "\"version-1\""

    /// Whether only patience finds out that nothing more will come.
    var isSlow: Bool {
        [.stallBeforeHead, .stallInHead, .stallInBody, .drip].contains(self)
    }

    func send(_ file: SampleFile, to peer: ServerConnection, _ request: ReceivedRequest) {
        switch self {
        case .good, .ignoresRange, .otherRange, .wrongTotal, .shortRange, .changedTag,
            .unsatisfiable, .uncalledPart:
            sendRange(file, to: peer, request)
        case .resetAtOnce, .closedAtOnce, .resetInBody, .stallBeforeHead, .stallInHead,
            .stallInBody, .drip, .garbage, .hugeHeader, .manyHeaders, .oldProtocol:
            sendBroken(file, to: peer)
        case .logInPage, .pageOfOtherType, .unauthorised, .forbidden, .notFound, .noContent,
            .tooManyRequests, .internalError, .unavailable, .timeout, .redirectLoop,
            .redirectToFile, .redirectNowhere:
            sendStatus(to: peer)
        default:
            sendBody(file, to: peer)
        }
    }

    /// Answers that differ in how they treat `Range`.
    private func sendRange(
        _ file: SampleFile, to peer: ServerConnection, _ request: ReceivedRequest
    ) {
        let total = file.bytes.count
        let isCurrent = request.fields["if-range"].map { $0 == Self.tag } ?? true
        guard let start = request.rangeStart, isCurrent, self != .ignoresRange else {
            guard self != .uncalledPart else {
                peer.head(
                    "206 Partial Content",
                    ["Content-Range: bytes 0-9/\(total)", "Content-Length: 10"])
                peer.send(file.bytes[..<10])
                return
            }
            peer.head("200 OK", ["Content-Length: \(total)", "ETag: \(Self.tag)"])
            peer.send(file.bytes)
            return
        }
        guard start < total, self != .unsatisfiable else {
            peer.head(
                "416 Range Not Satisfiable",
                ["Content-Range: bytes */\(total)", "Content-Length: 0"])
            return
        }
        let first = self == .otherRange ? max(0, start - 7) : start
        let announced = self == .wrongTotal ? total + 5 : total
        let end = self == .shortRange ? first + (total - first + 1) / 2 : total
        peer.head(
            "206 Partial Content",
            [
                "Content-Range: bytes \(first)-\(end - 1)/\(announced)",
                "Content-Length: \(end - first)",
                "ETag: \(self == .changedTag ? "\"version-2\"" : Self.tag)",
            ])
        peer.send(file.bytes[first..<end])
    }

    /// Whole answers whose body is wrong.
    private func sendBody(_ file: SampleFile, to peer: ServerConnection) {
        let (bytes, total) = (file.bytes, file.bytes.count)
        func head(_ length: Int, _ more: [String] = []) {
            peer.head("200 OK", ["Content-Length: \(length)", "ETag: \(Self.tag)"] + more)
        }
        switch self {
        case .cutBody:
            head(total)
            peer.send(bytes[..<(total / 2)])
        case .lengthTooLarge:
            head(total + 100)
            peer.send(bytes)
        case .lengthTooSmall:
            head(total - 100)
            peer.send(bytes)
        case .extraBytes:
            peer.head("200 OK", ["Transfer-Encoding: chunked"])
            sendChunk(bytes, to: peer)
            sendChunk(Array("and more".utf8), to: peer)
            peer.send("0\r\n\r\n")
        case .emptyBody: head(0)
        case .otherBytes:
            head(total)
            peer.send(bytes.reversed())
        case .cutWithoutLength:
            peer.head("200 OK")
            peer.send(bytes[..<(total / 3)])
        case .cutChunks:
            peer.head("200 OK", ["Transfer-Encoding: chunked"])
            sendChunk(Array(bytes[..<(total / 4)]), to: peer)
        case .endlessChunks:
            peer.head("200 OK", ["Transfer-Encoding: chunked"])
            while sendChunk(bytes, to: peer) {}
        case .oddChunks:
            peer.head("200 OK", ["Transfer-Encoding: chunked"])
            peer.send("no number\r\n")
        case .packed:
            head(total, ["Content-Encoding: gzip"])
            peer.send(bytes.reversed())
        default: break
        }
    }

    /// Answers that are none, or never come to an end.
    private func sendBroken(_ file: SampleFile, to peer: ServerConnection) {
        let total = file.bytes.count
        switch self {
        case .resetAtOnce: LoopbackSocket.resetOnClose(peer.descriptor)
        case .resetInBody:
            peer.head("200 OK", ["Content-Length: \(total)"])
            peer.send(file.bytes[..<(total / 5)])
            LoopbackSocket.resetOnClose(peer.descriptor)
        case .stallBeforeHead: peer.stall()
        case .stallInHead:
            peer.send("HTTP/1.1 200 OK\r\nContent-")
            peer.stall()
        case .stallInBody:
            peer.head("200 OK", ["Content-Length: \(total)", "ETag: \(Self.tag)"])
            peer.send(file.bytes[..<(total / 3)])
            peer.stall()
        case .drip:
            peer.head("200 OK", ["Content-Length: \(total)"])
            for byte in file.bytes {
                guard peer.send([byte]) else { return }
                Thread.sleep(forTimeInterval: 0.02)
            }
        case .garbage: peer.send("%PDF-1.4 this is no status line\r\n\r\n")
        case .hugeHeader:
            peer.send(
                "HTTP/1.1 200 OK\r\nX-Huge: \(String(repeating: "x", count: 300_000))\r\n\r\n")
        case .manyHeaders:
            peer.send("HTTP/1.1 200 OK\r\n")
            let field = "X-Field: \(String(repeating: "y", count: 1000))\r\n"
            while peer.send(field) {}
        case .oldProtocol: peer.send(file.bytes)
        default: break
        }
    }

    /// Answers that are told by their status.
    private func sendStatus(to peer: ServerConnection) {
        let page = "<!DOCTYPE html>\n<html><title>Log in</title></html>\n"
        func answer(_ status: String, _ fields: [String] = [], type: String = "text/html") {
            peer.head(
                status,
                ["Content-Type: \(type)", "Content-Length: \(page.utf8.count)"] + fields)
            peer.send(page)
        }
        switch self {
        case .logInPage: answer("200 OK")
        case .pageOfOtherType: answer("200 OK", type: "application/octet-stream")
        case .unauthorised: answer("401 Unauthorized", ["WWW-Authenticate: Basic realm=x"])
        case .forbidden: answer("403 Forbidden")
        case .notFound: answer("404 Not Found")
        case .noContent: peer.head("204 No Content")
        case .tooManyRequests: answer("429 Too Many Requests", ["Retry-After: 0"])
        case .internalError: answer("500 Internal Server Error")
        case .unavailable: answer("503 Service Unavailable", ["Retry-After: 1"])
        case .timeout: answer("408 Request Timeout")
        case .redirectLoop: answer("302 Found", ["Location: /again"])
        case .redirectToFile: answer("302 Found", ["Location: file:///etc/passwd"])
        case .redirectNowhere: answer("301 Moved Permanently")
        default: break
        }
    }

    @discardableResult
    private func sendChunk(_ bytes: [UInt8], to peer: ServerConnection) -> Bool {
        peer.send("\(String(bytes.count, radix: 16))\r\n") && peer.send(bytes) && peer.send("\r\n")
    }
}
