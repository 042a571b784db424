import Foundation
internal import SwiftProtobuf

extension Data: ContiguousBytesOnWire {}

extension DeviceMessage {
  /// The framed bytes of this message; activations are packed in `format`.
  public func encoded(format: ActivationFormat) -> [UInt8] {
    var message = Sidelight_V1_DeviceMessage()
    switch self {
    case .hello(let shape):
      message.hello = Sidelight_V1_Hello(shape)
    case .samples(let sequence, let samples):
      message.samples.sequence = positive(sequence)
      message.samples.samples = samples.map { sample in
        var encoded = Sidelight_V1_Sample()
        encoded.key = Data(sample.key.bytes)
        encoded.activations = Data(format.pack(sample.activations))
        encoded.delta = Data(packFloats(sample.delta))
        // Without values a label is one of them, and left out.
        if let label = sample.label, !sample.activations.isEmpty {
          encoded.label = Data(packLabel(label))
        }
        return encoded
      }
    case .goodbye:
      message.goodbye.protocol = UInt32(SessionShape.protocolVersion)
    case .cut(let batch):
      message.cut = Sidelight_V1_CutBatch(batch, format: format)
    case .featureGradient(let rows):
      message.featureGradient.sequence = positive(rows.sequence)
      message.featureGradient.gradient = Data(packFloats(rows.values))
    case .localUpdate(let update):
      message.localUpdate.round = positive(update.round)
      message.localUpdate.loss = Data(packFloats(update.loss.map { [$0] } ?? []))
      message.localUpdate.tensors = update.tensors.map(Sidelight_V1_Tensor.init)
    }
    return framed(message)
  }

  /// Reads a framed message.
  ///
  /// Samples are checked against `session`; without one, only a hello or a goodbye can be read.
  public init(frame: [UInt8], session: SessionShape?) throws(WireError) {
    try self.init(frame: frame, session: session, hasValues: true, tokens: [])
  }

  /// Without values, `tokens` are those of the samples.
  init(
    frame: [UInt8], session: SessionShape?, hasValues: Bool, tokens: [Int]
  ) throws(WireError) {
    let message: Sidelight_V1_DeviceMessage = try unframed(frame)
    switch message.body {
    case .hello(let hello): self = .hello(try SessionShape(hello))
    case .goodbye: self = .goodbye
    case .samples(let batch):
      guard let session, !session.method.isSplit else { throw WireError(.emptyMessage) }
      guard batch.sequence > 0 else {
        throw WireError(.badField(name: "samples.sequence", got: 0, expected: 1))
      }
      var samples: [UploadedSample] = []
      samples.reserveCapacity(batch.samples.count)
      for (index, sample) in batch.samples.enumerated() {
        let withheld = hasValues ? nil : index < tokens.count ? tokens[index] : 1
        samples.append(try UploadedSample(sample, session, withheldTokens: withheld))
      }
      self = .samples(sequence: Int(batch.sequence), samples)
    case .cut(let batch):
      guard let session, session.method.isSplit else { throw WireError(.emptyMessage) }
      self = .cut(try CutBatch(batch, session, hasValues: hasValues))
    case .featureGradient(let body):
      guard let session, session.method == .uSplit else { throw WireError(.emptyMessage) }
      self = .featureGradient(
        try BatchRows(
          sequence: body.sequence, body.gradient, hasValues: hasValues,
          field: "feature_gradient.gradient"))
    case .localUpdate(let body):
      guard let session, session.method == .fedavg else { throw WireError(.emptyMessage) }
      self = .localUpdate(try LocalUpdate(body, hasValues: hasValues))
    case nil: throw WireError(.emptyMessage)
    }
  }
}

extension ServerMessage {
  /// The framed bytes of this message.
  public func encoded() -> [UInt8] {
    var message = Sidelight_V1_ServerMessage()
    switch self {
    case .acknowledgement(let sequence):
      message.acknowledgement.sequence = positive(sequence)
    case .resend(let keys):
      message.resend.keys = keys.map { Data($0.bytes) }
    case .progress(let epoch, let loss):
      message.progress.epoch = positive(epoch)
      message.progress.loss = Data(packFloats([loss]))
    case .sideNetwork(let tensors):
      message.sideNetwork.tensors = tensors.map(Sidelight_V1_Tensor.init)
    case .cutGradient(let rows):
      message.cutGradient.sequence = positive(rows.sequence)
      message.cutGradient.gradient = Data(packFloats(rows.values))
    case .features(let rows):
      message.features.sequence = positive(rows.sequence)
      message.features.features = Data(packFloats(rows.values))
    case .globalModel(let round, let tensors):
      message.globalModel.round = positive(round)
      message.globalModel.tensors = tensors.map(Sidelight_V1_Tensor.init)
    }
    return framed(message)
  }

  /// Reads a framed message.
  public init(frame: [UInt8]) throws(WireError) { try self.init(frame: frame, hasValues: true) }

