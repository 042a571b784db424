public import Determinism
public import Scenarios
internal import Transformers

extension RunMaterial {
  /// Material for a run of `scenario` without values: bytes, work, memory and time are those of the
  /// run with values, and its samples have the same lengths.
  ///
  /// - Throws: as the material of `scenario` itself, whose limits hold here too.
  public static func timeline(
    _ scenario: Scenario, workers: Int, parts: MaterialParts
  ) throws -> RunMaterial {
    var counted = scenario
    counted.numerics.mode = .shape
    let material = try RunMaterial(
      scenario: counted, workers: workers, parts: parts)
    let violations = scenario.violations(material.dimensions)
    guard violations.isEmpty else { throw MaterialError(violations) }
    material.scenarioDigest = scenario.digest
    return material
  }

  /// A digest of all that the values of a run depend on.
  ///
  /// `order` is the order of training that a run without values has shown. Runs with equal digests
  /// have the same losses, accuracies and parameters, and send the same contents.
  public func numericDigest(order: Digest128) -> Digest128 {
    let builder = DigestBuilder()
    builder.update("sidelight.numerics.v1")
    builder.update(fingerprint)
    builder.update(backbone.weightsDigest.bytes)
    builder.update(samplesDigest.bytes)
    var valued = scenario
    valued.numerics.mode = .real
    builder.update(valued.numericDigest.bytes)
    builder.update(order.bytes)
    return builder.digest
  }
}
