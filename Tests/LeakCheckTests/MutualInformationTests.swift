import Determinism
import LeakCheck
import Testing

/// Three standard errors of the estimators at 2,000 rows.
private let informationTolerance = 0.06

@Suite struct MutualInformationTests {
  /// Pairs of normal numbers with the correlation `rho`.
  private func pairs(_ count: Int, rho: Double) -> (first: [Double], second: [Double]) {
    var stream = Seed(11).stream("pairs", ledger: nil)
    let first = (0..<count).map { _ in stream.nextNormal() }
    let second = first.map { rho * $0 + (1 - rho * rho).squareRoot() * stream.nextNormal() }
    return (first, second)
  }

  @Test(arguments: [0, 0.5, 0.9])
  func correlatedNormalNumbersMatchTheirClosedForm(rho: Double) {
    let (first, second) = pairs(2_000, rho: rho)
    let found = MutualInformation.kraskov(first, width: 1, second, width: 1)
    // -1/2 ln(1 - rho^2): 0, 0.1438, 0.8304 nats.
    let truth = -DeterministicMath.log(1 - rho * rho) / 2
    #expect(abs(found - truth) < informationTolerance)
    let mirrored = MutualInformation.kraskov(second, width: 1, first, width: 1)
    #expect(abs(found - mirrored) < 1e-12)
  }

  @Test func uselessCoordinatesAddLittle() {
    let (first, second) = pairs(2_000, rho: 0.9)
    var stream = Seed(12).stream("noise", ledger: nil)
    let noisy = second.flatMap { [$0, stream.nextNormal() / 10] }
    let found = MutualInformation.kraskov(first, width: 1, noisy, width: 2)
    #expect(abs(found - 0.8304) < 2 * informationTolerance)
  }

  @Test func aLabelBehindSeparateIntervalsIsItsEntropy() throws {
    var stream = Seed(13).stream("labels", ledger: nil)
    let secrets = (0..<2_000).map { _ in stream.next(below: 4) }
    let table = ObservationTable(
      secrets: secrets, observations: secrets.map { 10 * Double($0) + stream.nextUnit() }, width: 1)
    let found = try #require(MutualInformation.ross(table))
    #expect(abs(found - DeterministicMath.log(4)) < informationTolerance)
  }

  @Test func aLabelInHalfOverlappingIntervalsIsHalfABit() throws {
    // Uniform on [0, 2) and [1, 3): known outside of [1, 2), so half of ln 2.
    var stream = Seed(14).stream("labels", ledger: nil)
    let secrets = (0..<2_000).map { _ in stream.next(below: 2) }
    let table = ObservationTable(
      secrets: secrets, observations: secrets.map { Double($0) + 2 * stream.nextUnit() }, width: 1)
    let found = try #require(MutualInformation.ross(table))
    #expect(abs(found - DeterministicMath.log(2) / 2) < informationTolerance)
  }

  @Test func discreteObservationsMatchTheirClosedForm() throws {
    // Binary randomized response that keeps 3 of 4: ln 2 - h(1/4) = 0.130812 nats.
    let channel = DiscreteChannel(priors: [0.5, 0.5], rows: [[0.75, 0.25], [0.25, 0.75]])
    var stream = Seed(15).stream("channel", ledger: nil)
    let found = try #require(MutualInformation.ross(channel.sample(2_000, &stream)))
    #expect(abs(found - 0.130812) < informationTolerance / 2)
  }

  @Test func secretsThatOccurOnceTellNothing() {
    let table = ObservationTable(secrets: [1, 2, 3], observations: [1, 2, 3], width: 1)
    #expect(MutualInformation.ross(table) == nil)
  }
}