  init(frame: [UInt8], hasValues: Bool) throws(WireError) {
    let message: Sidelight_V1_ServerMessage = try unframed(frame)
    switch message.body {
    case .acknowledgement(let body): self = .acknowledgement(sequence: Int(body.sequence))
    case .resend(let body):
      var keys: [SampleKey] = []
      for bytes in body.keys {
        guard let key = SampleKey(bytes: bytes) else {
          throw WireError(
            .badField(name: "resend.keys", got: bytes.count, expected: SampleKey.byteCount))
        }
        keys.append(key)
      }
      self = .resend(keys)
    case .progress(let body):
      try check(body.loss.count, is: 4, field: "progress.loss")
      self = .progress(
        epoch: Int(body.epoch), loss: unpackFloats(body.loss)[0])
    case .sideNetwork(let body):
      self = .sideNetwork(try NamedTensor.all(body.tensors, hasValues: hasValues))
    case .cutGradient(let body):
      self = .cutGradient(
        try BatchRows(
          sequence: body.sequence, body.gradient, hasValues: hasValues,
          field: "cut_gradient.gradient"))
    case .features(let body):
      self = .features(
        try BatchRows(
          sequence: body.sequence, body.features, hasValues: hasValues,
          field: "features.features"))
    case .globalModel(let body):
      guard body.round > 0 else {
        throw WireError(.badField(name: "global_model.round", got: 0, expected: 1))
      }
      self = .globalModel(
        round: Int(body.round), try NamedTensor.all(body.tensors, hasValues: hasValues))
    case nil: throw WireError(.emptyMessage)
    }
  }
}

extension Sidelight_V1_Hello {
  fileprivate init(_ shape: SessionShape) {
    `protocol` = UInt32(SessionShape.protocolVersion)
    layers = positive(shape.layers)
    width = positive(shape.width)
    classes = positive(shape.classes)
    samples = positive(shape.samples)
    batch = positive(shape.batch)
    format =
      switch shape.format.element {
      case .fp32: .fp32
      case .fp16: .fp16
      case .bf16: .bf16
      case .int8: .int8
      case .int4: .int4
      }
    group = UInt32(shape.format.group)
    method =
      switch shape.method {
      case .pae: .pae
      case .mobillm: .mobillm
      case .lst: .lst
      case .split: .split
      case .uSplit: .uSplit
      case .fedavg: .fedavgLora
      }
    if shape.method.sendsSequences { tokens = positive(shape.tokens) }
    if shape.method.isSplit { cut = positive(shape.cut) }
  }
}

extension SessionShape {
  fileprivate init(_ hello: Sidelight_V1_Hello) throws(WireError) {
    try check(Int(hello.protocol), is: Self.protocolVersion, field: "hello.protocol")
    for (name, value) in [
      ("layers", hello.layers), ("width", hello.width), ("classes", hello.classes),
      ("samples", hello.samples), ("batch", hello.batch),
    ] where value == 0 || value > Self.extentLimit {
      throw WireError(.badField(name: "hello.\(name)", got: Int(value), expected: 1))
    }
    guard Int(hello.layers) * Int(hello.width) <= Self.activationLimit else {
      throw WireError(
        .badField(
          name: "hello.width", got: Int(hello.width),
          expected: Self.activationLimit / Int(hello.layers)))
    }
    let method = try SessionMethod(hello)
    try check(
      Int(hello.tokens), isWithin: method.sendsSequences, limit: Int(Self.extentLimit), "tokens")
    try check(Int(hello.cut), isWithin: method.isSplit, limit: Int(hello.layers) - 1, "cut")
    self.init(
      layers: Int(hello.layers), width: Int(hello.width), classes: Int(hello.classes),
      samples: Int(hello.samples), batch: Int(hello.batch), format: try ActivationFormat(hello),
      method: method, tokens: method.sendsSequences ? Int(hello.tokens) : 1, cut: Int(hello.cut))
    guard fitsFrames else {
      throw WireError(.badField(name: "hello.tokens", got: self.tokens, expected: 1))
    }
  }
}

extension SessionMethod {
  fileprivate init(_ hello: Sidelight_V1_Hello) throws(WireError) {
    switch hello.method {
    case .pae: self = .pae
    case .mobillm: self = .mobillm
    case .lst: self = .lst
    case .split: self = .split
    case .uSplit: self = .uSplit
    case .fedavgLora: self = .fedavg
    case .UNRECOGNIZED:
      throw WireError(.badField(name: "hello.method", got: hello.method.rawValue, expected: 0))
    }
  }
}

/// Throws unless an extent lies in 1...limit where a method has it, and is absent elsewhere.
private func check(
  _ extent: Int, isWithin isThere: Bool, limit: Int, _ name: String
) throws(WireError) {
  guard isThere ? (1...max(limit, 1)).contains(extent) && limit > 0 : extent == 0 else {
    throw WireError(.badField(name: "hello.\(name)", got: extent, expected: isThere ? limit : 0))
  }
}

