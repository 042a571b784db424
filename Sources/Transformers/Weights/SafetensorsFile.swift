/// A safetensors file, mapped into memory and checked.
public final class SafetensorsFile: Sendable {
  /// Where it lies.
  public let path: String
  /// All tensors, by position in the file.
  public let tensors: [StoredTensor]
  /// What the file says of itself under `__metadata__`.
  public let metadata: [String: String]
  private let file: MappedFile
  private let indices: [String: Int]

  /// Maps and checks the file at `path`.
  ///
  /// Reads no tensor's bytes; throws on every malformed header.
  public init(path: String) throws(ModelError) {
    self.path = path
    file = try MappedFile(path: path)
    let header = try SafetensorsHeader(of: file)
    let tensors = header.tensors
    self.tensors = tensors
    metadata = header.metadata
    indices = Dictionary(
      tensors.enumerated().map { ($0.element.name, $0.offset) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The tensor with this name.
  public func tensor(_ name: String) -> StoredTensor? { indices[name].map { tensors[$0] } }

  /// Lets the system take the file's pages out of this process; touching them brings them back.
  func releasePages() { file.releasePages() }

  /// The bytes of one of this file's tensors; valid while this object lives.
  func bytes(of tensor: StoredTensor) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: file.bytes[tensor.range])
  }

  /// A copy of the float32, float16 or bfloat16 elements of the tensor with this name.
  public func floats(_ name: String) throws(ModelError) -> [Float] {
    guard let stored = tensor(name) else {
      throw ModelError(.missingTensor(name: name), path: path)
    }
    return try WeightTensor(stored, in: self).copy
  }

  /// A copy of the int64 elements of the tensor with this name.
  public func integers(_ name: String) throws(ModelError) -> [Int64] {
    guard let stored = tensor(name) else {
      throw ModelError(.missingTensor(name: name), path: path)
    }
    guard stored.type == .int64 else {
      throw ModelError(.unusableType(name: name, type: stored.type.name), path: path)
    }
    let bytes = bytes(of: stored)
    return (0..<stored.count).map {
      Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 8, as: Int64.self))
    }
  }
}
