/// A leak that a device is given on purpose, so that a check can be seen to fire.
///
/// Honest devices have none.
public enum PlantedLeak: Equatable, Sendable {
  /// A secret of each sample in what the device sends.
  case content(Secret, NumberEncoding, Place)
  /// What anyone on the line sees follows a secret.
  case metadata(Secret, Channel)
  /// A frame that is not of the protocol, with constant content.
  case message(Departure)
  /// A declared defence that does not do what it should.
  case defence(Defect)

  /// What must stay on the device.
  public enum Secret: String, CaseIterable, Sendable { case labels, tokens, text, lengths }

  /// Where content is put.
  public enum Place: String, CaseIterable, Sendable {
    /// Over the first bytes of each sample's key.
    case key
    /// Over the last bytes of each sample's activations.
    case activations
    /// Over the first bytes of each sample's prediction difference.
    case delta
    /// A field of each sample that no schema knows.
    case sampleField = "sample-field"
    /// The same of each batch, with the secrets of all its samples.
    case batchField = "batch-field"
    /// The same of the message that opens the session, with the secrets of all samples.
    case hello
    /// The same of the message that ends it.
    case goodbye
    /// A message of a kind that no schema knows, before each batch.
    case message
    /// The end of each sample's key and the beginning of its activations.
    case splitFields = "split-fields"
    /// A few bytes in each batch, which are one sequence of secrets.
    case splitFrames = "split-frames"
  }

  /// What of the traffic follows a secret.
  public enum Channel: String, CaseIterable, Sendable {
    /// The time of a forward pass, in proportion.
    case time
    /// A pause before some of the batches.
    case gaps
    /// The size of frames.
    case size
    /// The number of frames.
    case count
    /// The order of samples.
    case order
  }

  /// How a message departs from the schema.
  public enum Departure: String, CaseIterable, Sendable {
    case unknownField = "unknown-field"
    case unknownSampleField = "unknown-sample-field"
    case wrongWireType = "wrong-wire-type"
    case repeatedField = "repeated-field"
    case disorder = "out-of-order"
    case unknownMessage = "unknown-message"
    case trailingBytes = "trailing-bytes"
    case longKey = "over-long-key"
    case longVarint = "over-long-length"
    case compression = "compression-flag"
    case skippedNumber = "skipped-number"
  }

  /// How a declared defence fails.
  public enum Defect: String, CaseIterable, Sendable {
    /// All declared defences are left out.
    case leftOut = "left-out"
    /// Four times the declared epsilon, a quarter of the declared sigma.
    case weakened
    /// Labels are randomized and noise is drawn anew for every upload.
    case redrawn
    /// The probe head is fitted on true labels, in spite of randomized response.
    case trueProbe = "true-probe"
    /// Uploads leave as soon as they are ready, in spite of uniform slots.
    case earlySending = "early-sending"
    /// Sample keys begin with a digest of the tokens, so that equal texts can be told.
    case hashedKeys = "hashed-keys"
  }
}
