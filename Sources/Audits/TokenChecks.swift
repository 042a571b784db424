internal import Adversaries
internal import LeakCheck
internal import Wire

/// The attacks on tokens, and the linking of uploads.
struct TokenChecks {
  /// Samples that are looked up in a list.
  private static let lookedUp = 64
  /// Known texts that show whether there is a key at all.
  private static let keyHints = 4

  private static let noBackbone = "No backbone with values is publicly known."
  private static let noActivations = "No message holds activations."

  let knowledge: PublicKnowledge
  let observations: Observations
  let judge: TokenJudge
  let family: Int

  /// The results of the token attacks, in the order of the battery.
  func results() -> [CheckResult] {
    let ids = [PivotAttack.id, InversionAttack.id, DictionaryAttack.id, ProcrustesAttack.id]
    let reason: String? =
      if !knowledge.hasBackbone {
        Self.noBackbone
      } else if observations.withActivations.isEmpty {
        Self.noActivations
      } else if judge.samples.isEmpty {
        "No secret holds token ids."
      } else {
        nil
      }
    if let reason { return ids.map { .notApplicable($0, because: reason) } }
    if knowledge.split != nil { return splitResults() }
    let reading = knowledge.tokenwise == nil ? inversion() : positions()
    return [pivot(), reading, dictionary(), procrustes()]
  }

  private func pivot() -> CheckResult {
    let id = PivotAttack.id
    guard !knowledge.isPivotMean else {
      return .notApplicable(id, because: "The mean over all tokens is no token's activation.")
    }
    guard !knowledge.isPivotMark else {
      return .notApplicable(
        id, because: "The pivot is the tokenizer's own mark in all samples, so it tells nothing.")
    }
    guard let attack = PivotAttack(knowledge) else {
      return .notApplicable(id, because: Self.notInverted)
    }
    let attacked = Array(observations.withActivations.prefix(PivotAttack.samplesMax))
    var pivots: [SampleKey: Int] = [:]
    for sample in attacked {
      pivots[sample.key] = attack.explanations(sample, count: 1).first?.token
    }
    return judge.score(
      id: id, pivots: pivots, isLast: true, of: attacked.map(\.key), family: family,
      note: " \(attacked.count) samples were attacked.")
  }

  private static let notInverted =
    "Only the embedded backbone of two layers or more, with its last token as the pivot, is "
    + "inverted."

  private func inversion() -> CheckResult {
    let id = InversionAttack.id
    guard let attack = InversionAttack(knowledge) else {
      return .notApplicable(id, because: Self.notInverted)
    }
    let attacked = Array(observations.withActivations.prefix(InversionAttack.samplesMax))
    var texts: [SampleKey: [Int]] = [:]
    var longest = 0
    for (place, sample) in attacked.enumerated() {
      switch attack.invert(sample) {
      case .found(let text): texts[sample.key] = text
      case .outOfReach(let length): longest = max(longest, length)
      case .nothing: break
      }
      // Two long texts in a row: the others will hardly be short.
      if place == 1, texts.isEmpty, longest > 0 { break }
    }
    guard longest == 0 || !texts.isEmpty else {
      return .notApplicable(
        id,
        because:
          "Texts of about \(longest) tokens are beyond the reach of this attack, which lists "
          + "up to \(InversionAttack.sumsMax) halves.")
    }
    return judge.score(
      id: id, sequences: texts, of: attacked.map(\.key), family: family,
      note: " \(attacked.count) samples were attacked.")
  }

