import Testing

@testable import Fetching

@Suite struct LocationTests {
    @Test(
        "addresses and paths are told apart",
        arguments: [
            ("https://host/a/b.zip", "https://host/a/b.zip", false),
            ("HTTP://Host:8080/a b", "http://Host:8080/a%20b", false),
            ("https://host/é", "https://host/%c3%a9", false),
            ("file:///data/a%20b.csv", "/data/a b.csv", true),
            ("file:/data/x", "/data/x", true),
            ("FILE://localhost/x", "/x", true),
            ("../shared/data", "../shared/data", true),
            ("/a:b/c", "/a:b/c", true),
            ("C:file", "C:file", true),
            ("100%.csv", "100%.csv", true),
        ])
    func forms(text: String, shown: String, isLocal: Bool) throws {
        let location = try Location(text)
        #expect(location.description == shown)
        #expect(location.isLocal == isLocal)
    }

    @Test("credentials and queries are used, but never shown")
    func secrets() throws {
        let location = try Location("https://me:secret@host/x.zip?token=secret#part")
        #expect(location.description == "https://host/x.zip?…")
        #expect(location.identity == "https://me:secret@host/x.zip?token=secret")
    }

    @Test(
        "texts that name no place",
        arguments: [
            ("", "an address is empty; write https://…, http://…, file:///… or a path"),
            ("a\u{1b}[2Jb", "'a�[2Jb' has a control character in it; take it out"),
            (
                "ftp://me:secret@host/x",
                "'ftp://…@host/x' has the scheme 'ftp', which is not supported; "
                    + "write https://…, http://…, file:///… or a path"
            ),
            (
                "https://me:secret@host:port/x?token=secret",
                "'https://…@host:port/x?…' is not a valid address (Port number was not a decimal "
                    + "number between 0 and 65535); write it as https://host/path"
            ),
            (
                "https://",
                "'https://' is not a valid address (No host part in the URL); "
                    + "write it as https://host/path"
            ),
            (
                "file://server/share",
                "'file://server/share' names a file of the machine 'server'; only this machine's "
                    + "files have a file: address; write file:///path"
            ),
            (
                "file:x",
                "'file:x' is a file: address without an absolute path; "
                    + "write file:///path, or the path alone"
            ),
            (
                "file:///100%.csv",
                "'file:///100%.csv' has a wrong percent escape in it; "
                    + "write %25 for a percent sign, or the path alone"
            ),
            (
                "file:///a%00b",
                "'file:///a%00b' has a wrong percent escape in it; "
                    + "write %25 for a percent sign, or the path alone"
            ),
        ])
    func rejected(text: String, message: String) {
        #expect {
            try Location(text)
        } throws: {
            "\($0)" == message
        }
    }

    @Test("a redirection's target may be relative, and keeps no credentials for another host")
    func redirections() throws {
        let base = try WebAddress("http://me:secret@host/a/b?q=1")
        #expect(try base.following("c").display == "http://host/a/c")
        #expect(try base.following("/c?x=y").text == "http://me:secret@host/c?x=y")
        #expect(try base.following("//other/c").text == "http://other/c")
        #expect(try base.following("https://other/c").isSecure)
        #expect(throws: WebAddressProblem(text: "is a 'ftp:' address, not http or https")) {
            try base.following("ftp://host/x")
        }
    }
}

@Suite struct MirrorTests {
    private func texts(_ mirror: String, file: String, dataset: String) throws -> [String] {
        try Mirror(mirror).locations(file: file, dataset: dataset).map(\.description)
    }

    @Test("a mirror may have a file under its name, and below the data set's")
    func candidates() throws {
        #expect(
            try texts("../shared/data", file: "x y.csv", dataset: "sgemm")
                == ["../shared/data/x y.csv", "../shared/data/sgemm/x y.csv"])
        #expect(
            try texts("file:///data/", file: "a/b.csv", dataset: "hopper")
                == ["/data/a/b.csv", "/data/hopper/a/b.csv"])
        #expect(
            try texts("https://host/m", file: "a/x y+é%?#.csv", dataset: "sgemm")
                == [
                    "https://host/m/a/x%20y%2B%C3%A9%25%3F%23.csv",
                    "https://host/m/sgemm/a/x%20y%2B%C3%A9%25%3F%23.csv",
                ])
        #expect(
            try Mirror("https://me:secret@host").locations(file: "x", dataset: "d")[0].identity
                == "https://me:secret@host/x")
    }

    @Test(
        "names that lead out of the mirror are refused",
        arguments: ["", "/etc/passwd", "../x", "a/../x", "a//x", "./x", "a\0b"])
    func outside(file: String) throws {
        let mirror = try Mirror("/mirror")
        #expect {
            try mirror.locations(file: file, dataset: "sgemm")
        } throws: {
            "\($0)" == "no mirror can have the file '\(file)' of 'sgemm'; "
                + "use names without empty parts, '.' and '..'"
        }
        #expect(throws: LocationError.self) { try mirror.locations(file: "x", dataset: "a/b") }
    }

    @Test("a mirror with a query is refused")
    func query() {
        #expect {
            try Mirror("https://host/get?file=")
        } throws: {
            "\($0)" == "the mirror 'https://host/get?…' has a query, to which no file name can be "
                + "added; give an address that ends with a folder"
        }
    }
}
