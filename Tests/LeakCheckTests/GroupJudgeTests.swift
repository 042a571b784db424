import Determinism
import LeakCheck
import Testing
import Wire

/// How groups get the names of classes.
@Suite struct GroupJudgeTests {
  /// Groups by chance stay at chance on average; names that fit the samples that they are scored on
  /// would be right more often, by about sqrt(2 / (pi n)) for n samples: 0.18 for these.
  @Test func namesAreScoredOnSamplesThatTheyWereNotMadeFrom() {
    let secrets = PlantedSecrets(alternating: 20)
    let judge = secrets.judge
    var stream = Seed(2).stream("groups", ledger: nil)
    let worlds = 400
    let sum = (0..<worlds).reduce(0.0) { sum, _ in
      let groups = secrets.each(secrets.keys.map { _ in stream.next(below: 2) })
      let result = judge.score(id: "a.b", groups: groups, .init(epsilon: nil))
      return sum + (result.estimate ?? 1)
    }
    #expect(sum / Double(worlds) < 0.52)
  }

  /// A class that is cut in two gives its name to the larger part; the other part counts as the
  /// most frequent label.
  @Test func oneClassNamesOneGroup() {
    let groups = (0..<120).map { $0 < 40 ? 0 : $0 < 48 ? 1 : 2 }
    let secrets = PlantedSecrets(labels: groups.map { $0 / 2 })
    let result = secrets.judge.score(
      id: "a.b", groups: secrets.each(groups), .init(epsilon: nil))
    #expect(result.estimate == 112.0 / 120)
  }
}
