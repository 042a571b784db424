/// What a checker may take a field for.
public enum FieldRole: String, CaseIterable, Sendable {
  /// The opaque name of a sample.
  case key
  /// A sample's pivot activations.
  case activations
  /// A sample's prediction difference.
  case delta
  /// Known and harmless by the word of whoever wrote the map; the bytes are searched all the same.
  case allowed
}
