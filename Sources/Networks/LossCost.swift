import Determinism

/// What random losses cost a sender that never lacks data, on average, by position in the stream.
///
/// The first loss ends slow start. Where it happens is geometrically distributed, and everything
/// after it depends on that, so eight equally likely places stand for the distribution. After each,
/// losses follow at their mean distance, 1.1/p packets and two windows: losses of one window shrink
/// it once. Between them Reno's window grows by one packet a round trip, so that it settles where
/// sqrt(3/2p) (Mathis et al., "The Macroscopic Behavior of the TCP Congestion Avoidance Algorithm",
/// 1997) says, 15 % higher for the irregular distances. CUBIC shrinks until it reaches its steady
/// window 1.33 (RTT/p)^(3/4), and never falls below about two packets. A packet and its
/// repetition are both lost with probability p^2; then the timer has to fire, with the minimum
/// timeout. Constants are fitted to the packet model.
///
/// Seconds for a packet are monotone in the service time and in the round trip, exactly, since only
/// monotone operations lead there: sums, products, quotients and roots of positive numbers.
struct LossCost {
  private static let places = 8
  private static let initialWindow = 10.0
  private static let spacing = 1.1
  private static let windowsPerLoss = 2.0
  private static let timeoutsPerSquare = 1.07
  /// Round trips that the first loss costs by itself, and an overflow of the queue.
  private static let firstLossRounds = 0.5
  private static let overflowRounds = 1.5

  let loss: Double
  let isCubic: Bool
  /// Seconds for a packet at the bottleneck, repetitions included.
  let service: Double
  let roundTrip: Double
  /// Packets that path and queue hold; infinite without a limit of the queue.
  let full: Double
  /// The packet at which slow start overflows the queue; infinite without a limit.
  let firstDrop: Double
  let minimumTimeout: Double

  private var timeout: Double { max(minimumTimeout, 1.5 * roundTrip) }

  /// The expected time to open a connection beyond a round trip: the first packet or its answer may
  /// be lost, and the waiting time doubles.
  static func handshake(loss: Double, connectTimeout: Double) -> Double {
    // sum of p^k 2^(k-1); beyond 0.45 the sum of six attempts is as good.
    loss < 0.45 ? connectTimeout * loss / (1 - 2 * loss) : connectTimeout * 63 * loss
  }

  /// The expected time that a loss among the last three packets of a message costs: too few follow
  /// to prove it, so the timer has to fire.
  func tail(packets: Double) -> Double { 3 * loss * timeout * min(1, packets / 3) }

  /// A stretch of the stream: from a packet on, seconds for each one.
  struct Piece {
    var packet: Double
    var seconds: Double
    /// Seconds that pass once, at its start.
    var once = 0.0
  }

  /// The cost of a backlogged stream, ordered by packet, from the first one on.
  func pieces() -> [Piece] {
    var branches: [[Piece]] = []
    for place in 0..<Self.places {
      let portion = (Double(place) + 0.5) / Double(Self.places)
      let first = -DeterministicMath.log(1 - portion) / loss
      branches.append(branch(firstLoss: first))
    }
    let starts = branches.flatMap { $0.map(\.packet) }.sorted()
    let repetition = Self.timeoutsPerSquare * loss * loss * timeout
    var places = [Int](repeating: 0, count: branches.count)
    var pieces: [Piece] = []
    for start in starts where pieces.last?.packet != start {
      var piece = Piece(packet: start, seconds: 0)
      for (index, branch) in branches.enumerated() {
        while places[index] + 1 < branch.count, branch[places[index] + 1].packet <= start {
          places[index] += 1
          piece.once += branch[places[index]].once / Double(branches.count)
        }
        piece.seconds += branch[places[index]].seconds
      }
      piece.seconds = piece.seconds / Double(branches.count) + repetition
      pieces.append(piece)
    }
    return pieces
  }

  /// One way in which losses may fall.
  private func branch(firstLoss: Double) -> [Piece] {
    let overflows = firstDrop < firstLoss
    var packet = min(firstLoss, firstDrop)
    let rounds = overflows ? Self.overflowRounds : Self.firstLossRounds
    var pieces = [Piece(packet: 0, seconds: service)]
    var once = rounds * roundTrip
    var window = min(Self.initialWindow + packet, full) * (isCubic ? 0.7 : 0.5)
    for _ in 0..<30 {
      window = max(1, window)
      let distance = Self.spacing / loss + Self.windowsPerLoss * window
      var average = window
      var next = window * 0.7
      if !isCubic {
        let end = (window * window + 2 * distance).squareRoot()
        average = (window + end) / 2
        next = min(full, end) / 2
      }
      pieces.append(Piece(packet: packet, seconds: seconds(window: average), once: once))
      once = 0
      packet += distance
      // Reno settles after a few losses, CUBIC where its window is small.
      let isSettled = isCubic ? next < 2 : (next - window).magnitude < 0.02 * window
      if isSettled { break }
      window = next
    }
    return pieces
  }

  /// Seconds for a packet at a window, limited by the bottleneck, too.
  private func seconds(window: Double) -> Double {
    var byWindow = roundTrip / min(window, full)
    if isCubic { byWindow = min(byWindow, max(steadyCubic, roundTrip / full)) }
    return Self.combined(byWindow, service)
  }

  /// Seconds for a packet at CUBIC's steady window: RTT / sqrt((1.33 (RTT/p)^(3/4))^2 + 2.2^2).
  private var steadyCubic: Double {
    let growth = 1.77 / (loss * loss.squareRoot()) / roundTrip.squareRoot()
    let least = 4.84 / roundTrip / roundTrip
    return 1 / (growth + least).squareRoot()
  }

  /// About the larger one, a little more where both are close: the 8-norm.
  private static func combined(_ left: Double, _ right: Double) -> Double {
    func eighth(_ value: Double) -> Double {
      let square = value * value
      return square * square * (square * square)
    }
    return (eighth(left) + eighth(right)).squareRoot().squareRoot().squareRoot()
  }
}
