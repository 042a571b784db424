import Wire

extension TraceFrame {
  /// The kind's name, or `kind 99` for one that this program does not know.
  public var kindName: String { MessageKind(rawValue: kind)?.name ?? "kind \(kind)" }
}
