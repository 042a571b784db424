/// What is known beforehand about the sessions of a client that is not ours.
public struct SessionSizes: Equatable, Sendable {
  /// Backbone layers, L.
  public var layers: Int?
  /// Hidden width of the backbone, d.
  public var width: Int?
  /// Classes, C; declared and never inferred.
  public var classes: Int
  /// Layout of activations that travel as opaque bytes.
  public var format: ActivationFormat?
  /// Samples that the device may upload.
  public var samples: Int?
  /// Samples in one frame.
  public var batch: Int?

  /// Bundles the sizes; what is nil is not checked.
  public init(
    layers: Int? = nil, width: Int? = nil, classes: Int, format: ActivationFormat? = nil,
    samples: Int? = nil, batch: Int? = nil
  ) {
    self.layers = layers
    self.width = width
    self.classes = classes
    self.format = format
    self.samples = samples
    self.batch = batch
  }

  /// Bytes that the fields of a role hold in one sample, where they have values of constant width;
  /// nil where the sizes do not decide it.
  public func byteCount(of role: FieldRole, as type: WireSchema.FieldType) -> Int? {
    let elements: Int
    switch role {
    case .activations:
      guard let layers, let width else { return nil }
      elements = layers * width
    case .delta: elements = classes
    case .key, .allowed: return nil
    }
    switch type {
    case .bytes: return role == .delta ? 4 * elements : format?.byteCount(of: elements)
    case .number(let number): return number.byteCount.map { elements * $0 }
    default: return nil
    }
  }
}
