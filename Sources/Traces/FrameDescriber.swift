import Foundation
public import Wire

/// Says in words what recorded frames hold; activations and networks are summarised.
public struct FrameDescriber {
  /// Sessions by flow, as the hellos that were read announced them.
  private var sessions: [UInt32: SessionShape] = [:]
  /// The schema of a client that is not ours.
  private let client: SchemaTree?
  /// Names for the kinds of frames.
  public let kinds: FrameKinds

  /// A describer that has read nothing, of our own messages or of a client's.
  public init(client: SchemaTree? = nil) {
    self.client = client
    kinds = client.map(FrameKinds.init) ?? .standard
  }

  /// Looks for hellos in the trace at `path`, in the frames before number `limit`.
  ///
  /// What cannot be read teaches nothing.
  public mutating func learn(from path: String, before limit: UInt64) {
    guard client == nil, let reader = try? TraceReader(path: path) else { return }
    while reader.frameNumber < limit, let frame = try? reader.next() { learn(frame) }
  }

  /// Remembers the session that a hello opens.
  public mutating func learn(_ frame: TraceFrame) {
    guard client == nil, frame.direction == .toServer, frame.kind == MessageKind.hello.rawValue,
      case .hello(let shape)? = try? DeviceMessage(frame: frame.bytes, session: nil)
    else { return }
    sessions[frame.flow] = shape
  }

  /// One line about the content of a frame.
  public func summary(_ frame: TraceFrame) -> String {
    if let client { return ClientFrame(frame, client).summary }
    let content: String =
      switch message(frame) {
      case .device(.hello(let shape)):
        "\(shape.layers) layers, width \(shape.width), \(shape.classes) classes, "
          + "\(shape.samples) samples in batches of \(shape.batch), \(shape.format)"
          + (shape.method.isSplit ? ", \(shape.cut) of the layers on the device" : "")
      case .device(.samples(let sequence, let samples)):
        "batch \(sequence), \(samples.count) samples: activations "
          + Self.statistics(samples.lazy.flatMap(\.activations)) + "; delta "
          + Self.statistics(samples.lazy.flatMap(\.delta))
      case .device(.goodbye): "the side network has arrived"
      case .device(.cut(let batch)):
        "batch \(batch.sequence), \(batch.lengths.count) sequences of \(batch.tokens) tokens: "
          + Self.statistics(batch.states) + (batch.labels == nil ? "" : "; and labels")
      case .device(.featureGradient(let rows)), .server(.cutGradient(let rows)),
        .server(.features(let rows)):
        "batch \(rows.sequence): " + Self.statistics(rows.values)
      case .device(.localUpdate(let update)):
        "round \(update.round), loss \(update.loss.map(Self.number) ?? "left out"), "
          + Self.arrays(update.tensors)
      case .server(.globalModel(let round, let tensors)):
        "round \(round), " + Self.arrays(tensors)
      case .server(.acknowledgement(let sequence)): "batch \(sequence)"
      case .server(.resend(let keys)): "\(keys.count) samples wanted again"
      case .server(.progress(let epoch, let loss)): "epoch \(epoch), loss \(Self.number(loss))"
      case .server(.sideNetwork(let tensors)):
        Self.arrays(tensors)
      case .unreadable(let reason): "cannot be decoded: \(reason)"
      }
    return content + misnamed(frame)
  }

  private static func arrays(_ tensors: [NamedTensor]) -> String {
    "\(tensors.count) tensors: " + statistics(tensors.lazy.flatMap(\.values))
  }

  /// A remark where the recorded kind is not that of the content.
  private func misnamed(_ frame: TraceFrame) -> String {
    let code = MessageKind.code(of: frame.bytes, fromDevice: frame.direction == .toServer)
    return code == frame.kind ? "" : " (recorded as \(kinds.name(frame.kind)))"
  }

  /// Whether this frame can only be decoded with a session that has not been read.
  public func lacksSession(_ frame: TraceFrame) -> Bool {
    let inSessions: [MessageKind] = [.samples, .cut, .featureGradient, .localUpdate]
    let code = MessageKind.code(of: frame.bytes, fromDevice: true)
    return client == nil && frame.direction == .toServer && sessions[frame.flow] == nil
      && inSessions.contains { $0.rawValue == code }
  }

  /// Lines about the parts of a frame: samples with their keys, tensors with their shapes.
  public func details(_ frame: TraceFrame) -> [String] {
    if let client { return ClientFrame(frame, client).details }
    return switch message(frame) {
    case .device(.samples(_, let samples)):
      samples.map { sample in
        "key \(sample.key)  |A| \(Self.number(Self.norm(sample.activations)))  delta ["
          + sample.delta.map(Self.number).joined(separator: " ") + "]"
      }
    case .server(.resend(let keys)): keys.map { "key \($0)" }
    case .server(.sideNetwork(let tensors)), .server(.globalModel(_, let tensors)):
      tensors.map { "\($0.name.printable) \($0.shape): " + Self.statistics($0.values) }
    default: []
    }
  }

  enum Decoded {
    case device(DeviceMessage)
    case server(ServerMessage)
    case unreadable(String)
  }

  func message(_ frame: TraceFrame) -> Decoded {
    do throws(WireError) {
      return switch frame.direction {
      case .toServer:
        .device(try DeviceMessage(frame: frame.bytes, session: sessions[frame.flow]))
      case .toDevice: .server(try ServerMessage(frame: frame.bytes))
      }
    } catch {
      if lacksSession(frame) {
        return .unreadable("no hello of flow \(frame.flow) is on record")
      }
      return .unreadable(error.description)
    }
  }

  private static func norm(_ values: [Float]) -> Double {
    values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
  }

  private static func statistics(_ values: some Sequence<Float>) -> String {
    var (count, sum, least, most) = (0, 0.0, Float.infinity, -Float.infinity)
    for value in values {
      count += 1
      sum += Double(value) * Double(value)
      (least, most) = (min(least, value), max(most, value))
    }
    guard count > 0 else { return "none" }
    return "\(count) floats in [\(number(least)), \(number(most))], rms "
      + number((sum / Double(count)).squareRoot())
  }

  private static func number(_ value: Float) -> String { number(Double(value)) }

  private static func number(_ value: Double) -> String { String(format: "%.4g", value) }
}
