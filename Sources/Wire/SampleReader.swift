/// What anybody who knows the schema can read of one uploaded sample.
public struct ObservedSample: Equatable, Sendable {
  /// The sample's name.
  public var key: SampleKey
  /// The prediction difference; empty where the message holds none.
  public var delta: [Float]
  /// The activations; empty where the message holds none, or nobody asked for them.
  public var activations: [Float]

  /// Makes a sample from its parts.
  public init(key: SampleKey, delta: [Float], activations: [Float] = []) {
    self.key = key
    self.delta = delta
    self.activations = activations
  }
}

/// Reads samples out of frames by a schema and its roles alone.
///
/// It takes what it can: what is wrong with a frame is the business of the schema check.
public struct SampleReader: Sendable {
  private let tree: SchemaTree

  /// A reader for the clients that `tree` describes.
  public init(_ tree: SchemaTree = .standard) { self.tree = tree }

  /// The samples that a frame names, in the order of the bytes.
  public func keys(in bytes: [UInt8], kind: UInt8, fromDevice: Bool) -> [SampleKey] {
    var keys: [SampleKey] = []
    ProtobufWalker.walk(bytes, kind: kind, tree: tree, fromDevice: fromDevice) { event in
      guard case .leaf(let node?, _, let range) = event, tree.nodes[node].role == .key else {
        return
      }
      keys.append(SampleKey(naming: bytes[range]))
    }
    return keys
  }

  /// The samples in a frame from the device; those without a key are left out.
  ///
  /// Activations are read where their `format` is given; it matters for opaque bytes alone.
  public func samples(
    in bytes: [UInt8], kind: UInt8, format: ActivationFormat? = nil
  ) -> [ObservedSample] {
    var samples: [ObservedSample] = []
    var key: SampleKey?
    var delta: [Float] = []
    var activations: [Float] = []
    func finish() {
      if let key {
        samples.append(ObservedSample(key: key, delta: delta, activations: activations))
      }
      key = nil
      delta = []
      activations = []
    }
    ProtobufWalker.walk(bytes, kind: kind, tree: tree, fromDevice: true) { event in
      switch event {
      case .enter(let node, _), .leave(let node):
        if tree.sample == .message(node) { finish() }
      case .leaf(let node?, _, let range):
        switch tree.nodes[node].role {
        case .key where key == nil: key = SampleKey(naming: bytes[range])
        case .delta: delta += Self.numbers(bytes, range, tree.nodes[node].field.type)
        case .activations:
          guard let format else { break }
          activations += Self.activations(bytes, range, tree.nodes[node].field.type, format)
        default: break
        }
      case .leaf, .problem: break
      }
    }
    if tree.sample == .frame { finish() }
    return samples
  }

  /// The numbers in a field; opaque bytes are float32, little-endian.
  static func numbers(
    _ bytes: [UInt8], _ range: Range<Int>, _ type: WireSchema.FieldType
  ) -> [Float] {
    switch type {
    case .bytes: return constantWidth(bytes, range, 4) { Float(bitPattern: UInt32($0)) }
    case .number(let type): return numbers(bytes, range, type)
    default: return []
    }
  }

  /// Opaque bytes by their format, whole elements only; numbers as they are.
  private static func activations(
    _ bytes: [UInt8], _ range: Range<Int>, _ type: WireSchema.FieldType, _ format: ActivationFormat
  ) -> [Float] {
    guard case .bytes = type else { return numbers(bytes, range, type) }
    let whole = range.count / format.unitBytes * format.unitBytes
    return format.unpack(Array(bytes[range.prefix(whole)]))
  }

  private static func numbers(
    _ bytes: [UInt8], _ range: Range<Int>, _ type: NumberType
  ) -> [Float] {
    switch type {
    case .float: constantWidth(bytes, range, 4) { Float(bitPattern: UInt32($0)) }
    case .double: constantWidth(bytes, range, 8) { Float(Double(bitPattern: $0)) }
    case .fixed32: constantWidth(bytes, range, 4) { Float($0) }
    case .fixed64: constantWidth(bytes, range, 8) { Float($0) }
    case .sfixed32:
      constantWidth(bytes, range, 4) { Float(Int32(bitPattern: UInt32($0))) }
    case .sfixed64: constantWidth(bytes, range, 8) { Float(Int64(bitPattern: $0)) }
    case .int32, .int64: variableWidth(bytes, range) { Float(Int64(bitPattern: $0)) }
    case .uint32, .uint64, .bool: variableWidth(bytes, range) { Float($0) }
    case .sint32, .sint64:
      variableWidth(bytes, range) { Float(Int64($0 >> 1) ^ -Int64($0 & 1)) }
    }
  }

  private static func constantWidth(
    _ bytes: [UInt8], _ range: Range<Int>, _ width: Int, _ value: (UInt64) -> Float
  ) -> [Float] {
    stride(from: range.lowerBound, through: range.upperBound - width, by: width).map { start in
      value((start..<start + width).reversed().reduce(0) { $0 << 8 | UInt64(bytes[$1]) })
    }
  }

  private static func variableWidth(
    _ bytes: [UInt8], _ range: Range<Int>, _ value: (UInt64) -> Float
  ) -> [Float] {
    var values: [Float] = []
    var position = range.lowerBound
    while let (bits, length) = ProtobufWalker.varint(bytes, at: position, end: range.upperBound) {
      values.append(value(bits))
      position += length
    }
    return values
  }
}

extension SchemaTree {
  /// The kind that a trace gives a frame: the number of the first alternative that its root sets.
  public func kind(of bytes: [UInt8], fromDevice: Bool) -> UInt8 {
    var number: Int?
    let isOneof = rootIsOneof(fromDevice: fromDevice)
    ProtobufWalker.walk(bytes, tree: self, fromDevice: fromDevice) { event in
      switch event {
      case .enter(let node, _), .leaf(.some(let node), _, _):
        guard number == nil, nodes[node].parent == nil else { return }
        if isOneof || nodes[node].field.oneof != nil { number = nodes[node].field.number }
      case .leave, .leaf, .problem: break
      }
    }
    return WireSchema.kind(ofRootField: number, fromDevice: fromDevice)
  }
}
