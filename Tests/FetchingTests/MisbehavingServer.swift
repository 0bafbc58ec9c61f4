import Foundation
import Glibc
import Synchronization
import TestSupport

/// A request as it came in.
struct ReceivedRequest: Sendable {
    let path: String
    /// By lower-case name.
    let fields: [String: String]

    init(_ text: String) {
        let lines = text.split(separator: "\r\n")
        let words = (lines.first ?? "").split(separator: " ")
        path = words.count > 1 ? String(words[1]) : ""
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            fields[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        self.fields = fields
    }

    /// The first byte asked for by `Range`.
    var rangeStart: Int? {
        guard let range = fields["range"], range.hasPrefix("bytes=") else { return nil }
        return Int(range.dropFirst("bytes=".count).prefix { $0 != "-" })
    }
}

/// The server's end of a connection.
struct ServerConnection: Sendable {
    let descriptor: Int32

    /// - Returns: whether the client is still there.
    @discardableResult
    func send(_ bytes: some Collection<UInt8>) -> Bool {
        var rest = Array(bytes)
        while !rest.isEmpty {
            let count = unsafe Glibc.send(
                descriptor, rest, rest.count, Int32(MSG_NOSIGNAL))
            guard count > 0 else { return false }
            rest.removeFirst(count)
        }
        return true
    }

    @discardableResult
    func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    /// A head with a status line and fields.
    @discardableResult
    func head(_ status: String, _ fields: [String] = []) -> Bool {
        send(
            (["HTTP/1.1 \(status)"] + fields + ["Connection: close", "", ""]).joined(
                separator: "\r\n"))
    }

    /// Sends nothing until the client gives up.
    func stall() {
        var byte: UInt8 = 0
        while unsafe recv(descriptor, &byte, 1, 0) > 0 {}
    }

    fileprivate func readRequest() -> ReceivedRequest? {
        var text: [UInt8] = []
        let end = Array("\r\n\r\n".utf8)
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !text.suffix(4).elementsEqual(end) {
            let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            text += buffer[..<count]
        }
        return ReceivedRequest(String(decoding: text, as: UTF8.self))
    }
}

/// A server on loopback that answers each request as a closure says, on a thread of its own.
final class MisbehavingServer: Sendable {
    typealias Answering = @Sendable (ServerConnection, ReceivedRequest, _ index: Int) -> Void

    let port: Int
    private let listener: Int32
    private let received = Mutex<[ReceivedRequest]>([])

    /// - Parameter answer: sees the request and how many came before.
    init(_ answer: @escaping Answering) throws {
        let (listener, port) = try LoopbackSocket.listen()
        (self.listener, self.port) = (listener, port)
        Thread.detachNewThread { [weak self] in
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { return }
                let connection = ServerConnection(descriptor: descriptor)
                Thread.detachNewThread { [weak self] in
                    defer { close(descriptor) }
                    guard let request = connection.readRequest(),
                        let index = self?.note(request)
                    else { return }
                    answer(connection, request, index)
                }
            }
        }
    }

    /// Answers the requests in the order of a list, whose last answer goes on for ever.
    convenience init(_ file: SampleFile, _ answers: [Answer]) throws {
        try self.init { connection, request, index in
            answers[min(index, answers.count - 1)].send(file, to: connection, request)
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    var requests: [ReceivedRequest] { received.withLock { $0 } }

    func url(_ name: String = "file.bin") -> String { "http://127.0.0.1:\(port)/\(name)" }

    private func note(_ request: ReceivedRequest) -> Int {
        received.withLock { requests in
            requests.append(request)
            return requests.count - 1
        }
    }
}
