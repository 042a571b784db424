import Determinism
import EventSimulation
import Testing

/// Counts of cases in one place.
private enum Cases {
  static let seeds: UInt64 = 300
  static let operations = 400
}

private func at(_ nanoseconds: UInt64) -> SimInstant { SimInstant(nanoseconds: nanoseconds) }

/// The specification: a list that is searched for the least (time, sequence).
private struct SlowQueue {
  var now: UInt64 = 0
  var pending: [(time: UInt64, sequence: Int)] = []

  mutating func popNext() -> (time: UInt64, sequence: Int)? {
    guard let next = pending.min(by: { ($0.time, $0.sequence) < ($1.time, $1.sequence) })
    else { return nil }
    pending.removeAll { $0.sequence == next.sequence }
    now = next.time
    return next
  }
}

@Suite struct EventQueueTests {
  @Test func eventsFireInOrderOfTimeThenScheduling() {
    for seed in 0..<Cases.seeds {
      var stream = Seed(seed).stream("queue", ledger: nil)
      // Few distinct delays make many ties; a delay of zero ties with the present.
      let spread = [1, 2, 5, 1_000][stream.next(below: 4)]
      var queue = EventQueue<Int>(ties: .scheduled)
      var slow = SlowQueue()
      var tokens: [EventToken] = []
      for _ in 0..<Cases.operations {
        switch stream.next(below: 8) {
        case 0..<4:
          let time = slow.now + UInt64(stream.next(below: spread))
          slow.pending.append((time, tokens.count))
          tokens.append(queue.schedule(tokens.count, at: at(time)))
        case 4..<6:
          let expected = slow.popNext()
          let got = queue.popNext()
          #expect(got?.event == expected?.sequence, "seed \(seed)")
          #expect(got?.time == expected.map { at($0.time) }, "seed \(seed)")
        case 6 where !tokens.isEmpty:
          let victim = stream.next(below: tokens.count)
          let present = slow.pending.contains { $0.sequence == victim }
          slow.pending.removeAll { $0.sequence == victim }
          let cancelled = queue.cancel(tokens[victim])
          #expect(cancelled == present, "seed \(seed)")
        default:
          let expected = slow.pending.map(\.time).min()
          let got = queue.nextTime()
          #expect(got == expected.map(at), "seed \(seed)")
        }
        #expect(queue.count == slow.pending.count, "seed \(seed)")
        #expect(queue.isEmpty == slow.pending.isEmpty)
        #expect(queue.now == at(slow.now), "seed \(seed)")
      }
      while let expected = slow.popNext() {
        let got = queue.popNext()
        #expect(got?.event == expected.sequence, "seed \(seed)")
      }
      let none = queue.popNext()
      #expect(none == nil, "seed \(seed)")
    }
  }

  @Test func manyEventsComeOutSorted() {
    var stream = Seed(1).stream("queue", ledger: nil)
    var queue = EventQueue<Int>(ties: .scheduled)
    let times = (0..<50_000).map { _ in UInt64(stream.next(below: 10_000)) }
    for (index, time) in times.enumerated() { queue.schedule(index, at: at(time)) }
    let expected = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
    let order = drained(&queue)
    #expect(order == expected)
  }

  @Test func massCancellationKeepsTheRestInOrder() {
    var queue = EventQueue<Int>(ties: .scheduled)
    let tokens = (0..<10_000).map { queue.schedule($0, at: at(UInt64($0 % 100))) }
    for (index, token) in tokens.enumerated() where index % 50 != 7 { queue.cancel(token) }
    #expect(queue.count == 200)
    let expected = stride(from: 7, to: 10_000, by: 50).sorted { ($0 % 100, $0) < ($1 % 100, $1) }
    let order = drained(&queue)
    #expect(order == expected)
    let again = tokens.filter { queue.cancel($0) }
    #expect(again.isEmpty)
  }

  @Test func aTokenNeverCancelsTheNextTenantOfItsSlot() {
    var queue = EventQueue<Int>(ties: .scheduled)
    let first = queue.schedule(1, at: at(1))
    _ = queue.popNext()
    queue.schedule(2, at: at(2))
    let cancelled = queue.cancel(first)
    #expect(!cancelled)
    let next = queue.popNext()
    #expect(next?.event == 2)
  }

  @Test func shuffledTiesKeepTheOrderOfTimeAndDependOnTheSeedAlone() {
    func order(_ ties: EventQueue<Int>.TieOrder) -> [Int] {
      var queue = EventQueue<Int>(ties: ties)
      for index in 0..<300 { queue.schedule(index, at: at(UInt64(index / 100))) }
      return drained(&queue)
    }
    let shuffled = order(.shuffled(Seed(5)))
    #expect(shuffled == order(.shuffled(Seed(5))))
    #expect(shuffled != order(.shuffled(Seed(6))))
    #expect(order(.scheduled) == Array(0..<300))
    #expect(shuffled != order(.scheduled))
    for group in 0..<3 {
      let part = shuffled[group * 100..<group * 100 + 100]
      #expect(part.sorted() == Array(group * 100..<group * 100 + 100))
    }
  }

  @Test func everyEventIsReleasedExactlyOnce() {
    let counter = Counter()
    do {
      var queue = EventQueue<Tracked>(ties: .scheduled)
      var tokens: [EventToken] = []
      for index in 0..<1_000 {
        tokens.append(queue.schedule(Tracked(counter), at: at(UInt64(index))))
      }
      for index in stride(from: 0, to: 1_000, by: 3) { queue.cancel(tokens[index]) }
      #expect(counter.live == queue.count)
      for _ in 0..<200 { _ = queue.popNext() }
      #expect(counter.live == queue.count)
      #expect(queue.count == 466)
    }
    #expect(counter.live == 0)
  }

  @Test func thePastCannotBeScheduled() async {
    await #expect(processExitsWith: .failure) {
      var queue = EventQueue<Int>(ties: .scheduled)
      queue.schedule(1, at: SimInstant(nanoseconds: 10))
      _ = queue.popNext()
      queue.schedule(2, at: SimInstant(nanoseconds: 9))
    }
  }

  private func drained(_ queue: inout EventQueue<Int>) -> [Int] {
    var order: [Int] = []
    while let next = queue.popNext() { order.append(next.event) }
    return order
  }
}

private final class Counter {
  var live = 0
}

private final class Tracked {
  private let counter: Counter

  init(_ counter: Counter) {
    self.counter = counter
    counter.live += 1
  }

  deinit { counter.live -= 1 }
}
