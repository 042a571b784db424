import LeakCheck
import Testing
import Wire

/// Guesses of tokens beside what anyone could guess.
@Suite struct TokenJudgeTests {
  /// 40 different texts of two tokens, of which the last is a mark.
  private let secrets = PlantedSecrets(
    labels: [Int](repeating: 0, count: 40), tokens: (0..<40).map { [$0, 99] })

  private func score(right: Int, leastChance: Double = 0) -> CheckResult {
    let guesses = secrets.tokens.enumerated().map { $0 < right ? $1 : [] }
    return secrets.tokenJudge.score(
      id: "token.x", sequences: secrets.each(guesses), of: secrets.keys, leastChance: leastChance,
      family: 1, note: "")
  }

  /// 20 of 40 say much about texts that are all different, and nothing about a list of two.
  @Test func aShortListIsAChanceOfItsOwn() {
    let open = score(right: 20)
    #expect(open.verdict == .leak && open.baseline == 1.0 / 40)
    let listed = score(right: 20, leastChance: 0.5)
    #expect(listed.verdict == .inconclusive && listed.baseline == 0.5)
    #expect(score(right: 1).verdict == .inconclusive, "the interval reaches beyond 0.1")
    #expect(score(right: 0).verdict == .pass)
  }

  @Test func evidenceCountsAndNamesNoToken() {
    #expect(
      score(right: 20).evidence
        == "Verified: 20 of 40 whole token sequences recovered by the server (chance 0.025).")
  }

  @Test func aPivotThatIsAMarkTellsNothing() {
    func result(isLast: Bool) -> CheckResult {
      secrets.tokenJudge.score(
        id: "token.x", pivots: secrets.each(secrets.tokens.map { $0[isLast ? 1 : 0] }),
        isLast: isLast, of: secrets.keys, family: 1, note: "")
    }
    #expect(result(isLast: true).verdict == .notApplicable)
    #expect(result(isLast: false).verdict == .leak && result(isLast: false).estimate == 1)
  }

  @Test func pairsAreEqualWhereAllTokensAre() {
    let secrets = PlantedSecrets(labels: [0, 0, 0], tokens: [[1, 2], [1, 3], [1, 2]])
    let pairs = [(0, 1), (0, 2), (1, 2)].map { (secrets.keys[$0], secrets.keys[$1]) }
    #expect(secrets.tokenJudge.equalPairs(pairs) == 1)
  }
}
