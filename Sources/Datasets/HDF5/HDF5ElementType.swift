internal import CHDF5

/// The element types that are read as numbers, of either byte order.
package enum HDF5ElementType: Equatable, Sendable, CustomStringConvertible {
    /// Whole numbers of 1, 2, 4 or 8 bytes.
    case integer(bytes: Int, isSigned: Bool)
    /// IEEE numbers of 2, 4 or 8 bytes.
    case floatingPoint(bytes: Int)

    /// As NumPy names it, such as `uint8`.
    package var description: String {
        switch self {
        case .integer(let bytes, let isSigned): "\(isSigned ? "int" : "uint")\(8 * bytes)"
        case .floatingPoint(let bytes): "float\(8 * bytes)"
        }
    }

    /// Reads a type of the library; for one that is no number, the name of what it is.
    static func reading(_ type: hid_t) -> Reading {
        let bytes = H5Tget_size(type)
        switch H5Tget_class(type) {
        case H5T_INTEGER where [1, 2, 4, 8].contains(bytes):
            return .number(.integer(bytes: bytes, isSigned: H5Tget_sign(type) == H5T_SGN_2))
        case H5T_FLOAT where [2, 4, 8].contains(bytes):
            return .number(.floatingPoint(bytes: bytes))
        case H5T_INTEGER: return .other("integers of \(bytes) bytes")
        case H5T_FLOAT: return .other("floating-point numbers of \(bytes) bytes")
        case H5T_COMPOUND: return .other("records with named fields")
        case H5T_STRING: return .other("texts")
        case H5T_ENUM: return .other("an enumeration (h5py's booleans are one)")
        case H5T_OPAQUE: return .other("opaque bytes")
        case H5T_ARRAY: return .other("arrays as elements")
        case H5T_VLEN: return .other("lists of varying length")
        case H5T_REFERENCE: return .other("references")
        default: return .other("elements of an unknown class")
        }
    }

    enum Reading {
        case number(HDF5ElementType)
        case other(String)
    }
}
