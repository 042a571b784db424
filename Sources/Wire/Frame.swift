/// A framed message on its way: its bytes, and how many more it would have with values in it.
///
/// Under shape numerics nobody computes values, so activations, prediction differences and
/// parameters are left out of the bytes and count in `withheld` alone. A frame's size is then that
/// of the frame that real numerics would send. What a reader would take from the sizes of fields
/// that are left out stands beside the bytes.
public struct Frame: Hashable, Sendable {
  /// The framed message, prefix included.
  public var bytes: [UInt8]
  /// Bytes of values that were left out.
  public var withheld: Int
  /// Tokens of each sample whose activations were left out.
  public var withheldTokens: [Int]

  /// Wraps a framed message.
  public init(_ bytes: [UInt8], withheld: Int = 0, withheldTokens: [Int] = []) {
    precondition(withheld >= 0, "a frame cannot leave out less than nothing")
    self.bytes = bytes
    self.withheld = withheld
    self.withheldTokens = withheldTokens
  }

  /// The size that counts on the wire.
  public var byteCount: Int { bytes.count + withheld }
}

/// Sizes of protobuf fields, for frames whose values are left out.
enum FieldSize {
  /// A field of `count` bytes whose number is below 16: tag, length, content.
  static func bytes(_ count: Int) -> Int { 1 + varint(count) + count }

  /// A fixed32 field.
  static let fixed32 = 5

  /// Bytes of a length.
  static func varint(_ value: Int) -> Int {
    var (rest, size) = (value >> 7, 1)
    while rest > 0 { (rest, size) = (rest >> 7, size + 1) }
    return size
  }
}

extension FieldSize {
  /// Trained arrays with all their values.
  static func tensors(_ tensors: [NamedTensor]) -> Int {
    tensors.reduce(0) { sum, tensor in
      sum
        + bytes(
          bytes(tensor.name.utf8.count) + bytes(4 * tensor.shape.count)
            + bytes(4 * tensor.shape.reduce(1, *)))
    }
  }
}

extension NamedTensor {
  /// The same array without its values.
  public var hollow: NamedTensor { NamedTensor(name: name, shape: shape, values: []) }
}

extension DeviceMessage {
  /// The message as it travels in a session of this shape, with or without its values.
  ///
  /// Samples without values are empty; their sizes follow from the session.
  public func frame(in session: SessionShape, withValues: Bool) -> Frame {
    let bytes = encoded(format: session.format)
    guard !withValues, let body = bodyBytes(in: session) else { return Frame(bytes) }
    let whole = MessageFrame.prefixByteCount + FieldSize.bytes(body)
    var lengths: [Int] = []
    if session.method.sendsTokens, case .samples(_, let samples) = self {
      lengths = samples.map(\.tokens)
    }
    return Frame(bytes, withheld: whole - bytes.count, withheldTokens: lengths)
  }

  /// Bytes of the message with all its values; nil where it has none to leave out.
  ///
  /// Of a gradient nobody knows the size without its batch.
  private func bodyBytes(in session: SessionShape) -> Int? {
    switch self {
    case .hello, .goodbye, .featureGradient: return nil
    case .cut(let batch): return batch.byteCount(in: session)
    case .localUpdate(let update):
      return FieldSize.fixed32 + FieldSize.bytes(4) + FieldSize.tensors(update.tensors)
    case .samples(_, let samples):
      return samples.reduce(FieldSize.fixed32) { sum, sample in
        sum
          + FieldSize.bytes(
            FieldSize.bytes(SampleKey.byteCount)
              + FieldSize.bytes(sample.tokens * session.activationBytes)
              + FieldSize.bytes(session.targetBytes))
      }
    }
  }

  /// A gradient of `count` numbers as it travels, with or without its values.
  public static func featureGradient(
    _ rows: BatchRows, count: Int, withValues: Bool
  ) -> Frame {
    Frame(DeviceMessage.featureGradient(rows).encoded(format: .fp32), rows, count, withValues)
  }

  /// Reads a frame; samples of a frame without values come empty.
  public init(_ frame: Frame, session: SessionShape?) throws(WireError) {
    try self.init(
      frame: frame.bytes, session: session, hasValues: frame.withheld == 0,
      tokens: frame.withheldTokens)
  }
}

extension ServerMessage {
  /// The message as it travels, with or without the values of trained arrays.
  public func frame(withValues: Bool) -> Frame {
    guard !withValues else { return Frame(encoded()) }
    let (bytes, body): ([UInt8], Int)
    switch self {
    case .sideNetwork(let tensors):
      bytes = ServerMessage.sideNetwork(tensors.map(\.hollow)).encoded()
      body = FieldSize.tensors(tensors)
    case .globalModel(let round, let tensors):
      bytes = ServerMessage.globalModel(round: round, tensors.map(\.hollow)).encoded()
      body = FieldSize.fixed32 + FieldSize.tensors(tensors)
    default: return Frame(encoded())
    }
    let whole = MessageFrame.prefixByteCount + FieldSize.bytes(body)
    return Frame(bytes, withheld: whole - bytes.count)
  }

  /// A gradient of `count` numbers as it travels, with or without its values.
  public static func cutGradient(_ rows: BatchRows, count: Int, withValues: Bool) -> Frame {
    Frame(ServerMessage.cutGradient(rows).encoded(), rows, count, withValues)
  }

  /// Features of `count` numbers as they travel, with or without their values.
  public static func features(_ rows: BatchRows, count: Int, withValues: Bool) -> Frame {
    Frame(ServerMessage.features(rows).encoded(), rows, count, withValues)
  }

  /// Reads a frame; tensors of a frame without values come empty.
  public init(_ frame: Frame) throws(WireError) {
    try self.init(frame: frame.bytes, hasValues: frame.withheld == 0)
  }
}

extension Frame {
  /// A message of `count` numbers that belong to a batch.
  fileprivate init(_ bytes: [UInt8], _ rows: BatchRows, _ count: Int, _ withValues: Bool) {
    precondition(rows.values.count == (withValues ? count : 0), "values are all there, or none")
    let whole = MessageFrame.prefixByteCount + FieldSize.bytes(FieldSize.rows(count))
    self.init(bytes, withheld: withValues ? 0 : whole - bytes.count)
  }
}
