/// Published models by name, as dimensions.
///
/// From the `config.json` files that their authors publish.
public enum ModelPresets {
  /// Every preset, in alphabetical order of names.
  public static let all: [(name: String, dimensions: ModelDimensions)] = [
    ("bert-base", encoder(.bert, 12, 768, 12, vocabulary: 30_522)),
    ("bert-large", encoder(.bert, 24, 1024, 16, vocabulary: 30_522)),
    ("gpt2", gpt2(12, 768, 12)),
    ("gpt2-medium", gpt2(24, 1024, 16)),
    ("gpt2-xl", gpt2(48, 1600, 25)),
    ("llama-13b", llama(40, 5120, 40, inner: 13_824, length: 2048)),
    (
      "llama-3.1-8b",
      llama(32, 4096, 32, groups: 8, inner: 14_336, vocabulary: 128_256, length: 131_072)
    ),
    (
      "llama-3.2-1b",
      llama(
        16, 2048, 32, groups: 8, inner: 8192, vocabulary: 128_256, length: 131_072, isTied: true)
    ),
    ("llama-7b", llama(32, 4096, 32, inner: 11_008, length: 2048)),
    ("minilm-l6", encoder(.bert, 6, 384, 12, vocabulary: 30_522)),
    ("opt-1.3b", opt(24, 2048, 32)),
    ("opt-125m", opt(12, 768, 12)),
    ("opt-2.7b", opt(32, 2560, 32)),
    (
      "opt-350m",
      ModelDimensions(
        family: .opt, layers: 24, width: 1024, heads: 16, vocabulary: 50_272, maxLength: 2048,
        embeddingWidth: 512, normsFirst: false)
    ),
    ("opt-6.7b", opt(32, 4096, 32)),
    ("roberta-base", encoder(.roberta, 12, 768, 12, vocabulary: 50_265)),
    ("roberta-large", encoder(.roberta, 24, 1024, 16, vocabulary: 50_265)),
    ("tinyllama-1.1b", llama(22, 2048, 32, groups: 4, inner: 5632, length: 2048)),
  ]

  /// Every name, in alphabetical order.
  public static var names: [String] { all.map(\.name) }

  /// The dimensions of the model called `name`, or nil.
  public static func dimensions(named name: String) -> ModelDimensions? {
    all.first { $0.name == name }?.dimensions
  }

  private static func encoder(
    _ family: ModelArchitecture, _ layers: Int, _ width: Int, _ heads: Int, vocabulary: Int
  ) -> ModelDimensions {
    ModelDimensions(
      family: family, layers: layers, width: width, heads: heads, vocabulary: vocabulary,
      maxLength: 512)
  }

  private static func opt(_ layers: Int, _ width: Int, _ heads: Int) -> ModelDimensions {
    ModelDimensions(
      family: .opt, layers: layers, width: width, heads: heads, vocabulary: 50_272,
      maxLength: 2048)
  }

  private static func gpt2(_ layers: Int, _ width: Int, _ heads: Int) -> ModelDimensions {
    ModelDimensions(
      family: .gpt2, layers: layers, width: width, heads: heads, vocabulary: 50_257,
      maxLength: 1024)
  }

  private static func llama(
    _ layers: Int, _ width: Int, _ heads: Int, groups: Int? = nil, inner: Int,
    vocabulary: Int = 32_000, length: Int, isTied: Bool = false
  ) -> ModelDimensions {
    ModelDimensions(
      family: .llama, layers: layers, width: width, heads: heads, keyValueHeads: groups,
      innerWidth: inner, vocabulary: vocabulary, maxLength: length, tiesEmbeddings: isTied)
  }
}
