/// A family of models whose folders can be loaded, under its name in `config.json`.
public enum ModelArchitecture: String, CaseIterable, Sendable {
  /// Devlin et al., 2018.
  case bert
  /// Radford et al., 2019.
  case gpt2
  /// Touvron et al., 2023.
  case llama
  /// Zhang et al., 2022.
  case opt
  /// Liu et al., 2019.
  case roberta

  /// Whether a token sees only the tokens before it.
  public var isCausal: Bool {
    switch self {
    case .bert, .roberta: false
    case .gpt2, .llama, .opt: true
    }
  }
}
