/// What the judge may know of one uploaded sample, in the order of the device's first upload.
///
/// These records live in a run's `private/` folder. Adversaries never see them.
public struct JudgeRecord: Sendable {
  /// The key under which the sample travelled, sixteen bytes.
  public let key: [UInt8]
  /// The sample's place in the training data.
  public let sample: Int
  /// The true class.
  public let label: Secret<Int>
  /// Token ids as the backbone saw them.
  public let tokens: Secret<[Int]>
  /// UTF-8 bytes of the text.
  public let text: Secret<[UInt8]>

  /// Makes a record.
  public init(
    key: [UInt8], sample: Int, label: Secret<Int>, tokens: Secret<[Int]>, text: Secret<[UInt8]>
  ) {
    self.key = key
    self.sample = sample
    self.label = label
    self.tokens = tokens
    self.text = text
  }
}
