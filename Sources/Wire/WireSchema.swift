/// The closed world of messages: every field that may exist, for checkers that walk raw bytes.
///
/// Written by hand from sidelight.proto, so that the schema check does not share the generated
/// decoder's idea of what is acceptable. A test holds both against the .proto file.
public struct WireSchema: Sendable {
  /// What a field holds.
  public enum FieldType: Equatable, Sendable {
    /// A nested message.
    case message(String)
    /// Four bytes, little-endian.
    case fixed32
    /// Packed fixed32.
    case packedFixed32
    /// A variable-length integer that must be one of these values.
    case enumeration([UInt64])
    /// Opaque bytes whose length must equal the named size.
    case bytes(Size)
    /// UTF-8 text.
    case text
  }

  /// The length that a bytes field must have, as a function of the session.
  public enum Size: Equatable, Sendable {
    /// A sample key.
    case key
    /// layers x width elements in the session's format.
    case activations
    /// classes x 4.
    case delta
    /// One float32.
    case scalar
    /// As the tensor's shape says.
    case tensor

    /// The length in bytes, or nil where the session does not decide it.
    public func byteCount(in session: SessionShape) -> Int? {
      switch self {
      case .key: SampleKey.byteCount
      case .activations: session.activationBytes
      case .delta: session.classes * 4
      case .scalar: 4
      case .tensor: nil
      }
    }
  }

  /// One field of a message.
  public struct Field: Sendable {
    /// Field number.
    public var number: Int
    /// Field name as the .proto spells it.
    public var name: String
    /// What it holds.
    public var type: FieldType
    /// Whether it may occur more than once.
    public var repeated: Bool
    /// Whether a message may lack it.
    public var optional: Bool

    init(
      _ number: Int, _ name: String, _ type: FieldType, repeated: Bool = false,
      optional: Bool = false
    ) {
      self.number = number
      self.name = name
      self.type = type
      self.repeated = repeated
      self.optional = optional
    }
  }

  /// A message: its fields in the order of their numbers.
  public struct Message: Sendable {
    /// Message name as the .proto spells it.
    public var name: String
    /// Fields in the order of their numbers.
    public var fields: [Field]
    /// Whether exactly one of the fields is set (a oneof).
    public var exactlyOne: Bool

    init(_ name: String, exactlyOne: Bool = false, _ fields: [Field]) {
      self.name = name
      self.fields = fields
      self.exactlyOne = exactlyOne
    }
  }

  /// Root message from the device.
  public static let deviceRoot = "DeviceMessage"
  /// Root message from the server.
  public static let serverRoot = "ServerMessage"

  /// Every message, roots first.
  public static let messages: [Message] = [
    Message(
      deviceRoot, exactlyOne: true,
      [
        Field(1, "hello", .message("Hello")),
        Field(2, "samples", .message("SampleBatch")),
        Field(3, "goodbye", .message("Goodbye")),
      ]),
    Message(
      serverRoot, exactlyOne: true,
      [
        Field(1, "acknowledgement", .message("Acknowledgement")),
        Field(2, "resend", .message("ResendRequest")),
        Field(3, "progress", .message("Progress")),
        Field(4, "side_network", .message("SideNetwork")),
      ]),
    Message(
      "Hello",
      [
        Field(1, "protocol", .fixed32), Field(2, "layers", .fixed32), Field(3, "width", .fixed32),
        Field(4, "classes", .fixed32), Field(5, "samples", .fixed32), Field(6, "batch", .fixed32),
        Field(7, "format", .enumeration([1, 2, 3, 4, 5])),
        Field(8, "group", .fixed32, optional: true),
      ]),
    Message(
      "SampleBatch",
      [
        Field(1, "sequence", .fixed32),
        Field(2, "samples", .message("Sample"), repeated: true),
      ]),
    Message(
      "Sample",
      [
        Field(1, "key", .bytes(.key)), Field(2, "activations", .bytes(.activations)),
        Field(3, "delta", .bytes(.delta)),
      ]),
    Message("Goodbye", [Field(1, "protocol", .fixed32)]),
    Message("Acknowledgement", [Field(1, "sequence", .fixed32)]),
    Message("ResendRequest", [Field(1, "keys", .bytes(.key), repeated: true)]),
    Message("Progress", [Field(1, "epoch", .fixed32), Field(2, "loss", .bytes(.scalar))]),
    Message("SideNetwork", [Field(1, "tensors", .message("Tensor"), repeated: true)]),
    Message(
      "Tensor",
      [
        Field(1, "name", .text), Field(2, "shape", .packedFixed32),
        Field(3, "values", .bytes(.tensor)),
      ]),
  ]

  /// The number that stands for a layout of activations in hello.format.
  public static func code(of element: ActivationFormat.Element) -> UInt64 {
    switch element {
    case .fp32: 1
    case .fp16: 2
    case .bf16: 3
    case .int8: 4
    case .int4: 5
    }
  }

  /// The message called `name`.
  ///
  /// Traps on a name that the schema does not hold.
  public static func message(_ name: String) -> Message {
    guard let message = messages.first(where: { $0.name == name }) else {
      preconditionFailure("the schema names only messages that it holds: \(name)")
    }
    return message
  }
}
