import Determinism
import Testing

struct LedgerTests {
  private final class Memory: Ledger.Sink {
    var names: [UInt32: String] = [:]
    var entries: [Ledger.Entry] = []
    func define(identifier: UInt32, name: String) { names[identifier] = name }
    func append(_ entry: Ledger.Entry) { entries.append(entry) }
  }

  private func digest(_ body: (Ledger) -> Void) -> Digest128 {
    let ledger = Ledger()
    body(ledger)
    return ledger.digest
  }

  @Test func theDigestDependsOnEveryDrawAndEventAndTheirOrder() {
    let one = SimInstant(nanoseconds: 1)
    let base = digest { ledger in
      var stream = Seed(1).stream("a", ledger: ledger)
      _ = stream.next()
      ledger.recordEvent("x", at: one, value: 5)
    }
    let same = digest { ledger in
      var stream = Seed(1).stream("a", ledger: ledger)
      _ = stream.next()
      ledger.recordEvent("x", at: one, value: 5)
    }
    let moreDraws = digest { ledger in
      var stream = Seed(1).stream("a", ledger: ledger)
      _ = (stream.next(), stream.next())
      ledger.recordEvent("x", at: one, value: 5)
    }
    let otherValue = digest { ledger in
      var stream = Seed(1).stream("a", ledger: ledger)
      _ = stream.next()
      ledger.recordEvent("x", at: one, value: 6)
    }
    let otherTime = digest { ledger in
      var stream = Seed(1).stream("a", ledger: ledger)
      _ = stream.next()
      ledger.recordEvent("x", at: SimInstant(nanoseconds: 2), value: 5)
    }
    #expect(base == same)
    #expect(Set([base, moreDraws, otherValue, otherTime]).count == 4)
  }

  @Test func entriesNameStreamAndTime() throws {
    let memory = Memory()
    let ledger = Ledger(sink: memory)
    ledger.recordEvent("tick", at: SimInstant(nanoseconds: 9), value: 1)
    var stream = Seed(1).stream("loss", ledger: ledger)
    let value = stream.next()
    #expect(memory.names == [0: "tick", 1: "loss"])
    let last = try #require(memory.entries.last)
    #expect(last.kind == .draw && last.name == 1 && last.time == 9 && last.value == value)
    #expect(ledger.events == 1 && ledger.draws == 1)
  }
}
