internal import Wire

extension ScenarioDraft {
  /// A planted leak with a place for every key.
  struct CanaryDraft {
    var leak = "content"
    var secret = Scenario.Canary.Secret.labels
    var encoding = NumberEncoding.u8
    var place = Scenario.Canary.Place.key
    var channel = Scenario.Canary.Channel.time
    var departure = Scenario.Canary.Departure.unknownField
    var defect = Scenario.Canary.Defect.leftOut

    /// The words that want further keys.
    static let kinds = ["content", "metadata", "message", "defence"]

    init() {}

    init(_ canary: Scenario.Canary) {
      switch canary {
      case .content(let secret, let encoding, let place):
        (leak, self.secret, self.encoding, self.place) = ("content", secret, encoding, place)
      case .metadata(let secret, let channel):
        (leak, self.secret, self.channel) = ("metadata", secret, channel)
      case .message(let departure): (leak, self.departure) = ("message", departure)
      case .defence(let defect): (leak, self.defect) = ("defence", defect)
      }
    }

    /// The leak, once every key has been read.
    var canary: Scenario.Canary {
      switch leak {
      case "content": return .content(secret, encoding, place)
      case "metadata": return .metadata(secret, channel)
      case "message": return .message(departure)
      case "defence": return .defence(defect)
      default:
        guard let named = Scenario.Canary.named.first(where: { $0.name == leak }) else {
          preconditionFailure("only accepted words reach a leak")
        }
        return named.canary
      }
    }
  }
}

extension ScenarioDescription {
  static var canary: FieldGroup<ScenarioDraft.CanaryDraft> {
    let words = ScenarioDraft.CanaryDraft.kinds + Scenario.Canary.named.map(\.name)
    return FieldGroup(
      shorthand: "leak",
      [
        .words(
          "leak", .choice(words), get: { $0.leak }, set: { $0.leak = $1 }, .fallback("content"),
          "content: a secret in what is sent. metadata: sizes, times, counts or orders follow a "
            + "secret. message: frames depart from the schema. defence: a declared defence fails. "
            + "Or the name of a check, for one that it finds."),
        .choice("secret", \.secret, .required, "The secret that leaks.")
          .only(with: "leak", "content", "metadata"),
        .choice("encoding", \.encoding, .required, "How the secret is written.")
          .only(with: "leak", "content"),
        .choice("place", \.place, .required, "Where the secret is written.")
          .only(with: "leak", "content"),
        .choice("channel", \.channel, .required, "What follows the secret.")
          .only(with: "leak", "metadata"),
        .choice("departure", \.departure, .required, "How frames depart from the schema.")
          .only(with: "leak", "message"),
        .choice("defect", \.defect, .required, "How the declared defence fails.")
          .only(with: "leak", "defence"),
      ])
  }
}
