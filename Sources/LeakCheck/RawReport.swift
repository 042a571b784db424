internal import PrivateData

/// Turns the tally into results.
struct RawReport {
  var corpus: SecretCorpus
  var threshold: MatchThreshold
  var columns: ColumnTest
  var tally: RawTally
  /// Bytes that the device sent.
  var deviceBytes: UInt64
  /// Bytes scanned over all streams.
  var scannedBytes: Int

  /// The result for one kind of secret.
  func result(_ kind: SecretKind) -> CheckResult {
    let id = RawCheck.id(of: kind)
    let list = tally.findings(kind)
    if !list.findings.isEmpty {
      return CheckResult(
        id: id, level: .raw, verdict: .leak, estimate: estimate(kind), baseline: 0,
        samples: corpus.recordCount, evidence: leakText(kind),
        findings: list.findings, hasUnlistedFields: list.isCutShort)
    }
    if let doubt = doubt(kind) {
      return .inconclusive(id, .raw, samples: corpus.recordCount, because: doubt)
    }
    return CheckResult(
      id: id, level: .raw, verdict: .pass, estimate: 0, baseline: 0, samples: corpus.recordCount,
      evidence: passText(kind))
  }

  private func estimate(_ kind: SecretKind) -> Double {
    guard kind == .labels else {
      return Double(tally.recordsFound(kind)) / Double(max(1, corpus.recordCount))
    }
    let best = columns.hits.map(\.matches).max() ?? 0
    return tally.hasLabelSequence ? 1 : Double(best) / Double(max(1, columns.samples))
  }

  private func leakText(_ kind: SecretKind) -> String {
    if kind == .labels {
      return
        "Labels occur in the clear in what the device sent. The chance of such an accident is "
        + "below 1e-9."
    }
    return
      "\(kind.name) of \(tally.recordsFound(kind)) of \(corpus.recordCount) samples occur in what "
      + "the device sent. Fewer than 1e-6 accidents are expected in this trace."
  }

  /// Why nothing could have been found, if so.
  private func doubt(_ kind: SecretKind) -> String? {
    if deviceBytes == 0 { return "The device sent nothing." }
    switch kind {
    case .labels:
      guard columns.namesSamples else {
        return canFindSequences
          ? nil
          : "Messages name no samples, and the labels' order holds too little surprise to be "
            + "recognised."
      }
      guard columns.samples > 0 else { return "No uploaded sample belongs to a record." }
      guard columns.canAlarm else {
        return
          "\(columns.samples) samples are too few, or their labels too uniform, to tell a leak "
          + "from an accident at 1e-9."
      }
    case .tokens:
      if corpus.emptyTokens == corpus.recordCount { return "No secret holds token ids." }
      if corpus.shortTokens == corpus.recordCount {
        return
          "All token sequences are shorter than \(SecretCorpus.numberSeed) ids, and at fixed "
          + "places they were not found."
      }
    case .text:
      if corpus.emptyTexts == corpus.recordCount { return "No secret holds a text." }
      if corpus.shortTexts == corpus.recordCount {
        return
          "All texts are shorter than \(SecretCorpus.byteSeed) bytes, and at fixed places they "
          + "were not found."
      }
    }
    return nil
  }

  private var canFindSequences: Bool {
    corpus.models.contains { $0.totalBits >= threshold.labelBits }
  }

  private func passText(_ kind: SecretKind) -> String {
    let bytes = "\(deviceBytes) bytes from the device"
    switch kind {
    case .labels:
      let sequences =
        canFindSequences
        ? "stretches of labels carrying \(wholeUp(threshold.labelBits)) bits"
        : "no stretches (the labels' order holds too little surprise)"
      let columnsText =
        columns.canAlarm
        ? "\(columns.candidates) columns and encodings over \(columns.samples) samples"
        : "no columns (\(columns.namesSamples ? "too few" : "messages name no") samples)"
      let strangers =
        columns.strangers > 0 ? " \(columns.strangers) uploads belong to no record." : ""
      return
        "No encoding tried was found in \(bytes): \(columnsText); \(sequences), as integers, "
        + "floats, digits, bits and one-hot, plain, base64 and hexadecimal. Chance of an alarm "
        + "by accident: 1e-9." + strangers
    case .tokens:
      return common(bytes, corpus.shortTokens, "token sequences", "\(SecretCorpus.numberSeed) ids")
        + " Tried: integers of 8 to 64 bits, floats of 16 to 64 bits, both byte orders, "
        + "variable-length, zig-zag, differences, decimal text, plain, base64 and hexadecimal."
    case .text:
      return common(bytes, corpus.shortTexts, "texts", "\(SecretCorpus.byteSeed) bytes")
        + " Tried: UTF-8, UTF-16, UTF-32, character codes as numbers, plain, base64 and "
        + "hexadecimal."
    }
  }

  private func common(_ bytes: String, _ short: Int, _ name: String, _ least: String) -> String {
    let skipped = corpus.bytes.skippedSeeds + corpus.numbers.skippedSeeds
    let sampled =
      corpus.bytes.isSampled || corpus.numbers.isSampled
      ? " Only the first, middle and last patterns of each secret were used." : ""
    let shortText =
      short > 0
      ? " \(short) of \(corpus.recordCount) \(name) are shorter than \(least) and were only "
        + "looked for at fixed places." : ""
    let found =
      "No encoding tried was found in \(bytes), with \(corpus.patternCount) patterns "
      + "(\(skipped) too uniform, left out)."
    let wanted =
      " An alarm wants \(wholeUp(threshold.bits)) bits, so that fewer than 1e-6 accidents are "
      + "expected."
    return found + wanted + sampled + shortText
  }

  private func wholeUp(_ value: Double) -> Int { Int(value.rounded(.up)) }
}
