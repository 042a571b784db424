/// The number format of a stored tensor, under its safetensors name.
public struct TensorType: Hashable, Sendable, CustomStringConvertible {
  /// The name in the file, such as `F32`.
  public let name: String

  /// The type of that name.
  public init(name: String) { self.name = name }

  /// IEEE single precision.
  public static let float32 = TensorType(name: "F32")
  /// IEEE half precision.
  public static let float16 = TensorType(name: "F16")
  /// The upper half of IEEE single precision.
  public static let bfloat16 = TensorType(name: "BF16")
  /// Signed 64-bit integers.
  public static let int64 = TensorType(name: "I64")

  /// Bytes of one element; nil for formats that are not known.
  public var elementBytes: Int? {
    switch name {
    case "BOOL", "U8", "I8", "F8_E4M3", "F8_E5M2", "F8_E8M0": 1
    case "U16", "I16", "F16", "BF16": 2
    case "U32", "I32", "F32": 4
    case "U64", "I64", "F64", "C64": 8
    default: nil
    }
  }

  /// Whether weights may be of this type.
  public var isUsable: Bool { [Self.float32, .float16, .bfloat16].contains(self) }

  /// The name in the file.
  public var description: String { name }
}
