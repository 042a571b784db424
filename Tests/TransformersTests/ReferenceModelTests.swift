import Determinism
import Foundation
import Tensors
import Testing
import Transformers

/// Small models of every family against values that PyTorch computed (Fixtures/make_models.py).
struct ReferenceModelTests {
  private static let pool = WorkerPool(workers: 2)
  /// The verbaliser tokens of the script.
  private static let verbalizers = [7, 3, 40]

  private func check(_ model: HuggingFaceBackbone, _ references: [SequenceReference]) {
    let states = model.hiddenStates(of: references.map(\.ids), pool: Self.pool)
    for (values, reference) in zip(states, references) {
      let area = reference.ids.count * model.width
      #expect(values.count == (model.layers + 1) * area)
      #expect(reference.levels.count == model.layers + 1)
      for (level, want) in reference.levels.enumerated() {
        let found = want.disagreement(with: values[level * area..<(level + 1) * area])
        #expect(found == nil, "level \(level) of \(reference.ids.count) tokens")
      }
    }
  }

  @Test func everyFamilyHasReferenceValues() throws {
    let configurations = ModelSample.all.map(\.config).joined()
    for architecture in ModelArchitecture.allCases {
      #expect(configurations.contains("\"model_type\": \"\(architecture.rawValue)\""))
    }
  }

  @Test(arguments: ModelSample.all, MatrixBackend.allCases)
  func hiddenStatesEqualPyTorch(_ sample: ModelSample, _ backend: MatrixBackend) throws {
    try sample.withModel(backend) { check($0, sample.sequences) }
  }

  @Test(arguments: ModelSample.all.filter { $0.sequences[0].logits != nil })
  func ownHeadsEqualPyTorch(_ sample: ModelSample) throws {
    try sample.withModel { model in
      let head =
        sample.config.contains("ForSequenceClassification")
        ? try model.classifierHead()
        : try model.languageModelHead(verbalizers: Self.verbalizers)
      let logits = model.logits(of: sample.sequences.map(\.ids), head: head, pool: Self.pool)
      for (values, reference) in zip(logits, sample.sequences) {
        let want = try #require(reference.logits)
        #expect(values.count == head.classes && want.count == head.classes)
        for (got, want) in zip(values, want) {
          #expect(ModelTolerance.agree(Double(got), want), "\(got) is not \(want)")
        }
      }
    }
  }

  @Test func modelsWithoutHeadsSaySo() throws {
    for name in ["bert", "gpt2", "roberta"] {
      try ModelSample.named(name).withModel { model in
        let error = #expect(throws: ModelError.self) { _ = try model.classifierHead() }
        #expect(error?.code == .missingHead(kind: "classifier"))
      }
    }
    try ModelSample.named("bert").withModel { model in
      _ = #expect(throws: ModelError.self) { try model.languageModelHead(verbalizers: [3, 4]) }
    }
    try ModelSample.named("gpt2").withModel { model in
      _ = #expect(throws: ModelError.self) { try model.languageModelHead(verbalizers: [3, 59]) }
    }
  }

  /// Folders that `transformers` itself saved (`make_models.py --folders DIR`).
  @Test(.enabled(if: folders != nil, "set SIDELIGHT_MODELS to the folders of make_models.py"))
  func foldersThatTransformersSavedLoadAlike() throws {
    for sample in ModelSample.all {
      let path = try #require(folders) + "/" + sample.name
      check(try HuggingFaceBackbone(folder: path, backend: .openBLAS), sample.sequences)
    }
  }

  @Test(.enabled(if: minilm != nil, "set SIDELIGHT_MINILM to the folder of all-MiniLM-L6-v2"))
  func realModelEqualsPyTorch() throws {
    let references = try ModelSample.fixture("minilm.json", as: [SequenceReference].self)
    let path = try #require(minilm)
    check(try HuggingFaceBackbone(folder: path, backend: .openBLAS), references)
  }
}

private let folders = ProcessInfo.processInfo.environment["SIDELIGHT_MODELS"]
private let minilm = ProcessInfo.processInfo.environment["SIDELIGHT_MINILM"]
