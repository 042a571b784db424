import Determinism
import Tensors
import Testing
import Transformers

/// What PyTorch computes in float64 as the gradients of a small model (Fixtures/make_gradients.py).
struct GradientSample: Decodable, CustomTestStringConvertible {
  var model: String
  var method: String
  /// How a head pools the last states; nil without a head.
  var pooling: String?
  /// The head's loss.
  var objective: String?
  var sequences: [[Int]]
  /// PyTorch's counts of the arithmetic in matrix products, forward and backward.
  var operations: [UInt64]
  /// Losses of a few steps of AdamW on one batch; empty without a head.
  var losses: [Double]
  var loss: Double
  /// By name.
  var gradients: [String: TensorSummary]
  /// Of the states that enter the first layer.
  var input: TensorSummary

  var testDescription: String {
    [model, method, pooling, objective].compactMap { $0 }.joined(separator: ", ")
  }

  /// All committed gradients; empty, and so failing a test of its own, when they cannot be read.
  static let all = (try? ModelSample.fixture("gradients.json", as: [GradientSample].self)) ?? []

  /// The script's settings.
  static let lowRank = FineTuningMethod.lowRank(
    .init(rank: 3, alpha: 12, projections: Set(Projection.allCases)))
  static let adapters = FineTuningMethod.adapters(.init(bottleneck: 4))
  static let classes = 3

  var trained: FineTuningMethod {
    switch method {
    case "lora": Self.lowRank
    case "adapter": Self.adapters
    default: .full
    }
  }

  /// Runs `body` with the model, whose added weights are the script's.
  func withModel<Result>(
    _ backend: MatrixBackend = .openBLAS, method: FineTuningMethod? = nil,
    _ body: (TrainableBackbone, HuggingFaceBackbone) throws -> Result
  ) throws -> Result {
    try ModelSample.named(model).withModel(backend) { source in
      var stream = Seed(5).stream("weights", ledger: nil)
      let backbone = TrainableBackbone(source, method: method ?? trained, stream: &stream)
      Self.fill(backbone.parameters) { $0.contains(".lora_") || $0.contains(".adapter.") }
      return try body(backbone, source)
    }
  }

  /// Gives the arrays that `isChosen` names the script's values.
  static func fill(_ set: ParameterSet, where isChosen: (String) -> Bool) {
    for parameter in set.parameters where isChosen(parameter.name) {
      set.values.copy(
        ModelSample.weights(.init(name: parameter.name, shape: parameter.shape)),
        at: parameter.offset)
    }
  }
}

/// The script's loss: all states of level 1 and of the last level times numbers.
struct StateLoss {
  let value: Double
  let gradients: [StateGradient]

  init(of tape: ActivationTape, levels: [Int]) {
    var (value, gradients) = (0.0, [StateGradient]())
    for level in levels {
      let states = tape.states(level)
      let numbers = ModelSample.mixed("level \(level)", states.count)
      value += zip(states.values, numbers).reduce(0) { $0 + Double($1.0) * $1.1 }
      gradients.append(.init(level: level, values: FloatBuffer(numbers.map { Float($0) })))
    }
    self.value = value
    self.gradients = gradients
  }
}
