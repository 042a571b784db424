import Determinism
import Foundation
import Simulation
import Testing

struct LedgerFileTests {
  private func path(_ name: String) -> String {
    NSTemporaryDirectory() + "sidelight-ledger-\(getpid())-\(name)"
  }

  private func write(_ name: String, _ body: (Ledger) -> Void) throws -> String {
    let path = path(name)
    let sink = try #require(LedgerFileSink(path: path))
    body(Ledger(sink: sink))
    try sink.close()
    return path
  }

  @Test func theFirstDifferenceIsNamedWithStreamAndTime() throws {
    func ledger(_ name: String, extra: Bool, value: UInt64) throws -> String {
      try write(name) { ledger in
        var stream = Seed(1).stream("link.loss", ledger: ledger)
        _ = stream.next()
        ledger.recordEvent("uplink", at: SimInstant(nanoseconds: 5_000_000_000), value: 1)
        if extra { _ = stream.next() }
        ledger.recordEvent("server", at: SimInstant(nanoseconds: 6_000_000_000), value: value)
      }
    }
    let base = try ledger("a", extra: false, value: 1)
    let same = try ledger("b", extra: false, value: 1)
    let draw = try ledger("c", extra: true, value: 1)
    let event = try ledger("d", extra: false, value: 2)
    defer { for path in [base, same, draw, event] { unlink(path) } }
    #expect(LedgerComparison.firstDifference(base, same) == nil)
    let first = try #require(LedgerComparison.firstDifference(base, draw))
    #expect(first.contains("draw 2 of stream link.loss") && first.contains("at 5.000000000 s"))
    let second = try #require(LedgerComparison.firstDifference(base, event))
    #expect(second.contains("event server") && second.contains("6.000000000 s"))
  }

  @Test func aShorterLedgerIsADifference() throws {
    let long = try write("long") { $0.recordEvent("x", at: .zero, value: 1) }
    let short = try write("short") { _ in }
    defer { for path in [long, short] { unlink(path) } }
    #expect(LedgerComparison.firstDifference(long, short)?.contains("only the first") == true)
  }
}
