public import Layers
public import Transformers
internal import Wire

/// What it takes to make samples ready for their upload: a forward pass, the head's prediction and
/// the defences.
public struct UploadWork: Sendable {
  private let backbone: any Backbone
  private let settings: DeviceKnowledge.Settings

  /// The work on a device of these settings.
  public init(backbone: any Backbone, settings: DeviceKnowledge.Settings) {
    self.backbone = backbone
    self.settings = settings
  }

  private var width: Int { backbone.width }
  private var classes: Int { settings.classes }

  /// Work for sequences of these lengths.
  func work(lengths: [Int]) -> WorkList {
    let count = lengths.count
    var work = backbone.forwardWork(lengths: lengths)
    guard !settings.method.sendsTokens else { return work }
    let operations = UInt64(count) * settings.head.operationsPerSample(width, classes)
    if operations > 0 {
      let states = UInt64(count * (width + classes) * 4)
      let weights = UInt64(width * classes * 4)
      work.append(WorkItem(.head, operations: operations, bytes: states + weights))
    }
    for (order, rows) in matrices {
      // Each row is read and written; a matrix is read once.
      work.append(
        WorkItem(
          .protection, operations: 2 * count * rows * order * order,
          bytes: 4 * order * (order + 2 * count * rows)))
    }
    return work
  }

  /// Work for `count` of the longest sequences that the backbone takes: a bound that everybody
  /// knows.
  public func longest(_ count: Int) -> WorkList {
    work(lengths: [Int](repeating: backbone.maxLength, count: count))
  }

  /// Work of fitting a probe on `samples`.
  func probe(_ samples: Int) -> WorkItem {
    WorkItem(
      .head,
      operations: PredictionHead.probeOperations(
        samples: samples, width: width, classes: classes),
      bytes: UInt64(samples * (width + classes) * 4))
  }

  /// Bytes of the secret matrices.
  var matrixBytes: Int { matrices.reduce(0) { $0 + 4 * $1.order * $1.order } }

  /// Orders of the secret matrices, and rows of a sample that each of them turns.
  private var matrices: [(order: Int, rows: Int)] {
    (settings.rotatesDelta ? [(classes, 1)] : [])
      + (settings.keysActivations ? [(width, backbone.layers)] : [])
  }
}
