internal import Traces
internal import Wire

/// Compares which samples two frames speak of, and the keys that the runs gave them.
struct SampleOrder {
  private let base: [SampleKey: Int]
  private let variant: [SampleKey: Int]
  private let reader: SampleReader

  /// Nil unless both runs say which key stands for which sample.
  init?(base: [SampleKey: Int]?, variant: [SampleKey: Int]?, tree: SchemaTree) {
    guard let base, let variant else { return nil }
    self.base = base
    self.variant = variant
    reader = SampleReader(tree)
  }

  /// Whether the frames name different samples, or the same ones in another order.
  func differs(_ left: TraceFrame, _ right: TraceFrame) -> Bool {
    keys(left).map { base[$0] } != keys(right).map { variant[$0] }
  }

  /// Whether the frames name samples by other keys.
  func renames(_ left: TraceFrame, _ right: TraceFrame) -> Bool { keys(left) != keys(right) }

  private func keys(_ frame: TraceFrame) -> [SampleKey] {
    reader.keys(
      in: frame.bytes, kind: frame.kind, fromDevice: frame.direction == .toServer)
  }
}
