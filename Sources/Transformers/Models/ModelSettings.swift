internal import Tensors

/// The members of a `config.json`, read by name with clear errors.
struct ModelSettings {
  private let members: [JSONTree.Member]
  let path: String
  /// What stands before a name in messages, for nested objects.
  private let prefix: String

  init(members: [JSONTree.Member], path: String, prefix: String = "") {
    self.members = members
    self.path = path
    self.prefix = prefix
  }

  /// The value of `name`; nil where it is absent or null, as Hugging Face takes both for the same.
  ///
  /// The last of several equal names counts, as in Python.
  func value(_ name: String) -> JSONTree? {
    guard let value = members.last(where: { $0.key.elementsEqual(name.utf8) })?.value else {
      return nil
    }
    if case .null = value { return nil }
    return value
  }

  func fault(_ name: String, _ expected: String) -> ModelError {
    ModelError(.invalidSetting(name: prefix + name, expected: expected), path: path)
  }

  private func present<Value>(_ name: String, _ value: Value?) throws(ModelError) -> Value {
    guard let value else { throw ModelError(.missingSetting(name: prefix + name), path: path) }
    return value
  }

  /// An integer within `bounds`, or `standard` where it is absent.
  func integer(
    _ name: String, in bounds: ClosedRange<Int>, standard: Int? = nil
  ) throws(ModelError) -> Int {
    guard let value = value(name) else { return try present(name, standard) }
    guard let number = value.asInteger, bounds.contains(number) else {
      throw fault(name, "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)")
    }
    return number
  }

  /// A number within `bounds`, or `standard` where it is absent.
  func number(
    _ name: String, in bounds: ClosedRange<Double>, standard: Double? = nil
  ) throws(ModelError) -> Double {
    guard let value = value(name) else { return try present(name, standard) }
    guard let number = value.asNumber, bounds.contains(number) else {
      throw fault(name, "a number from \(bounds.lowerBound) to \(bounds.upperBound)")
    }
    return number
  }

  func flag(_ name: String, standard: Bool) throws(ModelError) -> Bool {
    guard let value = value(name) else { return standard }
    guard case .bool(let flag) = value else { throw fault(name, "true or false") }
    return flag
  }

  func text(_ name: String, standard: String? = nil) throws(ModelError) -> String {
    guard let value = value(name) else { return try present(name, standard) }
    guard let text = value.asText else { throw fault(name, "a text") }
    return text
  }

  /// A nested object; nil where it is absent.
  func object(_ name: String) throws(ModelError) -> ModelSettings? {
    guard let value = value(name) else { return nil }
    guard case .object(let members) = value else { throw fault(name, "an object") }
    return ModelSettings(members: members, path: path, prefix: "\(prefix)\(name).")
  }

  /// The activation of that name in Hugging Face's table.
  func activation(_ name: String, standard: String) throws(ModelError) -> Activation {
    let known: [(String, Activation)] = [
      ("gelu", .gelu), ("gelu_new", .geluTanh), ("gelu_pytorch_tanh", .geluTanh), ("relu", .relu),
      ("silu", .silu), ("swish", .silu), ("tanh", .tanh),
    ]
    let value = try text(name, standard: standard)
    guard let match = known.first(where: { $0.0 == value }) else {
      throw unsupported(name, value: value, known: known.map(\.0))
    }
    return match.1
  }

  func unsupported(_ name: String, value: String, known: [String]) -> ModelError {
    ModelError(
      .unsupportedSetting(name: prefix + name, value: value, known: known), path: path)
  }

  /// Refuses a flag that must be off.
  func refuse(_ name: String) throws(ModelError) {
    if try flag(name, standard: false) { throw unsupported(name, value: "true", known: ["false"]) }
  }
}
