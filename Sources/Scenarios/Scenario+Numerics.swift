public import Determinism

extension Scenario {
  /// Keys that say where and when something happens; the order of training tells what they do.
  private static let worldKeys = ["name", "server_seed", "device", "link", "server", "fleet"]

  /// A digest of the keys that values may depend on: seeds, model, data, method, numerics.
  ///
  /// Where faults strike, it covers the whole scenario. New keys belong to it until they are named
  /// as the world's.
  public var numericDigest: Digest128 {
    if faults != nil { return digest }
    let builder = DigestBuilder()
    builder.update("sidelight.scenario.numerics.v1")
    builder.update(effectiveServerSeed)
    builder.update(UInt64(members.count))
    let group = FieldGroup(
      ScenarioDescription.root.fields.filter { !Self.worldKeys.contains($0.key) })
    let lines = ScenarioDocument.lines(group, ScenarioDraft(self), indent: "") { $0 != .machine }
    for line in lines { builder.update(line) }
    return builder.digest
  }
}