extension ActivationFormat {
  fileprivate init(_ hello: Sidelight_V1_Hello) throws(WireError) {
    let element: Element
    switch hello.format {
    case .fp32: element = .fp32
    case .fp16: element = .fp16
    case .bf16: element = .bf16
    case .int8: element = .int8
    case .int4: element = .int4
    case .unspecified, .UNRECOGNIZED:
      throw WireError(.badField(name: "hello.format", got: hello.format.rawValue, expected: 1))
    }
    let divides = hello.group > 0 && hello.width.isMultiple(of: hello.group)
    guard element.isQuantised ? divides : hello.group == 0 else {
      throw WireError(
        .badField(
          name: "hello.group", got: Int(hello.group),
          expected: element.isQuantised ? Int(hello.width) : 0))
    }
    self.init(element, group: Int(hello.group))
  }
}

extension UploadedSample {
  /// Without values, the sample has `withheldTokens`.
  fileprivate init(
    _ sample: Sidelight_V1_Sample, _ session: SessionShape, withheldTokens: Int?
  ) throws(WireError) {
    guard let key = SampleKey(bytes: sample.key) else {
      throw WireError(
        .badField(name: "sample.key", got: sample.key.count, expected: SampleKey.byteCount))
    }
    if let tokens = withheldTokens {
      try check(sample.activations.count, is: 0, field: "sample.activations")
      try check(sample.delta.count, is: 0, field: "sample.delta")
      self.init(key: key, activations: [], delta: [])
      self.tokens = tokens
      label = session.method.sendsTokens ? 0 : nil
      return
    }
    guard session.method.sendsTokens else {
      try check(
        sample.activations.count, is: session.activationBytes, field: "sample.activations")
      try check(sample.delta.count, is: session.classes * 4, field: "sample.delta")
      self.init(
        key: key, activations: session.format.unpack(sample.activations),
        delta: unpackFloats(sample.delta))
      return
    }
    guard let tokens = session.tokens(inBytes: sample.activations.count) else {
      throw WireError(
        .badField(
          name: "sample.activations", got: sample.activations.count,
          expected: session.activationBytes))
    }
    try check(sample.delta.count, is: 0, field: "sample.delta")
    try check(sample.label.count, is: 4, field: "sample.label")
    let label = unpackLabel(sample.label)
    // What the bytes say is a secret, and no part of a message to people.
    guard (0..<session.classes).contains(label) else {
      throw WireError(.badField(name: "sample.label", got: 0, expected: 0))
    }
    self.init(
      key: key, activations: session.format.unpack(sample.activations), tokens: tokens,
      label: label)
  }
}

extension LocalUpdate {
  fileprivate init(_ update: Sidelight_V1_LocalUpdate, hasValues: Bool) throws(WireError) {
    guard update.round > 0 else {
      throw WireError(.badField(name: "local_update.round", got: 0, expected: 1))
    }
    try check(update.loss.count, is: hasValues ? 4 : 0, field: "local_update.loss")
    self.init(
      round: Int(update.round), loss: unpackFloats(update.loss).first,
      tensors: try NamedTensor.all(update.tensors, hasValues: hasValues))
  }
}

extension Sidelight_V1_Tensor {
  fileprivate init(_ tensor: NamedTensor) {
    name = tensor.name
    shape = tensor.shape.map(positive)
    values = Data(packFloats(tensor.values))
  }
}

extension NamedTensor {
  fileprivate static func all(
    _ tensors: [Sidelight_V1_Tensor], hasValues: Bool
  ) throws(WireError) -> [NamedTensor] {
    var result: [NamedTensor] = []
    for tensor in tensors { result.append(try NamedTensor(tensor, hasValues: hasValues)) }
    return result
  }

  fileprivate init(_ tensor: Sidelight_V1_Tensor, hasValues: Bool) throws(WireError) {
    guard hasValues else {
      try check(tensor.values.count, is: 0, field: "tensor.values")
      self.init(name: tensor.name, shape: tensor.shape.map(Int.init), values: [])
      return
    }
    var elements = 1
    for extent in tensor.shape {
      let (product, overflow) = elements.multipliedReportingOverflow(by: Int(extent))
      guard !overflow, product <= tensor.values.count else {
        throw WireError(
          .badField(name: "tensor.shape", got: Int(extent), expected: tensor.values.count / 4))
      }
      elements = product
    }
    try check(tensor.values.count, is: elements * 4, field: "tensor.values")
    self.init(
      name: tensor.name, shape: tensor.shape.map(Int.init),
      values: unpackFloats(tensor.values))
  }
}

func positive(_ value: Int) -> UInt32 {
  precondition(value > 0, "fixed32 counters start at one, for proto3 drops zeros")
  return UInt32(value)
}

private func framed(_ message: some Message) -> [UInt8] {
  guard let payload: [UInt8] = try? message.serializedBytes() else {
    preconditionFailure("a message of ours has no required fields and no groups")
  }
  return MessageFrame.wrap(payload)
}

private func unframed<Body: Message>(_ frame: [UInt8]) throws(WireError) -> Body {
  let payload = try MessageFrame.unwrap(frame)
  guard let message = try? Body(serializedBytes: Data(payload)) else {
    throw WireError(.notProtobuf)
  }
  return message
}

func check(_ got: Int, is expected: Int, field: String) throws(WireError) {
  guard got == expected else {
    throw WireError(.badField(name: field, got: got, expected: expected))
  }
}
