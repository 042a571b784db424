public import Determinism

/// What a device's memory holds, by kind, and its greatest total.
public struct MemoryAccount: Hashable, Sendable {
  /// What memory is used for.
  public enum Kind: String, CaseIterable, Sendable {
    /// The backbone's weights and other parameters.
    case weights
    /// States of a forward or backward pass.
    case activations
    /// Gradients and moments.
    case optimizer
    /// Frames that wait to be sent or acknowledged.
    case buffers
  }

  /// Bytes by kind at one moment.
  public struct Use: Hashable, Sendable {
    /// Bytes of weights.
    public fileprivate(set) var weights = ByteCount.zero
    /// Bytes of activations.
    public fileprivate(set) var activations = ByteCount.zero
    /// Bytes of the optimizer.
    public fileprivate(set) var optimizer = ByteCount.zero
    /// Bytes of buffers.
    public fileprivate(set) var buffers = ByteCount.zero

    /// Bytes of one kind.
    public fileprivate(set) subscript(kind: Kind) -> ByteCount {
      get {
        switch kind {
        case .weights: weights
        case .activations: activations
        case .optimizer: optimizer
        case .buffers: buffers
        }
      }
      set {
        switch kind {
        case .weights: weights = newValue
        case .activations: activations = newValue
        case .optimizer: optimizer = newValue
        case .buffers: buffers = newValue
        }
      }
    }

    /// Bytes of all kinds.
    public var total: ByteCount { weights + activations + optimizer + buffers }
  }

  /// Why something did not fit: a result of a run, not an error.
  public struct OutOfMemory: Hashable, Sendable {
    /// What was asked for.
    public let kind: Kind
    /// What use would have been.
    public let wanted: Use
    /// What there is.
    public let limit: ByteCount
  }

  /// What there is; nil for no limit.
  public let limit: ByteCount?
  /// Bytes in use.
  public private(set) var current = Use()
  /// Bytes in use at the first moment of the greatest total.
  public private(set) var peak = Use()

  /// Makes an empty account.
  public init(limit: ByteCount?) { self.limit = limit }

  /// Lets `kind` use `bytes` from now on, instead of what it used.
  ///
  /// Where that does not fit, says so and changes nothing.
  public mutating func set(_ kind: Kind, to bytes: ByteCount) -> OutOfMemory? {
    var wanted = current
    wanted[kind] = bytes
    if let limit, wanted.total > limit {
      return OutOfMemory(kind: kind, wanted: wanted, limit: limit)
    }
    current = wanted
    if current.total > peak.total { peak = current }
    return nil
  }

  /// Lets `kind` use `bytes` more.
  ///
  /// Where that does not fit, says so and changes nothing.
  public mutating func add(_ bytes: ByteCount, to kind: Kind) -> OutOfMemory? {
    set(kind, to: current[kind] + bytes)
  }

  /// Gives back `bytes` of `kind`.
  ///
  /// Traps where less is in use.
  public mutating func release(_ bytes: ByteCount, from kind: Kind) {
    precondition(bytes <= current[kind], "only memory in use can be given back")
    current[kind] = ByteCount(current[kind].bytes - bytes.bytes)
  }
}
