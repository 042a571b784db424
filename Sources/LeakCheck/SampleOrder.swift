internal import Traces
internal import Wire

/// Compares which samples two frames speak of, whatever keys the runs gave them.
struct SampleOrder {
  private let base: [SampleKey: Int]
  private let variant: [SampleKey: Int]
  private let session: SessionShape

  /// Nil unless both runs say which key stands for which sample.
  init?(base: [SampleKey: Int]?, variant: [SampleKey: Int]?, session: SessionShape) {
    guard let base, let variant else { return nil }
    self.base = base
    self.variant = variant
    self.session = session
  }

  /// Whether the frames name different samples, or the same ones in another order.
  func differs(_ left: TraceFrame, _ right: TraceFrame) -> Bool {
    keys(left).map { base[$0] } != keys(right).map { variant[$0] }
  }

  /// The keys in a frame; none where it cannot be read, which is the schema check's business.
  private func keys(_ frame: TraceFrame) -> [SampleKey] {
    switch frame.direction {
    case .toServer:
      if case .samples(_, let samples)? = try? DeviceMessage(frame: frame.bytes, session: session) {
        return samples.map(\.key)
      }
    case .toDevice:
      if frame.kind == MessageKind.resend.rawValue,
        case .resend(let keys)? = try? ServerMessage(frame: frame.bytes)
      {
        return keys
      }
    }
    return []
  }
}
