import Glibc
import Testing

/// File access without the superuser's rights, which tests in a container may have.
enum Unprivileged {
    /// `nobody`.
    private static let other: UInt32 = 65534

    /// `setfsuid` changes the rights of the calling thread alone; Glibc's module leaves it out.
    static func perform<Result>(_ body: () throws -> Result) throws -> Result {
        let own = geteuid()
        guard own == 0 else { return try body() }
        let symbol = unsafe dlsym(dlopen(nil, RTLD_NOW), "setfsuid")
        let found = try unsafe #require(symbol, "the system has no setfsuid")
        typealias SetFileSystemUser = @convention(c) (UInt32) -> Int32
        let setFileSystemUser = unsafe unsafeBitCast(found, to: SetFileSystemUser.self)
        _ = setFileSystemUser(other)
        defer { _ = setFileSystemUser(own) }
        return try body()
    }
}
