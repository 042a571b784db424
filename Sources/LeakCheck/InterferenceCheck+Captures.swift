internal import Traces
internal import Wire

extension InterferenceCheck {
  /// Compares two captures, in which real clocks and real networks run.
  ///
  /// Each direction of each connection is compared by itself: what crosses in the other one, and
  /// when, differs from run to run without any secret.
  static func compareCaptures(
    _ base: CheckMaterial, _ variant: PairedTrace
  ) throws -> Comparison {
    let order = SampleOrder(base: base.samples, variant: variant.samples, tree: base.tree)
    let left = try lanes(base.frames)
    let right = try lanes(variant.frames)
    var result = Comparison()
    guard left.map(\.name) == right.map(\.name) else {
      result.difference = Difference(
        frame: 0, field: "flow",
        message:
          "the base has \(left.count) directions of connections with frames in them and the "
          + "variant \(right.count), or not the same ones")
      return result
    }
    for (one, other) in zip(left, right) {
      for (first, second) in zip(one.frames, other.frames) {
        if let difference = difference(first, second, one.name, order) {
          result.difference = difference
          return result
        }
        if first.frame.bytes != second.frame.bytes { result.payloadsDiffering += 1 }
        result.frames += 1
      }
      if one.frames.count != other.frames.count {
        result.difference = Difference(
          frame: result.frames, field: "count",
          message:
            "\(one.name) has \(one.frames.count) frames in one run and \(other.frames.count) in "
            + "the other")
        return result
      }
    }
    return result
  }

  private struct Lane {
    var flow: UInt32
    var direction: TraceDirection
    var frames: [(index: Int, frame: TraceFrame)] = []

    var name: String { "flow \(flow) \(direction.name)" }
  }

  private static func lanes(_ source: FrameSource) throws -> [Lane] {
    var lanes: [Lane] = []
    try source.forEach { index, frame in
      let known = lanes.firstIndex { $0.flow == frame.flow && $0.direction == frame.direction }
      if known == nil { lanes.append(Lane(flow: frame.flow, direction: frame.direction)) }
      lanes[known ?? lanes.count - 1].frames.append((index, frame))
    }
    return lanes.sorted {
      ($0.flow, $0.direction.rawValue) < ($1.flow, $1.direction.rawValue)
    }
  }

  private static func difference(
    _ left: (index: Int, frame: TraceFrame), _ right: (index: Int, frame: TraceFrame),
    _ lane: String, _ order: SampleOrder?
  ) -> Difference? {
    let (one, other) = (left.frame, right.frame)
    let fields: [(name: String, base: Int, variant: Int)] = [
      ("kind", Int(one.kind), Int(other.kind)), ("size", one.bytes.count, other.bytes.count),
    ]
    for field in fields where field.base != field.variant {
      return Difference(
        frame: left.index, field: field.name,
        message:
          "\(field.name) is \(field.base) in one run and \(field.variant) in the other (\(lane))")
    }
    guard order?.differs(one, other) == true else { return nil }
    return Difference(
      frame: left.index, field: "order",
      message: "the samples in it come in another order (\(lane))")
  }
}
