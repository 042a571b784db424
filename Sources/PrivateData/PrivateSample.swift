/// One labelled text on the device.
public struct PrivateSample: Sendable {
  /// UTF-8 bytes of the text.
  public let text: Secret<[UInt8]>
  /// Class, 0..<C.
  public let label: Secret<Int>

  /// Wraps one text and its label.
  public init(text: [UInt8], label: Int) {
    self.text = Secret(text)
    self.label = Secret(label)
  }
}

/// The training and test samples of one device.
public struct PrivateDataset: Sendable {
  /// Samples that the device trains on.
  public let training: [PrivateSample]
  /// Held-out samples, for the simulator's own measurement.
  public let test: [PrivateSample]
  /// Number of classes, C, as declared.
  public let classes: Int

  /// Joins the two parts.
  public init(training: [PrivateSample], test: [PrivateSample], classes: Int) {
    self.training = training
    self.test = test
    self.classes = classes
  }
}
