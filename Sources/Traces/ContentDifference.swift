import Wire

/// Finds the first value that differs between two frames of one kind.
enum ContentDifference {
  /// The value in words, or the first byte that differs where the frames cannot be decoded.
  static func first(
    _ left: FrameDescriber.Decoded, _ leftBytes: [UInt8],
    _ right: FrameDescriber.Decoded, _ rightBytes: [UInt8]
  ) -> String? {
    let value: String? =
      switch (left, right) {
      case (.device(let left), .device(let right)): device(left, right)
      case (.server(let left), .server(let right)): server(left, right)
      default: nil
      }
    if let value { return value }
    guard let byte = zip(leftBytes, rightBytes).enumerated().first(where: { $1.0 != $1.1 }) else {
      return "one frame is the other's beginning"
    }
    return "byte \(byte.offset): \(byte.element.0) and \(byte.element.1)"
  }

  private static func device(_ left: DeviceMessage, _ right: DeviceMessage) -> String? {
    switch (left, right) {
    case (.hello(let left), .hello(let right)):
      return
        field("hello.layers", left.layers, right.layers)
        ?? field("hello.width", left.width, right.width)
        ?? field("hello.classes", left.classes, right.classes)
        ?? field("hello.samples", left.samples, right.samples)
        ?? field("hello.batch", left.batch, right.batch)
        ?? field("hello.format", left.format, right.format)
        ?? field("hello.method", left.method.rawValue, right.method.rawValue)
        ?? field("hello.tokens", left.tokens, right.tokens)
        ?? field("hello.cut", left.cut, right.cut)
    case (.samples(let leftNumber, let left), .samples(let rightNumber, let right)):
      if let found = field("samples.sequence", leftNumber, rightNumber)
        ?? field("number of samples", left.count, right.count)
      {
        return found
      }
      for (index, pair) in zip(left, right).enumerated() {
        let path = "samples.samples[\(index)]"
        if let found = field("\(path).key", pair.0.key, pair.1.key)
          ?? element("\(path).activations", pair.0.activations, pair.1.activations)
          ?? element("\(path).delta", pair.0.delta, pair.1.delta)
        {
          return found
        }
      }
      return nil
    case (.cut(let left), .cut(let right)):
      return field("cut.sequence", left.sequence, right.sequence)
        ?? field("cut.lengths", left.lengths, right.lengths)
        ?? element("cut.states", left.states, right.states)
        ?? field("cut.labels", left.labels ?? [], right.labels ?? [])
    case (.featureGradient(let left), .featureGradient(let right)):
      return rows("feature_gradient", "gradient", left, right)
    default: return nil
    }
  }

  private static func rows(
    _ path: String, _ name: String, _ left: BatchRows, _ right: BatchRows
  ) -> String? {
    field("\(path).sequence", left.sequence, right.sequence)
      ?? element("\(path).\(name)", left.values, right.values)
  }

  private static func server(_ left: ServerMessage, _ right: ServerMessage) -> String? {
    switch (left, right) {
    case (.acknowledgement(let left), .acknowledgement(let right)):
      return field("acknowledgement.sequence", left, right)
    case (.resend(let left), .resend(let right)):
      let keys = zip(left, right).enumerated().first { $1.0 != $1.1 }
      return field("number of keys", left.count, right.count)
        ?? keys.flatMap { field("resend.keys[\($0.offset)]", $0.element.0, $0.element.1) }
    case (.progress(let leftEpoch, let left), .progress(let rightEpoch, let right)):
      return field("progress.epoch", leftEpoch, rightEpoch)
        ?? element("progress.loss", [left], [right])
    case (.sideNetwork(let left), .sideNetwork(let right)):
      for (left, right) in zip(left, right) {
        if let found = field("name of a tensor", left.name, right.name)
          ?? element("side_network.\(left.name)", left.values, right.values)
        {
          return found
        }
      }
      return nil
    case (.cutGradient(let left), .cutGradient(let right)):
      return rows("cut_gradient", "gradient", left, right)
    case (.features(let left), .features(let right)):
      return rows("features", "features", left, right)
    default: return nil
    }
  }

  private static func field<Value: Equatable>(
    _ path: String, _ left: Value, _ right: Value
  ) -> String? {
    left == right ? nil : "\(path): \(left) and \(right)"
  }

  /// Bit by bit, for one value that is no number equals nothing.
  private static func element(_ path: String, _ left: [Float], _ right: [Float]) -> String? {
    guard left.count == right.count else {
      return "\(path): \(left.count) and \(right.count) values"
    }
    let found = zip(left, right).enumerated().first { $1.0.bitPattern != $1.1.bitPattern }
    return found.map { "\(path)[\($0.offset)]: \($0.element.0) and \($0.element.1)" }
  }
}
