import Determinism

/// Slow start as a fluid: when bytes leave while the window opens, exactly.
///
/// A byte leaves no earlier than it was offered, than the bottleneck has served those before it,
/// and than the window admits it:
///
///     T(p) = max over q <= p of  max(offered(q), T(f^-1(q)) + loop) + cost(p) - cost(q)
///
/// Only the first byte of a busy period can hold others back: later ones follow at the bottleneck's
/// pace, and the window opens faster than that. So each period leaves one mark.
///
/// Where the rate changes, all this holds for the highest rate, and the capacity is integrated from
/// each mark on besides. What the window costs because bytes left later than at the highest rate is
/// neglected: then the bottleneck was busy.
struct WindowGrowth {
  /// What is the same for a whole connection.
  struct Settings {
    var segmentBytes: UInt64
    var initialWindow: UInt64
    /// When the first byte may leave.
    var open: FinePoint
    /// From a pair of segments leaving to their acknowledgement.
    var loop: FinePoint
    var cost: CostCurve
    /// The time after which a single segment is acknowledged; nil when another one comes before.
    var singleAcknowledgement: FinePoint?
  }

  /// A burst of segments that leave back to back.
  struct Train {
    var start: UInt64
    /// Where the next train begins; nil when the path is full and no gap follows.
    var end: UInt64?
    /// The first byte that acknowledgements of this train cannot release.
    var reach: UInt64
    /// Bytes in the train before, and the idle time between; nil for the connection's first.
    var previous: (bytes: UInt64, idle: FinePoint)?
    /// Whether acknowledgements release it, rather than an offer.
    var isClocked: Bool
  }

  private struct Mark {
    var position: UInt64
    var time: FinePoint
    /// Whether it descends from the acknowledgement of a single segment.
    var isSide = false
  }

  let settings: Settings
  private var capacity: CapacityQueue?
  /// The current busy period: where and when it began.
  private var busy = Mark(position: 0, time: FinePoint(ticks: 0))
  /// Acknowledgements that may hold bytes back: bytes behind `position` wait for `time`.
  private var holds = FirstInFirstOut<Mark>()
  /// The current train, those beside it left out.
  private(set) var train: Train?
  /// Acknowledgements that held bytes back so far.
  private(set) var rounds: UInt64 = 0

  /// With a capacity, the cost of bytes is that at its highest rate.
  init(_ settings: Settings, capacity: CapacityQueue?) {
    self.settings = settings
    self.capacity = capacity
  }

  /// When the current busy period began.
  var busySince: FinePoint { busy.time }

  /// When the byte at `position` would leave if nothing else held it back.
  mutating func time(at position: UInt64) -> FinePoint {
    let windowed = paced(at: position)
    guard let served = capacity?.finish(at: position) else { return windowed }
    return max(windowed, served)
  }

  /// The same without the capacity.
  private func paced(at position: UInt64) -> FinePoint {
    let cost = settings.cost
    return FinePoint(ticks: busy.time.ticks + cost(position) - cost(busy.position))
  }

  /// Lets bytes from `position` on be offered at `time`; returns when the first one departs.
  mutating func offer(at position: UInt64, time: FinePoint) -> FinePoint {
    while admitNext(before: position + 1) {}
    begin(Mark(position: position, time: max(time, settings.open)), isClocked: false)
    return self.time(at: position)
  }

  /// Where the next acknowledgement holds bytes back, if that is before `end`.
  func nextHold(before end: UInt64) -> UInt64? {
    guard let hold = holds.first, hold.position < end else { return nil }
    return hold.position
  }

  /// Applies the next acknowledgement that bytes before `end` must wait for, if there is one.
  mutating func admitNext(before end: UInt64) -> Bool {
    guard let hold = holds.first, hold.position < end else { return false }
    holds.removeFirst()
    rounds += 1
    begin(hold, isClocked: true)
    return true
  }

  /// Starts a busy period, unless the current one reaches beyond its time.
  private mutating func begin(_ mark: Mark, isClocked: Bool) {
    capacity?.begin(at: mark.position, time: mark.time)
    let idleFrom = paced(at: mark.position)
    guard mark.time > idleFrom else { return }
    busy = mark
    let reach = reach(of: mark.position)
    // Where the window covers rate x loop, the acknowledgement comes before it is needed.
    let isHeld = paced(at: reach).ticks - mark.time.ticks < settings.loop.ticks
    if isHeld {
      let time = FinePoint(ticks: mark.time.ticks + settings.loop.ticks)
      if let single = settings.singleAcknowledgement, train == nil {
        // The last segment of the first window has no partner.
        hold(Mark(position: reach, time: time))
        let side = reach + self.reach(of: reach) - reach - 2 * settings.segmentBytes
        let late = FinePoint(ticks: time.ticks + single.ticks)
        hold(Mark(position: side, time: late, isSide: true))
      } else {
        hold(Mark(position: reach, time: time, isSide: mark.isSide))
      }
    }
    guard !mark.isSide else { return }
    let previous = train.map { train in
      (bytes: mark.position - train.start, idle: FinePoint(ticks: mark.time.ticks - idleFrom.ticks))
    }
    train = Train(
      start: mark.position, end: isHeld ? reach : nil, reach: reach, previous: previous,
      isClocked: isClocked)
  }

  private mutating func hold(_ mark: Mark) {
    holds.append(mark)
    var place = holds.count - 1
    while place > 0, holds[place - 1].position > holds[place].position {
      (holds[place - 1], holds[place]) = (holds[place], holds[place - 1])
      place -= 1
    }
  }

  /// How far the sender may go once the bytes before `position` are acknowledged.
  ///
  /// Acknowledgements answer pairs, the very first one a single segment. So one segment has no
  /// partner at the end of each window, unless a timer has it acknowledged by itself.
  private func reach(of position: UInt64) -> UInt64 {
    let missing = settings.singleAcknowledgement == nil ? 2 * settings.segmentBytes : 0
    return settings.initialWindow + position + max(position, missing) - missing
  }
}
