import Foundation
import Tensors
import Testing
import Transformers

struct ModelFolderTests {
  private func code(
    _ sample: ModelSample, change: (String) throws -> Void = { _ in }
  ) throws -> ModelError.Code? {
    try withFolder { folder -> ModelError.Code? in
      try sample.write(to: folder)
      try change(folder)
      do {
        _ = try HuggingFaceBackbone(folder: folder, backend: .reference)
        return nil
      } catch let error as ModelError {
        #expect(error.path?.hasPrefix(folder) ?? false)
        return error.code
      }
    }
  }

  /// The code of the error after one replacement in config.json.
  private func code(_ name: String, _ old: String, _ new: String) throws -> ModelError.Code? {
    var sample = try ModelSample.named(name)
    try #require(sample.config.contains(old), "nothing to replace")
    sample.config.replace(old, with: new)
    return try code(sample)
  }

  @Test func unknownArchitecturesAreRefusedByName() throws {
    #expect(
      try code("bert", "\"model_type\": \"bert\"", "\"model_type\": \"mamba\"")
        == .unknownArchitecture(name: "mamba", known: ["bert", "gpt2", "llama", "opt", "roberta"]))
    let error = ModelError(.unknownArchitecture(name: "mamba", known: ["bert", "opt"]), path: "m")
    #expect(error.description == "m: architecture `mamba` is not known; known: bert, opt")
  }

  @Test func impossibleSettingsAreNamed() throws {
    #expect(
      try code("bert", "\"hidden_size\": 24", "\"hidden_size\": 25")
        == .invalidSetting(
          name: "hidden_size", expected: "a multiple of `num_attention_heads` (3)"))
    #expect(
      try code("bert", "\"hidden_size\": 24", "\"hidden_size\": -24")
        == .invalidSetting(name: "hidden_size", expected: "a whole number from 1 to 1048576"))
    #expect(
      try code("bert", "\"hidden_size\": 24", "\"hidden_size\": null")
        == .missingSetting(name: "hidden_size"))
    #expect(try code("bert", "\"hidden_size\": 24", "\"hidden_size\": 24.0") == nil)
    #expect(
      try code("gpt2", "\"vocab_size\": 59", "\"vocab_size\": 1e30")
        == .invalidSetting(name: "vocab_size", expected: "a whole number from 1 to 100000000"))
    #expect(
      try code("llama", "\"num_key_value_heads\": 4", "\"num_key_value_heads\": 3")
        == .invalidSetting(
          name: "num_key_value_heads", expected: "a divisor of `num_attention_heads` (4)"))
    #expect(
      try code("llama", "\"head_dim\": 8", "\"head_dim\": 7")
        == .invalidSetting(name: "head_dim", expected: "even, since rotations turn pairs"))
    #expect(try code("bert", "{", "[{") != nil)
    #expect(try code("bert", "}", "") != nil)
  }

  @Test func unsupportedSettingsAreNamed() throws {
    let rotations = ["default", "dynamic", "linear", "llama3", "yarn"]
    #expect(
      try code("llama-3", "\"llama3\"", "\"longrope\"")
        == .unsupportedSetting(
          name: "rope_parameters.rope_type", value: "longrope", known: rotations))
    #expect(
      try code("bert", "\"is_decoder\": false", "\"is_decoder\": true")
        == .unsupportedSetting(name: "is_decoder", value: "true", known: ["false"]))
    guard
      case .unsupportedSetting("hidden_act", "quick_gelu", _) =
        try code("bert", "\"hidden_act\": \"gelu\"", "\"hidden_act\": \"quick_gelu\"")
    else {
      Issue.record("an unknown activation was not refused")
      return
    }
  }

  @Test func weightsMustFitTheConfiguration() throws {
    let word = "embeddings.word_embeddings.weight"
    #expect(
      try code("bert", "\"vocab_size\": 61", "\"vocab_size\": 62")
        == .wrongShape(name: word, found: [61, 24], expected: [62, 24]))
    #expect(
      try code("bert", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3")
        == .missingTensor(name: "encoder.layer.2.attention.output.LayerNorm.weight"))
    var integers = try ModelSample.named("bert")
    integers.tensors = [.init(name: word, shape: [61, 24])]
    let code = try code(integers) { folder in
      let writer = try SafetensorsWriter(
        path: folder + "/model.safetensors", tensors: [.init(word, .int64, [61, 24])])
      try writer.append([Int64](repeating: 1, count: 61 * 24))
      try writer.finish()
    }
    #expect(code == .unusableType(name: word, type: "I64"))
  }

  @Test func foldersMustBeWhole() throws {
    let sample = try ModelSample.named("llama-grouped")
    func without(_ name: String) throws -> ModelError.Code? {
      try code(sample) { try FileManager.default.removeItem(atPath: $0 + "/" + name) }
    }
    #expect(try without("config.json") == .missingFile)
    #expect(try without("model.safetensors.index.json") == .missingFile)
    #expect(try without("part-1.safetensors") == .missingFile)
  }

  @Test(arguments: ["../x", "/etc/passwd", "a/b", "..", ".", ""])
  func shardsNeverLieOutsideTheFolder(_ name: String) throws {
    let code = try code(try ModelSample.named("llama-grouped")) { folder in
      let index = "{\"weight_map\": {\"lm_head.weight\": \"\(name)\"}}"
      try Data(index.utf8)
        .write(to: URL(fileURLWithPath: folder + "/model.safetensors.index.json"))
    }
    #expect(code == .shardOutsideFolder(name: name))
  }

  @Test func oldNamesOfNormsAreUnderstood() throws {
    let sample = try ModelSample.named("bert-classifier")
    let (ids, pool) = ([[5, 6, 7]], WorkerPool(workers: 1))
    let states = try sample.withModel { $0.hiddenStates(of: ids, pool: pool) }
    let old = try withFolder { folder in
      try sample.write(to: folder)
      let path = folder + "/model.safetensors"
      func renamed(_ name: String) -> String {
        name.replacing("LayerNorm.weight", with: "LayerNorm.gamma")
          .replacing("LayerNorm.bias", with: "LayerNorm.beta")
      }
      let writer = try SafetensorsWriter(
        path: path, tensors: sample.tensors.map { .init(renamed($0.name), .float32, $0.shape) })
      for tensor in sample.tensors { try writer.append(ModelSample.weights(tensor)) }
      try writer.finish()
      return try HuggingFaceBackbone(folder: folder, backend: .openBLAS)
        .hiddenStates(of: ids, pool: pool)
    }
    #expect(states == old)
  }

  @Test func hostileNamesAreShortenedInMessages() {
    let name = "\u{1B}[2J" + String(repeating: "x", count: 5_000)
    let text = ModelError(.missingTensor(name: name), path: "m").description
    #expect(!text.contains("\u{1B}") && text.count < 300)
  }
}
