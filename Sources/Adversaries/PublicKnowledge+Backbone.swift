internal import Transformers

extension PublicKnowledge {
  /// Whether the backbone is known with its values.
  public var hasBackbone: Bool { backbone?.hasValues == true }

  /// Whether the mean over all tokens travels.
  public var isPivotMean: Bool { pivot == .mean }

  /// Whether the last token's activations travel.
  public var isPivotLast: Bool { pivot == .last }

  /// Whether the tokenizer puts one and the same mark at the pivot of every text.
  public var isPivotMark: Bool {
    switch pivot {
    case .first: !marks.before.isEmpty
    case .last: !marks.behind.isEmpty
    case .mean: false
    }
  }

  /// Hidden width of the backbone, d; 0 without one.
  public var width: Int { backbone?.width ?? 0 }

  /// Known texts that give a key of [d, d], at L pairs of vectors each, with two to spare.
  public var textsForKey: Int { backbone.map { $0.width / $0.layers + 2 } ?? 0 }

  /// The marks that the tokenizer puts before and behind every text, found on two texts that share
  /// no letter.
  var marks: (before: [Int], behind: [Int]) {
    guard let backbone else { return ([], []) }
    let one = backbone.tokenize(Array("a".utf8))
    let two = backbone.tokenize(Array("o".utf8))
    let before = zip(one, two).prefix { $0 == $1 }.map(\.0)
    let rest = zip(one.dropFirst(before.count).reversed(), two.dropFirst(before.count).reversed())
    return (before, Array(rest.prefix { $0 == $1 }.map(\.0).reversed()))
  }

  /// The embedded backbone, where that is what is known.
  var embedded: EmbeddedBackbone? { backbone as? EmbeddedBackbone }

  /// The backbone's own pivot activations [L, d] of some texts.
  ///
  /// Nil without a backbone, or where it refuses a text.
  public func activations(of texts: [[Int]]) -> [[Float]]? {
    guard let backbone, hasBackbone, !texts.isEmpty, (try? backbone.validate(texts)) != nil else {
      return nil
    }
    return backbone.pivotActivations(of: texts, pivot: pivot, pool: pool)
  }
}
