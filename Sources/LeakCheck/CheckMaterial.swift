public import PrivateData
public import Wire

/// What the checks read: the recorded trace, what is public about it, and the judge's records.
public struct CheckMaterial {
  /// The recorded frames.
  public var frames: FrameSource
  /// The sessions that the scenario's public part promises, in the order of flows; none for a
  /// client that is not ours.
  public var sessions: [SessionShape]
  /// Whether the scenario says that frames may get lost, so that some are sent again.
  public var repeatsFrames: Bool
  /// The client that the frames were captured from; nil for our own.
  public let client: ImportedClient?
  /// The judge's records in the order of first upload; nil when the private files are missing.
  public var records: [JudgeRecord]?

  /// Bundles the parts.
  public init(
    frames: FrameSource, sessions: [SessionShape], repeatsFrames: Bool = false,
    records: [JudgeRecord]?
  ) {
    precondition(!sessions.isEmpty, "a run has a session")
    self.frames = frames
    self.sessions = sessions
    self.repeatsFrames = repeatsFrames
    self.records = records
    client = nil
  }

  /// Bundles what was captured from a client that is not ours.
  public init(frames: FrameSource, client: ImportedClient, records: [JudgeRecord]?) {
    self.frames = frames
    self.client = client
    self.records = records
    sessions = []
    repeatsFrames = false
  }

  /// The schema of the frames.
  public var tree: SchemaTree { client?.tree ?? .own(sessions[0].method) }

  /// Keys and the samples that they stand for; nil when the private files are missing.
  public var samples: [SampleKey: Int]? {
    records.map { records in
      var samples: [SampleKey: Int] = [:]
      for record in records {
        if let key = SampleKey(bytes: record.key) { samples[key] = record.sample }
      }
      return samples
    }
  }

  /// Declared number of classes.
  public var classes: Int { client?.sizes.classes ?? sessions[0].classes }

  /// Layout of the activations; nil where nobody says.
  public var format: ActivationFormat? { client.map(\.sizes.format) ?? sessions.first?.format }

  /// The session of a split model, whose batches name no samples; nil for other methods.
  public var split: SessionShape? { sessions.first.flatMap { $0.method.isSplit ? $0 : nil } }

  /// The session where samples hold the activations of all tokens, and the label; nil elsewhere.
  public var tokenwise: SessionShape? {
    sessions.first.flatMap { $0.method.sendsTokens ? $0 : nil }
  }

  /// Numbers in one token's activations, layers x width, or those of a mean at a cut; nil where
  /// nobody says.
  public var activationCount: Int? {
    guard let client else {
      return sessions.first.map { $0.method.isSplit ? $0.width : $0.layers * $0.width }
    }
    guard let layers = client.sizes.layers, let width = client.sizes.width else { return nil }
    return layers * width
  }

  /// Tokens of every record, or nil when the private files are missing.
  public var tokenCounts: [Int]? {
    records?.map { record in record.tokens.withRevealed { $0.count } }
  }

  /// Bytes of every record's text, or nil when the private files are missing.
  public var textLengths: [Int]? {
    records?.map { record in record.text.withRevealed { $0.count } }
  }
}

/// A second trace of the same scenario in which only secrets differ.
public struct PairedTrace {
  /// The variant's frames.
  public var frames: FrameSource
  /// Secrets that differ between the two runs.
  public var secretsChanged: Int
  /// Secrets in each run.
  public var secretsTotal: Int
  /// The variant's keys and the samples that they stand for; nil where order is not compared.
  public var samples: [SampleKey: Int]?

  /// Makes a paired trace.
  public init(
    frames: FrameSource, secretsChanged: Int, secretsTotal: Int, samples: [SampleKey: Int]? = nil
  ) {
    self.frames = frames
    self.secretsChanged = secretsChanged
    self.secretsTotal = secretsTotal
    self.samples = samples
  }
}

extension PairedTrace {
  /// A second capture of the same samples, whose records name them by number.
  ///
  /// Tokens count as changed where their number stays; where a secret has none, its text does.
  public init(
    frames: FrameSource, _ secret: PairedSecret, base: [JudgeRecord], variant: [JudgeRecord]
  ) {
    var records: [Int: JudgeRecord] = [:]
    for record in base { records[record.sample] = record }
    var samples: [SampleKey: Int] = [:]
    var changed = 0
    for record in variant {
      if let key = SampleKey(bytes: record.key) { samples[key] = record.sample }
      if let other = records[record.sample], record.differs(from: other, in: secret) {
        changed += 1
      }
    }
    self.init(
      frames: frames, secretsChanged: min(changed, base.count), secretsTotal: base.count,
      samples: samples)
  }
}

extension JudgeRecord {
  fileprivate func differs(from other: JudgeRecord, in secret: PairedSecret) -> Bool {
    func isOther<Item: Equatable>(_ one: [Item], _ two: [Item]) -> Bool {
      one != two && (one.count == two.count || secret == .lengths)
    }
    switch secret {
    case .labels:
      return label.withRevealed { one in other.label.withRevealed { one != $0 } }
    case .tokens, .lengths:
      let tokensDiffer = tokens.withRevealed { one in
        other.tokens.withRevealed { isOther(one, $0) }
      }
      let hasTokens = tokens.withRevealed { !$0.isEmpty }
      return hasTokens
        ? tokensDiffer
        : text.withRevealed { one in other.text.withRevealed { isOther(one, $0) } }
    }
  }
}

/// What a paired run changes.
public enum PairedSecret: String, CaseIterable, Sendable {
  /// Every label, and nothing else.
  case labels
  /// Every sample's tokens, at equal lengths.
  case tokens
  /// The lengths of the texts.
  case lengths
}
