import Determinism
import Foundation
import Tensors
import Testing
import Transformers

/// The digest under which activations are kept must cover whatever decides them.
struct WeightsDigestTests {
  private func digest(_ sample: ModelSample) throws -> String {
    try sample.withModel { $0.weightsDigest.description }
  }

  /// A setting of a model, and another value for it.
  @Test(arguments: [
    ("llama-3", "\"factor\": 8.0", "\"factor\": 4.0"),
    ("llama-yarn", "\"factor\": 4.0", "\"factor\": 2.0"),
    ("llama-yarn-factor", "\"attention_factor\": 1.3", "\"attention_factor\": 1.4"),
    ("llama", "\"rms_norm_eps\": 1e-06", "\"rms_norm_eps\": 1e-05"),
    ("bert", "\"layer_norm_eps\": 1e-12", "\"layer_norm_eps\": 1e-05"),
    (
      "gpt2", "\"scale_attn_by_inverse_layer_idx\": false",
      "\"scale_attn_by_inverse_layer_idx\": true"
    ),
    ("roberta", "\"pad_token_id\": 1", "\"pad_token_id\": 2"),
  ])
  func everySettingOfTheForwardPassChangesIt(
    _ name: String, _ setting: String, _ other: String
  ) throws {
    var sample = try ModelSample.named(name)
    let before = try digest(sample)
    try #require(sample.config.contains(setting), "\(sample.config)")
    sample.config = sample.config.replacing(setting, with: other)
    #expect(try digest(sample) != before)
  }

  @Test func itIsTheSameAtEachOpening() throws {
    let sample = try ModelSample.named("llama-grouped")
    #expect(try digest(sample) == digest(sample))
  }
}