  func dictionary() -> CheckResult {
    let id = DictionaryAttack.id
    let list = judge.candidates(DictionaryAttack.candidatesMax)
    guard list.count > 1, let attack = DictionaryAttack(looking: list, up: knowledge) else {
      return .notApplicable(id, because: "There are no two different texts to tell apart.")
    }
    let attacked = lookUp(listed: DictionaryAttack.candidatesMax)
    let scores = DictionaryAttack.Measure.allCases.map { measure in
      (
        measure,
        judge.score(
          id: id, sequences: attack.guesses(attacked, by: measure), of: attacked.map(\.key),
          leastChance: 1 / Double(list.count), family: family,
          note: " The list held \(list.count) texts.")
      )
    }
    // The best of three measures counts; they share the alarm level.
    let best = scores.reduce(scores[0]) { ($1.1.estimate ?? 0) > ($0.1.estimate ?? 0) ? $1 : $0 }
    var result = best.1
    result.evidence +=
      " Right by measure: "
      + scores.map { "\($0.rawValue) \(Int((($1.estimate ?? 0) * Double($1.samples)).rounded()))" }
      .joined(separator: ", ") + "."
    return result
  }

  /// The samples that are looked up: the first of those whose texts are on the list.
  private func lookUp(listed: Int) -> [Observations.Sample] {
    let names = Set(judge.samples.prefix(listed))
    return Array(
      observations.withActivations.filter { names.contains($0.key) }.prefix(Self.lookedUp))
  }

  private func procrustes() -> CheckResult {
    let id = ProcrustesAttack.id
    let few = known(Self.keyHints)
    guard !few.own.isEmpty else {
      return .notApplicable(id, because: "No known text was uploaded with its activations.")
    }
    guard !ProcrustesAttack.isKeyless(own: few.own, seen: few.seen) else {
      return .notApplicable(
        id, because: "Known texts have the backbone's own activations: there is no key to find.")
    }
    let count = knowledge.textsForKey
    let list = judge.candidates(DictionaryAttack.candidatesMax)
    let pairs = known(count)
    guard count * 4 <= judge.samples.count, pairs.own.count == count, list.count > 1,
      let attack = ProcrustesAttack(own: pairs.own, seen: pairs.seen, width: knowledge.width),
      let dictionary = DictionaryAttack(list, knowledge)
    else {
      return .notApplicable(
        id, because: "\(judge.samples.count) samples are too few for \(count) known texts.")
    }
    var attacked = lookUp(listed: DictionaryAttack.candidatesMax)
    for place in attacked.indices {
      attacked[place].activations = attack.turnedBack(attacked[place].activations)
    }
    return judge.score(
      id: id, sequences: dictionary.guesses(attacked, by: .plain), of: attacked.map(\.key),
      leastChance: 1 / Double(list.count), family: family,
      note: " \(count) known texts gave the key.")
  }

  /// The backbone's own and the seen activations of some texts that the attack is told.
  private func known(_ count: Int) -> (own: [[Float]], seen: [[Float]]) {
    let hints = judge.hints(count)
    let seen = observations.withActivations.filter { hints[$0.key] != nil }
    let texts = seen.compactMap { hints[$0.key] }
    guard let own = knowledge.activations(of: texts) else { return ([], []) }
    return (own, seen.map(\.activations))
  }

  /// Uploads of one sample are linked by name; equal texts by equal activations.
  func linkage() -> CheckResult {
    if knowledge.split != nil {
      return .notApplicable(
        LinkageAttack.id, because: "Batches at a cut are drawn anew, and name no samples.")
    }
    let id = LinkageAttack.id
    let linked = LinkageAttack(observations)
    let repeats = linked.uploads - linked.samples
    guard repeats > 0 || !linked.pairs.isEmpty else {
      return CheckResult(
        id: id, level: .inference, verdict: .pass, samples: linked.samples,
        evidence:
          "\(linked.samples) samples were uploaded once each, and no two of them have equal "
          + "activations: there is nothing to link.")
    }
    let right = judge.equalPairs(linked.pairs)
    let links = repeats + linked.pairs.count
    return CheckResult(
      id: id, level: .inference, verdict: .leak,
      estimate: Double(repeats + right) / Double(links), samples: links,
      evidence: (right > 0 ? "Verified: " : "")
        + "\(repeats) repeated uploads are linked by their key, and \(linked.pairs.count) pairs of "
        + "keys by equal activations; \(right) of the pairs have the same tokens.")
  }
}
