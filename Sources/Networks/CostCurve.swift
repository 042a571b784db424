/// The bottleneck's time for the first bytes of a connection, without waiting for the window.
struct CostCurve: Sendable {
  private struct Piece: Sendable {
    /// The first byte.
    var position: UInt64
    /// The cost of all bytes before it.
    var before: UInt128
    /// Ticks for each byte.
    var perByte: UInt128
  }

  private var pieces: [Piece]

  /// The same cost for each byte.
  init(perByte: FinePoint) {
    pieces = [Piece(position: 0, before: 0, perByte: perByte.ticks)]
  }

  /// Adds a piece that begins at `position`, behind the last one, with a cost at its start.
  mutating func append(from position: UInt64, once: UInt128, perByte: FinePoint) {
    let before = self(position) + once
    precondition(
      pieces.last.map { $0.position <= position } == true, "pieces must be in order of position")
    if pieces.last?.position == position { pieces.removeLast() }
    pieces.append(Piece(position: position, before: before, perByte: perByte.ticks))
  }

  func callAsFunction(_ position: UInt64) -> UInt128 {
    var (low, high) = (0, pieces.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if pieces[middle].position <= position { low = middle } else { high = middle - 1 }
    }
    return pieces[low].before + UInt128(position - pieces[low].position) * pieces[low].perByte
  }
}
