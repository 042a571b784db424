internal import Scenarios
internal import Transformers

extension LadderShape {
  /// The ladder that `scenario` asks for; nil where it asks for none.
  ///
  /// It follows from public dimensions alone.
  static func of(_ scenario: Scenario) throws -> LadderShape? {
    guard scenario.method.name == .lst else { return nil }
    let (ladder, backbone) = (scenario.method.ladder, try LoadedBackbone.configuration(scenario))
    guard
      let shape = LadderShape(
        beside: backbone, reduction: ladder.reduction, classes: scenario.data.classes,
        temperature: ladder.temperature)
    else {
      throw MaterialError(
        "method.ladder.reduction",
        "a width of \(backbone.width) divided by \(ladder.reduction) leaves no room for a head")
    }
    return shape
  }
}
