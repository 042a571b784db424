extension ModelError {
  /// One sentence about the error, such as `m/config.json: `hidden_size` is missing`.
  public var description: String { (path.map { "\($0): " } ?? "") + sentence }

  private var sentence: String {
    switch code {
    case .missingFile: "the file does not exist; give a folder that Hugging Face wrote"
    case .unreadable(let reason): "cannot read the file: \(reason)"
    case .unwritable(let reason): "cannot write the file: \(reason)"
    case .tooLarge(let limit): "the file is larger than \(limit), so it is not what it should be"
    case .invalidJSON(let offset, let reason): "byte \(offset): not usable JSON: \(reason)"
    case .truncated: "the file ends too early; download it again"
    case .headerTooLong(let limit): "the header claims to be longer than \(limit); \(again)"
    case .invalidHeader(let reason): "the header is malformed: \(reason); \(again)"
    case .invalidTensor(let name, let problem):
      "tensor \(ModelError.quoted(name)): \(problem.finding); \(again)"
    case .missingTensor(let name):
      "tensor \(ModelError.quoted(name)) is missing; does config.json belong to these weights?"
    case .wrongShape(let name, let found, let expected):
      "tensor \(ModelError.quoted(name)) has shape \(found), but config.json asks for \(expected)"
    case .unusableType(let name, let type):
      "tensor \(ModelError.quoted(name)) holds \(ModelError.quoted(type)); convert it to F32, "
        + "F16 or BF16"
    case .shardOutsideFolder(let name):
      "shard \(ModelError.quoted(name)) does not lie in the folder; use plain file names"
    case .unknownArchitecture(let name, let known):
      "architecture \(ModelError.quoted(name)) is not known; known: \(ModelError.list(known))"
    case .missingSetting(let name): "`\(name)` is missing"
    case .invalidSetting(let name, let expected): "`\(name)` must be \(expected)"
    case .unsupportedSetting(let name, let value, let known):
      "`\(name)` \(ModelError.quoted(value)) is not supported; known: \(ModelError.list(known))"
    case .emptySequence(let index):
      "text \(index + 1) is empty; a model needs at least one token"
    case .sequenceTooLong(let index, let limit):
      "text \(index + 1) has more than the model's \(limit) positions; cut it with a maximum length"
    case .tokenOutsideVocabulary(let index, let position, let vocabulary):
      "text \(index + 1) has an id outside the vocabulary of \(vocabulary) at position "
        + "\(position); does the tokenizer belong to this model?"
    case .missingHead(let kind): "the model has no \(kind); choose another head"
    }
  }

  private var again: String { "the file is damaged or not safetensors" }

  /// A name from a file, short and without control characters.
  static func quoted(_ text: String) -> String {
    let limit = 100
    let printable = text.unicodeScalars.prefix(limit).map { scalar in
      scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
        ? "?" : String(scalar)
    }
    return "`\(printable.joined())\(text.unicodeScalars.count > limit ? "..." : "")`"
  }

  private static func list(_ names: [String]) -> String { names.joined(separator: ", ") }
}

extension ModelError.TensorProblem {
  fileprivate var finding: String {
    switch self {
    case .duplicate: "the header names it twice"
    case .fields: "its entry does not hold exactly dtype, shape and data_offsets"
    case .shape: "its shape is impossible"
    case .offsets: "its offsets are reversed"
    case .range: "its bytes lie outside the file"
    case .size: "its bytes are not as many as shape and type say"
    case .overlap: "its bytes overlap those of another tensor"
    }
  }
}
