public import PrivateData
public import Wire

/// What the checks read: the recorded trace, what is public about it, and the judge's records.
public struct CheckMaterial {
  /// The recorded frames.
  public var frames: FrameSource
  /// The sessions that the scenario's public part promises, in the order of flows.
  public var sessions: [SessionShape]
  /// Whether the scenario says that frames may get lost, so that some are sent again.
  public var repeatsFrames: Bool
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
  }

  /// The dimensions that all sessions share.
  public var session: SessionShape { sessions[0] }

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
  public var classes: Int { session.classes }

  /// Tokens of every record, or nil when the private files are missing.
  public var tokenCounts: [Int]? {
    records?.map { record in record.tokens.withRevealed { $0.count } }
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

/// What a paired run changes.
public enum PairedSecret: String, CaseIterable, Sendable {
  /// Every label, and nothing else.
  case labels
  /// Every sample's tokens, at equal lengths.
  case tokens
  /// The lengths of the texts.
  case lengths
}
