internal import Determinism

/// One tensor of a safetensors file.
public struct StoredTensor: Hashable, Sendable {
  /// Its name.
  public let name: String
  /// Its number format.
  public let type: TensorType
  /// Its extents, outermost first.
  public let shape: [Int]
  /// Its bytes, counted from the start of the file.
  let range: Range<Int>

  /// Number of elements.
  public var count: Int { shape.reduce(1, *) }
}

/// The header of a safetensors file: eight bytes of length, JSON, then the tensors' bytes.
///
/// Everything is checked here, before a single tensor is touched.
struct SafetensorsHeader {
  /// The format's own limit.
  static let limit = ByteCount(100_000_000)

  private let path: String
  private let dataStart: Int
  private let dataEnd: Int
  /// All tensors, by position in the file.
  private(set) var tensors: [StoredTensor] = []
  /// What the file says of itself.
  private(set) var metadata: [String: String] = [:]

  init(of file: MappedFile) throws(ModelError) {
    path = file.path
    let prefix = MemoryLayout<UInt64>.size
    guard file.bytes.count >= prefix else { throw ModelError(.truncated, path: path) }
    let length = UInt64(littleEndian: file.bytes.loadUnaligned(as: UInt64.self))
    guard length <= Self.limit.bytes else {
      throw ModelError(.headerTooLong(limit: Self.limit), path: path)
    }
    dataStart = prefix + Int(length)
    dataEnd = file.bytes.count
    guard dataStart <= dataEnd else { throw ModelError(.truncated, path: path) }
    let text = UnsafeRawBufferPointer(rebasing: file.bytes[prefix..<dataStart])
    guard text.first == UInt8(ascii: "{") else {
      throw ModelError(.invalidHeader(reason: "it does not begin with `{`"), path: path)
    }
    for member in try JSONFile.members(of: text, path: path) {
      let name = String(decoding: member.key, as: UTF8.self)
      if name == "__metadata__" {
        try readMetadata(member.value)
      } else {
        tensors.append(try tensor(name, member.value))
      }
    }
    try checkNames()
    try checkOverlaps()
  }

  private func fault(_ name: String, _ problem: ModelError.TensorProblem) -> ModelError {
    ModelError(.invalidTensor(name: name, problem: problem), path: path)
  }

  private mutating func readMetadata(_ value: JSONTree) throws(ModelError) {
    func fault() -> ModelError {
      ModelError(.invalidHeader(reason: "`__metadata__` is not an object of texts"), path: path)
    }
    guard case .object(let members) = value else { throw fault() }
    for member in members {
      guard let text = member.value.asText else { throw fault() }
      metadata[String(decoding: member.key, as: UTF8.self)] = text
    }
  }

  private func tensor(_ name: String, _ value: JSONTree) throws(ModelError) -> StoredTensor {
    guard case .object(let members) = value, members.count == 3 else { throw fault(name, .fields) }
    func field(_ key: String) -> JSONTree? {
      members.first { $0.key.elementsEqual(key.utf8) }?.value
    }
    guard let type = field("dtype")?.asText.map(TensorType.init(name:)),
      case .array(let extents) = field("shape"), case .array(let offsets) = field("data_offsets"),
      offsets.count == 2, case .integer(let begin) = offsets[0],
      case .integer(let end) = offsets[1]
    else { throw fault(name, .fields) }
    var shape: [Int] = []
    var count = 1
    for extent in extents {
      guard case .integer(let value) = extent, value >= 0 else { throw fault(name, .shape) }
      let (product, overflow) = count.multipliedReportingOverflow(by: value)
      guard !overflow else { throw fault(name, .shape) }
      count = product
      shape.append(value)
    }
    guard begin <= end else { throw fault(name, .offsets) }
    guard begin >= 0, end <= dataEnd - dataStart else { throw fault(name, .range) }
    if let size = type.elementBytes {
      let (bytes, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow else { throw fault(name, .shape) }
      guard bytes == end - begin else { throw fault(name, .size) }
    }
    return StoredTensor(
      name: name, type: type, shape: shape, range: dataStart + begin..<dataStart + end)
  }

  private func checkNames() throws(ModelError) {
    // Bytes decide: canonically equivalent names are different tensors, and equal as `String`.
    var seen: Set<[UInt8]> = []
    for tensor in tensors where !seen.insert(Array(tensor.name.utf8)).inserted {
      throw fault(tensor.name, .duplicate)
    }
  }

  private mutating func checkOverlaps() throws(ModelError) {
    tensors.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    var end = 0
    for tensor in tensors {
      guard tensor.range.lowerBound >= end else { throw fault(tensor.name, .overlap) }
      end = tensor.range.upperBound
    }
  }
}
