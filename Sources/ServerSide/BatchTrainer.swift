internal import Layers
internal import Wire

/// What a server trains, batch by batch; without values it only counts.
///
/// It decides what a cache entry holds: `entry` makes one of an upload, a staged batch of its
/// entries goes to `train`.
protocol BatchTrainer: AnyObject {
  /// The model as it stands; nil without values.
  var model: ServerModel? { get }
  /// What the cache keeps of an upload; nothing without values.
  func entry(of upload: UploadedSample) -> [Float]
  /// A batch that waits for its samples.
  func stage(_ samples: [Int]) -> any StagedBatch
  /// The work of one step on a complete batch.
  func work(_ batch: any StagedBatch) -> WorkList
  /// One step of the optimizer on a complete batch.
  func train(_ batch: any StagedBatch)
  /// The mean loss since the last call; nil without values.
  func finishEpoch() -> Float?
  /// The parameters that devices receive; empty ones without values.
  var tensors: [NamedTensor] { get }
  /// A copy of all that training changes, or a way back to it.
  var state: TrainerState { get set }
}

/// Everything that training changes.
struct TrainerState {
  /// Parameters, set by set; none without values.
  let parameters: [[Float]]
  /// What the optimizers remember, set by set.
  let optimizers: [AdamW.State]
  let losses: EpochLoss
}

/// The mean loss of an epoch so far: a mean over samples, not batches.
struct EpochLoss {
  private var sum = 0.0
  private var samples = 0

  /// Takes in a batch's mean loss; nil without values.
  mutating func add(_ loss: Double?, samples count: Int) {
    samples += count
    if let loss { sum += loss * Double(count) }
  }

  /// The mean, from which counting starts anew.
  mutating func finish() -> Float {
    defer { self = EpochLoss() }
    return Float(sum / Double(max(samples, 1)))
  }
}

/// A batch on its way to training: its samples are copied in as they become available.
protocol StagedBatch: AnyObject {
  /// Samples, by their number in the order of first arrival.
  var samples: [Int] { get }
  /// Samples that have not been copied in yet.
  var missing: Int { get }
  /// Copies sample `row` of the batch from its entry; without values there is none.
  func fill(_ row: Int, from entry: UnsafeBufferPointer<Float>, tokens: Int)
}
