internal import Foundation
internal import Glibc

/// An nginx of this machine's, on a free port of loopback, with all its files in one folder.
package final class Nginx: Sendable {
    /// Debian installs it where only root's path leads.
    package static let program = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx"]
        .first {
            FileManager.default.isExecutableFile(atPath: $0)
        }

    package struct DidNotStart: Error { package let log: String }

    package let port: Int
    package let securePort: Int
    /// What it serves: `www/` below this.
    package let project: TemporaryProject
    private let process: Process

    /// - Parameter certificate: whether to serve https as well, with `certificate.pem` and
    ///   `key.pem` of the project.
    package init(_ project: TemporaryProject, certificate: Bool = false) throws {
        self.project = project
        (port, securePort) = (try LoopbackSocket.freePort(), try LoopbackSocket.freePort())
        process = Process()
        let text = Self.configuration(
            project.path, port: port, securePort: certificate ? securePort : nil)
        try project.write(text, to: "nginx.conf")
        try project.write("", to: "www/empty")
        process.executableURL = URL(fileURLWithPath: Self.program ?? "/usr/sbin/nginx")
        process.arguments = [
            "-p", project.path, "-c", project.path("nginx.conf"), "-e", project.path("error.log"),
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        let end = Date().addingTimeInterval(5)
        while !LoopbackSocket.answers(port: port) {
            guard process.isRunning, Date() < end else {
                kill(process.processIdentifier, SIGKILL)
                throw DidNotStart(log: Self.text(project.path("error.log")))
            }
            Thread.sleep(forTimeInterval: 0.01)
        }
    }

    /// A process inherits the signals that its parent's thread blocks, and those of a thread pool
    /// block all but this one.
    deinit { kill(process.processIdentifier, SIGKILL) }

    package func url(_ path: String) -> String { "http://127.0.0.1:\(port)/\(path)" }

    /// Its log: a line per request that is over, with status, range and condition.
    package func log(lines: Int) -> [String] {
        let end = Date().addingTimeInterval(2)
        while true {
            let log = Self.text(project.path("access.log")).split(separator: "\n").map(String.init)
            if log.count >= lines || Date() > end { return log }
            Thread.sleep(forTimeInterval: 0.01)
        }
    }

    private static func text(_ path: String) -> String {
        (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }

    /// One process in the foreground, which needs no rights and no files outside of `folder`.
    private static func configuration(
        _ folder: String, port: Int, securePort: Int?
    ) -> String {
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "\($0)_temp_path \(folder)/\($0);" }.joined(separator: "\n    ")
        let secure = securePort.map {
            """
            server {
                    listen 127.0.0.1:\($0) ssl;
                    ssl_certificate \(folder)/certificate.pem;
                    ssl_certificate_key \(folder)/key.pem;
                    root \(folder)/www;
                    location = /downgrade { return 302 http://127.0.0.1:\(port)/file.bin; }
                }
            """
        }
        return """
            daemon off;
            master_process off;
            pid \(folder)/nginx.pid;
            events { worker_connections 64; }
            http {
                \(temporary)
                log_format line '$status $request_uri $http_range $http_if_range';
                access_log \(folder)/access.log line;
                gzip off;
                server {
                    listen 127.0.0.1:\(port);
                    root \(folder)/www;
                    location /slow/ { alias \(folder)/www/; limit_rate_after 100k; limit_rate 300k; }
                    location /trickle/ { alias \(folder)/www/; limit_rate 2k; }
                    location /packed/ { alias \(folder)/www/; gzip on; gzip_types *; gzip_min_length 1; }
                    location /no-tag/ { alias \(folder)/www/; etag off; }
                    location /no-range/ { alias \(folder)/www/; max_ranges 0; }
                    location /moved/ { rewrite ^/moved/(.*)$ /$1 redirect; }
                    location = /secure { return 302 https://127.0.0.1:\(securePort ?? 1)/file.bin; }
                    location /forbidden/ { return 403; }
                    location /busy/ { return 503; }
                    location /log-in/ { return 200 '<html><body>Log in</body></html>'; default_type text/html; }
                }
                \(secure ?? "")
            }

            """
    }
}
