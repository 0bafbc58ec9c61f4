import Foundation
import TestSupport
import Testing

@testable import Fetching

private let file = SampleFile(size: 50_000, seed: 9)

/// The `openssl` program, which makes the certificate.
private let openssl = ["/usr/bin/openssl", "/usr/local/bin/openssl"].first {
    FileManager.default.isExecutableFile(atPath: $0)
}

@Suite(
    .enabled(
        if: Nginx.program != nil && openssl != nil,
        "nginx or openssl is not installed (Debian: nginx-light, openssl)"))
struct SecureTests {
    private var folder: FetchFolder
    private let nginx: Nginx

    init() throws {
        folder = try FetchFolder()
        try folder.project.write(file.bytes, to: "www/file.bin")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: openssl ?? "/usr/bin/openssl")
        process.currentDirectoryURL = URL(fileURLWithPath: folder.project.path)
        let arguments = """
            req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
            -keyout key.pem -out certificate.pem -subj /CN=loopback \
            -addext subjectAltName=IP:127.0.0.1
            """
        process.arguments = arguments.split(separator: " ").map(String.init)
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        nginx = try Nginx(folder.project, certificate: true)
    }

    private func download(_ path: String) throws -> Download {
        Download(
            name: "file.bin",
            locations: [try Location("https://127.0.0.1:\(nginx.securePort)/\(path)")],
            sha256: file.sha256)
    }

    @Test("a certificate that nobody vouches for is refused at once")
    func untrusted() throws {
        let download = try download("file.bin")
        #expect(
            folder.failure(download) == """
                file.bin: could not be fetched from its only location
                  \(download.locations[0]): the certificate of 127.0.0.1:\(nginx.securePort) is \
                not trusted
                """)
    }

    @Test("a certificate that the settings name is trusted")
    func trusted() throws {
        var settings = folder.settings
        settings.certificateFile = folder.project.path("certificate.pem")
        let fetched = try Fetcher(settings).fetch(download("file.bin"))
        #expect(folder.bytes(of: fetched) == file.bytes)

        try FileManager.default.removeItem(atPath: fetched.path)
        let upgraded = Download(
            name: "file.bin", locations: [try Location(nginx.url("secure"))], sha256: file.sha256)
        #expect(folder.bytes(of: try Fetcher(settings).fetch(upgraded)) == file.bytes)
    }

    @Test("a redirection from https to http is refused")
    func downgrade() throws {
        var folder = folder
        folder.settings.certificateFile = folder.project.path("certificate.pem")
        let download = try download("downgrade")
        #expect(
            folder.failure(download) == """
                file.bin: could not be fetched from its only location
                  \(download.locations[0]): redirects from https to unprotected http on \
                127.0.0.1:\(nginx.port)
                """)
    }

    @Test("a missing file of certificates says so")
    func noCertificates() throws {
        var folder = folder
        folder.settings.certificateFile = folder.project.path("nothing.pem")
        let download = try download("file.bin")
        #expect(
            folder.failure(download) == """
                file.bin: could not be fetched from its only location
                  \(download.locations[0]): libcurl failed: Problem with the SSL CA cert \
                (path? access rights?)
                """)
    }
}
