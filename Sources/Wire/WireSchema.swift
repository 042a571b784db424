/// A closed world of messages: every field that may exist, for checkers that walk raw bytes.
///
/// Ours (`standard`) is written by hand from sidelight.proto, so that the schema check does not
/// share the generated decoder's idea of what is acceptable. Other clients' come from their .proto.
public struct WireSchema: Equatable, Sendable {
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
    /// A number; several of them may be packed where the field is repeated.
    case number(NumberType)
  }

  /// The length that a bytes field must have, as a function of the session.
  public enum Size: Equatable, Sendable {
    /// A sample key.
    case key
    /// layers x width elements in the session's format.
    case activations
    /// The same for each token of a sample, of which there are at most the session's.
    case tokenActivations
    /// One int32.
    case label
    /// classes x 4.
    case delta
    /// One float32.
    case scalar
    /// As the tensor's shape says.
    case tensor
    /// As the lengths of the batch say.
    case batch
    /// As the client likes.
    case any

    /// The length in bytes, or nil where the session does not decide it alone.
    public func byteCount(in session: SessionShape) -> Int? {
      switch self {
      case .key: SampleKey.byteCount
      case .activations: session.activationBytes
      case .delta: session.classes * 4
      case .scalar, .label: 4
      case .tokenActivations, .tensor, .batch, .any: nil
      }
    }
  }

  /// One field of a message.
  public struct Field: Equatable, Sendable {
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
    /// The group of alternatives that it belongs to, of which one at most is set.
    public var oneof: String?

    /// Makes a field.
    public init(
      _ number: Int, _ name: String, _ type: FieldType, repeated: Bool = false,
      optional: Bool = true, oneof: String? = nil
    ) {
      self.number = number
      self.name = name
      self.type = type
      self.repeated = repeated
      self.optional = optional
      self.oneof = oneof
    }

    /// A field of our own protocol: only an empty shape and the empty content that goes with it
    /// are left out by proto3; every other field is never zero.
    static func own(
      _ number: Int, _ name: String, _ type: FieldType, repeated: Bool = false,
      optional: Bool = false
    ) -> Field {
      let mayBeEmpty =
        switch type {
        case .packedFixed32, .bytes(.tensor): true
        default: false
        }
      return Field(number, name, type, repeated: repeated, optional: optional || mayBeEmpty)
    }
  }

  /// A message: its fields in the order of their numbers.
  public struct Message: Equatable, Sendable {
    /// Message name as the .proto spells it.
    public var name: String
    /// Fields in the order of their numbers.
    public var fields: [Field]
    /// Whether exactly one of the fields is set (a oneof).
    public var exactlyOne: Bool

    /// Makes a message.
    public init(_ name: String, exactlyOne: Bool = false, _ fields: [Field]) {
      self.name = name
      self.fields = fields
      self.exactlyOne = exactlyOne
    }
  }

  /// The role of one field.
  public struct Assignment: Equatable, Sendable {
    /// Names from the root, such as `samples.samples.key`.
    public var path: String
    /// What the field is.
    public var role: FieldRole

    /// Assigns `role` to the field at `path`; for a message, to all that it holds.
    public init(_ path: String, _ role: FieldRole) {
      self.path = path
      self.role = role
    }
  }

  /// Name of the root message from the device.
  public var deviceRoot: String
  /// Name of the root message from the server.
  public var serverRoot: String
  /// Every message, each name once.
  public var messages: [Message]
  /// How messages are framed.
  public var framing: Framing
  /// Whether fields must come in the order of their numbers, which protobuf itself leaves open.
  public var isOrdered: Bool
  /// The fields that have a role.
  public var roles: [Assignment]

  /// Makes a schema.
  ///
  /// Every message that a field or a root names must be among `messages`.
  public init(
    deviceRoot: String, serverRoot: String, messages: [Message], framing: Framing,
    isOrdered: Bool = false, roles: [Assignment]
  ) {
    self.deviceRoot = deviceRoot
    self.serverRoot = serverRoot
    self.messages = messages
    self.framing = framing
    self.isOrdered = isOrdered
    self.roles = roles
  }

  /// Our own protocol, as PAE speaks it.
  public static let standard = uploading(.pae)

  /// Our own protocol in sessions of a method that uploads each sample once.
  static func uploading(_ method: SessionMethod) -> WireSchema {
    let target = method.sendsTokens ? nil : Assignment("samples.samples.delta", .delta)
    return WireSchema(
      deviceRoot: "DeviceMessage", serverRoot: "ServerMessage",
      messages: rootMessages + [hello(method)] + [batch, sample(method)] + otherMessages,
      framing: .grpc, isOrdered: true,
      roles: [
        Assignment("samples.samples.key", .key),
        Assignment("samples.samples.activations", .activations),
      ] + [target].compactMap(\.self) + [Assignment("resend.keys", .key)])
  }

  private static func hello(_ method: SessionMethod) -> Message {
    Message(
      "Hello",
      [
        .own(1, "protocol", .fixed32), .own(2, "layers", .fixed32), .own(3, "width", .fixed32),
        .own(4, "classes", .fixed32), .own(5, "samples", .fixed32), .own(6, "batch", .fixed32),
        .own(7, "format", .enumeration([1, 2, 3, 4, 5])),
        .own(8, "group", .fixed32, optional: true),
      ]
        + (method.sendsTokens
          ? [
            .own(9, "method", .enumeration([code(of: method)])), .own(10, "tokens", .fixed32),
          ] : []))
  }

  private static let batch = Message(
    "SampleBatch",
    [.own(1, "sequence", .fixed32), .own(2, "samples", .message("Sample"), repeated: true)])

  private static func sample(_ method: SessionMethod) -> Message {
    Message(
      "Sample",
      method.sendsTokens
        ? [
          .own(1, "key", .bytes(.key)), .own(2, "activations", .bytes(.tokenActivations)),
          .own(4, "label", .bytes(.label)),
        ]
        : [
          .own(1, "key", .bytes(.key)), .own(2, "activations", .bytes(.activations)),
          .own(3, "delta", .bytes(.delta)),
        ])
  }

  private static let rootMessages: [Message] = [
    Message(
      "DeviceMessage", exactlyOne: true,
      [
        .own(1, "hello", .message("Hello")),
        .own(2, "samples", .message("SampleBatch")),
        .own(3, "goodbye", .message("Goodbye")),
      ]),
    Message(
      "ServerMessage", exactlyOne: true,
      [
        .own(1, "acknowledgement", .message("Acknowledgement")),
        .own(2, "resend", .message("ResendRequest")),
        .own(3, "progress", .message("Progress")),
        .own(4, "side_network", .message("SideNetwork")),
      ]),
  ]

  private static let otherMessages: [Message] = [
    Message("Goodbye", [.own(1, "protocol", .fixed32)]),
    Message("Acknowledgement", [.own(1, "sequence", .fixed32)]),
    Message("ResendRequest", [.own(1, "keys", .bytes(.key), repeated: true)]),
    Message("Progress", [.own(1, "epoch", .fixed32), .own(2, "loss", .bytes(.scalar))]),
    Message("SideNetwork", [.own(1, "tensors", .message("Tensor"), repeated: true)]),
    Message(
      "Tensor",
      [
        .own(1, "name", .text), .own(2, "shape", .packedFixed32),
        .own(3, "values", .bytes(.tensor)),
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
  public func message(_ name: String) -> Message {
    guard let message = messages.first(where: { $0.name == name }) else {
      preconditionFailure("the schema names only messages that it holds: \(name)")
    }
    return message
  }

  /// What lies between the kinds of messages from the device and those from the server.
  public static let serverKindOffset = 16
  /// Kind, from the device, of frames of the transport, which hold no message.
  public static let opaqueKind = 15

  /// The kind of frames of the transport in one direction.
  public static func opaqueKind(fromDevice: Bool) -> UInt8 {
    UInt8(opaqueKind + (fromDevice ? 0 : serverKindOffset))
  }

  /// Whether frames of this kind belong to the transport.
  public func isOpaque(_ kind: UInt8) -> Bool {
    framing == .http2GRPC && Int(kind) % Self.serverKindOffset == Self.opaqueKind
  }

  /// The kind that a trace gives a frame whose root message has this alternative set.
  ///
  /// Without one, or with a number that kinds have no room for, the kind is that of number 0.
  public static func kind(ofRootField number: Int?, fromDevice: Bool) -> UInt8 {
    let own = number.map { (1..<opaqueKind).contains($0) ? $0 : 0 } ?? 0
    return UInt8(own + (fromDevice ? 0 : serverKindOffset))
  }
}
