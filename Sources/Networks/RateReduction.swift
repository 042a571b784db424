/// Proportional rate reduction (RFC 6937): how much a sender may send while it recovers from loss.
///
/// Above the threshold it sends in proportion to what arrives. Below, it sends what has arrived,
/// and one segment more while repeated segments get acknowledged.
struct RateReduction {
  private var flightAtStart = 1
  private var delivered = 0
  private(set) var sent = 0

  /// Begins a recovery with `outstanding` bytes unacknowledged.
  mutating func begin(outstanding: Int) {
    flightAtStart = max(1, outstanding)
    delivered = 0
    sent = 0
  }

  /// Counts bytes sent during the recovery.
  mutating func count(sent bytes: Int) { sent += bytes }

  /// The window after an acknowledgement that delivered `bytes`.
  mutating func window(
    delivered bytes: Int, inFlight: Int, threshold: Int, segment: Int, progress: Bool
  ) -> Int {
    delivered += bytes
    let balance = delivered - sent
    var budget: Int
    if inFlight > threshold {
      // 32 bits hold this product in the implementation that this one is measured against. Beyond,
      // the sender waits until what is on its way has shrunk to the threshold.
      let product = UInt32(truncatingIfNeeded: delivered * threshold)
      budget = (Int(product) + flightAtStart - 1) / flightAtStart - sent
    } else if progress {
      budget = (balance < 0 ? balance : max(balance, bytes)) + segment
    } else {
      budget = bytes
    }
    if inFlight <= threshold { budget = min(budget, threshold - inFlight) }
    // The segment that begins the recovery always goes out.
    budget = max(budget, sent > 0 ? 0 : segment)
    return inFlight + budget
  }
}
