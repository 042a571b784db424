public import Determinism

/// A model folder, or an input to a model, that cannot be used.
///
/// The text names files, tensors and indices, never tokens.
public struct ModelError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was wrong.
  public enum Code: Equatable, Sendable {
    /// The file does not exist.
    case missingFile
    /// The file cannot be opened or read.
    case unreadable(reason: String)
    /// The file cannot be written.
    case unwritable(reason: String)
    /// The file is larger than such files may be.
    case tooLarge(limit: ByteCount)
    /// The file is not JSON, or not JSON of the expected form.
    case invalidJSON(offset: Int, reason: String)
    /// The file ends before what its header promises.
    case truncated
    /// The header of a safetensors file is longer than allowed.
    case headerTooLong(limit: ByteCount)
    /// The header of a safetensors file does not describe tensors.
    case invalidHeader(reason: String)
    /// A tensor's entry contradicts itself or the file.
    case invalidTensor(name: String, problem: TensorProblem)
    /// A tensor that the architecture needs is missing.
    case missingTensor(name: String)
    /// A tensor has another shape than the configuration says.
    case wrongShape(name: String, found: [Int], expected: [Int])
    /// A tensor's numbers are of a kind that cannot be used.
    case unusableType(name: String, type: String)
    /// An index of shards names a file outside its folder.
    case shardOutsideFolder(name: String)
    /// The architecture is not known.
    case unknownArchitecture(name: String, known: [String])
    /// The configuration lacks a setting.
    case missingSetting(name: String)
    /// A setting has the wrong type or an impossible value.
    case invalidSetting(name: String, expected: String)
    /// A setting asks for something that is not supported.
    case unsupportedSetting(name: String, value: String, known: [String])
    /// A sequence holds no tokens.
    case emptySequence(index: Int)
    /// A sequence is longer than the model's positions.
    case sequenceTooLong(index: Int, limit: Int)
    /// A token id lies outside the vocabulary.
    case tokenOutsideVocabulary(index: Int, position: Int, vocabulary: Int)
    /// The model has no head of this kind.
    case missingHead(kind: String)
  }

  /// What is wrong with a tensor's entry.
  public enum TensorProblem: String, Equatable, Sendable {
    /// Two entries have this name.
    case duplicate
    /// A field is missing, unknown, or of the wrong type.
    case fields
    /// The shape has a negative extent or its product overflows.
    case shape
    /// The offsets are reversed.
    case offsets
    /// The bytes lie outside the file.
    case range
    /// The byte range has another size than shape and type say.
    case size
    /// The bytes overlap those of another tensor.
    case overlap
  }

  /// What was wrong.
  public let code: Code
  /// The file or folder; nil when no file is at fault.
  public let path: String?

  /// Makes an error.
  public init(_ code: Code, path: String? = nil) {
    self.code = code
    self.path = path
  }
}
