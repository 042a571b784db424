import Foundation
internal import SwiftProtobuf

/// A step of split learning: the states of all tokens of a batch at the cut.
public struct CutBatch: Equatable, Sendable {
  /// Counts the device's batches from one.
  public var sequence: Int
  /// Tokens of each sequence.
  public var lengths: [Int]
  /// States [T, d] of all tokens, sequence by sequence; none where values are left out.
  public var states: [Float]
  /// The class of each sequence; nil where the loss is on the device, none where values are left
  /// out.
  public var labels: [Int]?

  /// Makes a batch from its parts.
  public init(sequence: Int, lengths: [Int], states: [Float], labels: [Int]?) {
    precondition(!lengths.isEmpty && lengths.allSatisfy { $0 > 0 }, "sequences have tokens")
    self.sequence = sequence
    self.lengths = lengths
    self.states = states
    self.labels = labels
  }

  /// All tokens, T.
  public var tokens: Int { lengths.reduce(0, +) }
}

/// Rows of float32 that belong to a batch of split learning: features, or a gradient.
///
/// Gradients are never rounded, whatever the layout of the states.
public struct BatchRows: Equatable, Sendable {
  /// The batch that they belong to.
  public var sequence: Int
  /// The numbers, row-major; none where values are left out.
  public var values: [Float]

  /// Makes rows of batch number `sequence`.
  public init(sequence: Int, values: [Float]) {
    self.sequence = sequence
    self.values = values
  }
}

extension SessionShape {
  /// Most numbers in a batch at a cut: in float32 they fill a frame.
  static let batchLimit = 1 << 30

  /// Whether the greatest batch at a cut has a size that a frame can hold.
  public var fitsFrames: Bool {
    guard method.isSplit else { return true }
    let (count, isTooMuch) = (batch * tokens).multipliedReportingOverflow(by: width)
    return !isTooMuch && count < Self.batchLimit
  }

  /// Batches in an epoch, where batches are the device's.
  public var batchesPerEpoch: Int { (samples + batch - 1) / batch }

  /// Sequences of batch number `sequence`, counted from one over all epochs: the last one of an
  /// epoch has what is left.
  public func sequences(inBatch sequence: Int) -> Int {
    precondition(sequence > 0, "batches count from one")
    let index = (sequence - 1) % batchesPerEpoch
    return min(batch, samples - index * batch)
  }
}

extension SampleKey {
  /// What a checker calls row `row` of batch number `sequence`, where samples have no names on the
  /// wire.
  public init(sequence: Int, row: Int) {
    precondition(sequence > 0 && row >= 0, "batches count from one, rows from zero")
    let numbers = [UInt64(sequence), UInt64(row)]
    let bytes = numbers.flatMap { number in
      (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
    guard let key = SampleKey(bytes: bytes) else {
      preconditionFailure("two numbers of eight bytes are a key")
    }
    self = key
  }
}

extension Sidelight_V1_CutBatch {
  init(_ batch: CutBatch, format: ActivationFormat) {
    sequence = positive(batch.sequence)
    lengths = batch.lengths.map(positive)
    states = Data(format.pack(batch.states))
    labels = Data((batch.labels ?? []).flatMap(packed))
  }
}

extension CutBatch {
  init(
    _ batch: Sidelight_V1_CutBatch, _ session: SessionShape, hasValues: Bool
  ) throws(WireError) {
    guard batch.sequence > 0 else {
      throw WireError(.badField(name: "cut.sequence", got: 0, expected: 1))
    }
    let lengths = batch.lengths.map(Int.init)
    guard !lengths.isEmpty, lengths.count <= session.batch else {
      throw WireError(
        .badField(name: "cut.lengths", got: lengths.count, expected: session.batch))
    }
    for length in lengths where length == 0 || length > session.tokens {
      throw WireError(.badField(name: "cut.lengths", got: length, expected: session.tokens))
    }
    let sendsLabels = session.method == .split
    guard hasValues else {
      try check(batch.states.count, is: 0, field: "cut.states")
      try check(batch.labels.count, is: 0, field: "cut.labels")
      self.init(
        sequence: Int(batch.sequence), lengths: lengths, states: [],
        labels: sendsLabels ? [] : nil)
      return
    }
    // The limits of a hello keep this product far from any overflow.
    let states = session.format.byteCount(of: lengths.reduce(0, +) * session.width)
    try check(batch.states.count, is: states, field: "cut.states")
    let labels = sendsLabels ? unpackLabels(batch.labels) : nil
    try check(batch.labels.count, is: sendsLabels ? 4 * lengths.count : 0, field: "cut.labels")
    // Which class it is that is none stays a secret.
    guard labels?.allSatisfy({ (0..<session.classes).contains($0) }) ?? true else {
      throw WireError(.badField(name: "cut.labels", got: 0, expected: 0))
    }
    self.init(
      sequence: Int(batch.sequence), lengths: lengths, states: session.format.unpack(batch.states),
      labels: labels)
  }
}

extension BatchRows {
  /// Reads rows of float32; whoever knows the batch checks how many there are.
  init(
    sequence: UInt32, _ bytes: Data, hasValues: Bool, field: String
  ) throws(WireError) {
    guard sequence > 0 else {
      throw WireError(.badField(name: "\(field).sequence", got: 0, expected: 1))
    }
    try check(hasValues ? bytes.count % 4 : bytes.count, is: 0, field: field)
    self.init(sequence: Int(sequence), values: unpackFloats(bytes))
  }

  /// Throws unless there are `count` numbers, or none where values are left out.
  public func require(count: Int, field: String) throws(WireError) {
    guard values.count == count else {
      throw WireError(.badField(name: field, got: values.count, expected: count))
    }
  }
}

extension CutBatch {
  /// Bytes of the message with all its values.
  func byteCount(in session: SessionShape) -> Int {
    FieldSize.fixed32 + FieldSize.bytes(4 * lengths.count)
      + FieldSize.bytes(session.format.byteCount(of: tokens * session.width))
      + (labels == nil ? 0 : FieldSize.bytes(4 * lengths.count))
  }
}

extension FieldSize {
  /// Bytes of a message of `count` float32 numbers that belong to a batch.
  static func rows(_ count: Int) -> Int { fixed32 + bytes(4 * count) }
}

/// An int32, little-endian.
private func packed(_ label: Int) -> [UInt8] {
  let bits = UInt32(bitPattern: Int32(truncatingIfNeeded: label))
  return (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
}

/// Whole int32 numbers, little-endian; what is left over is ignored.
private func unpackLabels(_ bytes: Data) -> [Int] {
  let bytes = Array(bytes)
  return stride(from: 0, to: bytes.count / 4 * 4, by: 4).map { start in
    let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << (8 * UInt32($1)) }
    return Int(Int32(bitPattern: bits))
  }
}
