/// Made-up secrets in place of a scenario's own: one text and one label a training sample.
///
/// For enumerations of every secret that a tiny world can hold.
public struct SecretAssignment: Hashable, Sendable {
  /// Texts, sample by sample.
  public var texts: [[UInt8]]
  /// Labels from 0, sample by sample.
  public var labels: [Int]

  /// Joins texts and labels, of which there must be equally many.
  public init(texts: [[UInt8]], labels: [Int]) {
    precondition(texts.count == labels.count, "each sample has a text and a label")
    self.texts = texts
    self.labels = labels
  }
}
