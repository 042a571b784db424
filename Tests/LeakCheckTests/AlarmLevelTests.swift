import LeakCheck
import Testing
import Wire

/// n right guesses of n beat a bound of one half where 2^-n lies below the level, and all attacks
/// share 5e-7, which is 2^-20.9.
@Suite struct AlarmLevelTests {
  private func isAlarm(_ result: CheckResult) -> Bool { result.verdict == .leak }

  /// As many samples as just suffice for an attack of a family of that size.
  @Test(arguments: [(1, 22), (2, 22), (4, 24), (8, 24)])
  func aLargerFamilyWantsMoreEvidence(family: Int, samples: Int) {
    let secrets = PlantedSecrets(alternating: samples)
    let (judge, tokens) = (secrets.judge, secrets.tokenJudge)
    let (right, wrong) = (secrets.each(secrets.labels), secrets.each(secrets.labels.map { 1 - $0 }))
    for (size, expected) in [(family, true), (9 * family, false)] {
      let scale = Judge.Scale(epsilon: nil, family: size)
      #expect(isAlarm(judge.score(id: "a.b", guesses: right, scale)) == expected)
      #expect(
        isAlarm(judge.gain(id: "a.b", of: right, over: wrong, known: [:], scale)) == expected)
      // At epsilon 0 a label that was not sent is as likely as the other one.
      let turned = zip(secrets.keys, secrets.labels).map { ($0, 1 - $1, $1) }
      #expect(
        isAlarm(judge.score(id: "a.b", overturned: turned, epsilon: 0, scale, note: "")) == expected
      )
      #expect(
        isAlarm(
          tokens.score(
            id: "a.b", sequences: secrets.each(secrets.tokens), of: secrets.keys, family: size,
            note: "")) == expected)
      #expect(
        isAlarm(
          tokens.score(
            id: "a.b", pivots: right, isLast: true, of: secrets.keys, family: size, note: ""))
          == expected)
    }
  }

  /// Each half of the samples decides by itself, at half of the level: 2^-22 suffices, and 2^-21,
  /// which would do for the whole, does not.
  @Test func halvesShareTheLevel() {
    for (samples, expected) in [(44, true), (42, false)] {
      let secrets = PlantedSecrets(alternating: samples)
      let result = secrets.judge.score(
        id: "a.b", groups: secrets.each(secrets.labels), .init(epsilon: nil))
      #expect(result.estimate == 1, "the order of the records names no half")
      #expect(isAlarm(result) == expected)
    }
  }
}
