import ArgumentParser

/// What shells offer for files of the kinds that several commands take; folders are always offered,
/// too.
extension CompletionKind {
  /// Labelled texts, or a folder of them.
  static var texts: CompletionKind {
    .file(extensions: ["tsv", "txt", "jsonl", "ndjson", "csv"])
  }
  /// A scenario, a study, a policy or a map.
  static var yaml: CompletionKind { .file(extensions: ["yaml", "yml"]) }
}
