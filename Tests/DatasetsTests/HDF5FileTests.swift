import CHDF5
import Datasets
import Foundation
import Glibc
import Testing

extension HDF5Tests {
    @Suite struct Files {
        private let folder: ScratchFolder

        init() throws { folder = try ScratchFolder() }

        @Test("what is no HDF5 file is not opened")
        func notHDF5() throws {
            for contents in [Data(), Data("a,b\n1,2\n".utf8), Data([0x89] + Array("HDF".utf8))] {
                let path = try folder.file("x.h5", contents)
                #expect {
                    try HDF5File(path: path)
                } throws: {
                    "\($0)" == "\(path): does not have the signature of an HDF5 file; check what "
                        + "was downloaded"
                }
            }
            #expect {
                try HDF5File(path: folder.path("missing.h5"))
            } throws: {
                "\($0)" == "\(folder.path("missing.h5")): cannot be opened (No such file or "
                    + "directory); check the path and its permissions"
            }
        }

        @Test("folders and pipes are not opened, and not waited for")
        func notAFile() throws {
            let pipe = folder.path("pipe.h5")
            try #require(unsafe mkfifo(pipe, 0o600) == 0)
            for path in [folder.url.path, pipe] {
                #expect {
                    try HDF5File(path: path)
                } throws: {
                    "\($0)" == "\(path): is not a regular file; name an HDF5 file"
                }
            }
        }

        @Test("a file cut at any place gives an error that names it")
        func truncated() throws {
            let whole = try Golden.bytes("driving-3.h5")
            for count in stride(from: 8, to: whole.count, by: 97) {
                let path = try folder.file("cut.h5", whole.prefix(count))
                #expect {
                    _ = try HDF5File(path: path).dataSet("rgb").bytes(rows: 0..<3)
                } throws: {
                    ($0 as? HDF5Error)?.path == path
                }
            }
            let path = try folder.file("cut.h5", whole.prefix(5000))
            #expect {
                try HDF5File(path: path)
            } throws: {
                let text = "\($0)"
                return text.hasPrefix("\(path): the file is damaged (")
                    && text.contains("truncated")
                    && text.hasSuffix("; copy or download it again")
            }
        }

        @Test("packed bytes that were changed don't pass their checksum")
        func corrupted() throws {
            var bytes = try Golden.bytes("numbers.h5")
            // The data set `packed` is the only packed one, and zlib's streams of h5py start so.
            let stream = try #require(bytes.range(of: Data([0x78, 0x5e])))
            bytes[stream.lowerBound + 10] ^= 0x55
            let path = try folder.file("x.h5", bytes)
            #expect {
                _ = try HDF5File(path: path).dataSet("packed").bytes(rows: 0..<5)
            } throws: {
                "\($0)".hasPrefix("\(path): rows 0 to 4 (from 0) of 'packed' can't be read (")
            }
        }

        /// How many objects of each kind the library keeps for this process.
        private static func openObjects() -> [hsize_t] {
            [H5I_FILE, H5I_DATASET, H5I_DATASPACE, H5I_DATATYPE, H5I_GENPROP_LST].map { kind in
                var count = hsize_t(0)
                return unsafe H5Inmembers(kind, &count) >= 0 ? count : .max
            }
        }

        @Test("nothing stays open when reading or opening has failed")
        func handles() throws {
            let names = try HDF5File(path: Golden.path("odd.h5")).dataSetNames()
            let before = Self.openObjects()
            for name in names {
                let file = try HDF5File(path: Golden.path("odd.h5"))
                _ = try? file.dataSet(name).doubles(rows: 0..<1)
                _ = try? file.matrix(name)
            }
            #expect(Self.openObjects() == before)
        }
    }
}
