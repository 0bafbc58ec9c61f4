/// A tar put together byte by byte, for what no writer would write.
struct RawTar {
    var bytes: [UInt8] = []

    /// An entry of the old format with a header of its own making.
    ///
    /// - Parameter size: what the header says, where that isn't the truth.
    mutating func add(
        _ name: [UInt8], _ data: [UInt8] = [], type: Character = "0", link: [UInt8] = [],
        size: Int? = nil
    ) {
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ field: [UInt8], at offset: Int) {
            header.replaceSubrange(offset..<offset + field.count, with: field)
        }
        put(Array(name.prefix(100)), at: 0)
        put(Array("0000644\0".utf8), at: 100)
        put(octal(size ?? data.count, digits: 11), at: 124)
        put(Array(repeating: UInt8(ascii: " "), count: 8), at: 148)
        put(Array(String(type).utf8), at: 156)
        put(Array(link.prefix(100)), at: 157)
        put(Array("ustar\u{0}00".utf8), at: 257)
        put(octal(header.reduce(0) { $0 + Int($1) }, digits: 6) + [0], at: 148)
        bytes += header + data
        bytes += Array(repeating: 0, count: (512 - data.count % 512) % 512)
    }

    mutating func end() { bytes += Array(repeating: 0, count: 1024) }

    private func octal(_ value: Int, digits: Int) -> [UInt8] {
        let text = String(value, radix: 8)
        return Array((String(repeating: "0", count: digits - text.count) + text).utf8)
    }
}

/// A zip of stored entries put together byte by byte.
struct RawZip {
    struct Entry {
        var name: [UInt8]
        var data: [UInt8] = Array("data".utf8)
        /// The local header's name, where it differs.
        var localName: [UInt8]?
        /// Bit 0 encrypts, bit 11 says that names are UTF-8.
        var flags: UInt16 = 0
        /// Unix mode with its type bits, or 0 for none.
        var mode: UInt32 = 0o100644
        var crc: UInt32?
        /// The host system: 0 is DOS, 3 is Unix.
        var system: UInt8 = 3
        /// Where the local header stands, for entries that share one.
        var offset: Int?
    }

    static func bytes(_ entries: [Entry]) -> [UInt8] {
        var locals: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let offset = entry.offset ?? locals.count
            let crc = entry.crc ?? crc32(entry.data)
            let sizes =
                little32(crc) + little32(UInt32(entry.data.count))
                + little32(UInt32(entry.data.count))
            let common = little16(20) + little16(entry.flags) + little16(0) + little32(0x2100_0000)
            if entry.offset == nil {
                let name = entry.localName ?? entry.name
                locals += [0x50, 0x4b, 3, 4] + common + sizes + little16(UInt16(name.count))
                locals += little16(0) + name + entry.data
            }
            directory += [0x50, 0x4b, 1, 2, 20, entry.system] + common + sizes
            directory += little16(UInt16(entry.name.count)) + little16(0) + little16(0)
            directory += little16(0) + little16(0) + little32(entry.mode << 16)
            directory += little32(UInt32(offset)) + entry.name
        }
        let count = little16(UInt16(entries.count))
        return locals + directory + [0x50, 0x4b, 5, 6, 0, 0, 0, 0] + count + count
            + little32(UInt32(directory.count)) + little32(UInt32(locals.count)) + [0, 0]
    }

    private static func little16(_ value: UInt16) -> [UInt8] {
        [UInt8(value & 0xff), UInt8(value >> 8)]
    }

    private static func little32(_ value: UInt32) -> [UInt8] {
        little16(UInt16(value & 0xffff)) + little16(UInt16(value >> 16))
    }

    /// CRC-32 of zip (polynomial 0xedb88320), bit by bit.
    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { crc, byte in
            (0..<8).reduce(crc ^ UInt32(byte)) { crc, _ in
                (crc >> 1) ^ (crc & 1 == 1 ? 0xedb8_8320 : 0)
            }
        }
    }
}
