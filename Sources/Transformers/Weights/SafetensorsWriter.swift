internal import Glibc

/// Writes a safetensors file front to back, so that no tensor need be in memory as a whole.
///
/// Tensors are filled in the order in which they were declared. The file appears under its name
/// when `finish` is called; before that it has a name of its own, `PATH.XXXXXX`, which an abandoned
/// writer removes. Only its owner can read it, since tensors may reveal texts.
public final class SafetensorsWriter {
  /// A tensor to be written.
  public struct Tensor: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Its number format.
    public var type: TensorType
    /// Its extents, outermost first.
    public var shape: [Int]

    /// Declares a tensor.
    public init(_ name: String, _ type: TensorType, _ shape: [Int]) {
      self.name = name
      self.type = type
      self.shape = shape
    }

    fileprivate var byteCount: Int { shape.reduce(type.elementBytes ?? 0, *) }
  }

  /// Bytes gathered before they are handed to the system.
  private static let bufferSize = 1 << 20

  private let path: String
  private var partialPath = ""
  private var descriptor: CInt
  private var buffer: [UInt8] = []
  /// The end of each declared tensor, counted from the start of the data.
  private var ends: [Int] = []
  private let tensors: [Tensor]
  private var written = 0
  private var isFinished = false

  /// Creates the file and writes its header.
  ///
  /// Traps on types of unknown size and on duplicate names. An existing regular file is replaced by
  /// `finish`; anything else at the path is refused.
  public init(
    path: String, tensors: [Tensor], metadata: [(key: String, value: String)] = []
  ) throws(ModelError) {
    precondition(
      tensors.allSatisfy { $0.type.elementBytes != nil && $0.shape.allSatisfy { $0 >= 0 } },
      "tensors to be written need a type of known size and extents of at least zero")
    precondition(
      Set(tensors.map(\.name)).count == tensors.count, "tensors to be written need distinct names")
    self.path = path
    self.tensors = tensors
    descriptor = -1
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw ModelError(.unwritable(reason: "something else than a file stands there"), path: path)
    }
    var template = Array((path + ".XXXXXX").utf8CString)
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else {
      throw ModelError(.unwritable(reason: errorText(errno)), path: path)
    }
    partialPath = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    var header = Array(headerText(metadata: metadata).utf8)
    // Padding with spaces aligns the data, as the format recommends.
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { buffer += $0 }
    buffer += header
  }

  deinit {
    if descriptor >= 0 { _ = close(descriptor) }
    if !isFinished { _ = unlink(partialPath) }
  }

  private func headerText(metadata: [(key: String, value: String)]) -> String {
    var entries: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.map { "\(Self.quoted($0.key)):\(Self.quoted($0.value))" }
      entries.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
    }
    var offset = 0
    for tensor in tensors {
      let end = offset + tensor.byteCount
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      entries.append(
        "\(Self.quoted(tensor.name)):{\"dtype\":\"\(tensor.type.name)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(offset),\(end)]}")
      offset = end
      ends.append(end)
    }
    return "{\(entries.joined(separator: ","))}"
  }

  /// `text` as a JSON string.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x22, 0x5C: result += "\\" + String(scalar)
      case 0..<0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result += String(scalar)
      }
    }
    return result + "\""
  }

  /// Appends float32 elements to the tensor that is being filled.
  public func append(_ values: [Float]) throws(ModelError) {
    values.withUnsafeBytes { gather($0, as: .float32) }
    try flushIfFull()
  }

  /// Appends int64 elements to the tensor that is being filled.
  public func append(_ values: [Int64]) throws(ModelError) {
    values.withUnsafeBytes { gather($0, as: .int64) }
    try flushIfFull()
  }

  /// Appends the bit patterns of float16 or bfloat16 elements to the tensor that is being filled.
  public func append(bits values: [UInt16], as type: TensorType) throws(ModelError) {
    precondition(type.elementBytes == 2, "16-bit patterns are of a 16-bit type")
    values.withUnsafeBytes { gather($0, as: type) }
    try flushIfFull()
  }

  private func gather(_ bytes: UnsafeRawBufferPointer, as type: TensorType) {
    guard !bytes.isEmpty else { return }
    guard let current = ends.firstIndex(where: { $0 > written }) else {
      preconditionFailure("more elements were appended than declared")
    }
    precondition(tensors[current].type == type, "elements must have their tensor's type")
    precondition(written + bytes.count <= ends[current], "elements must fit their tensor")
    written += bytes.count
    buffer += bytes
  }

  private func flushIfFull() throws(ModelError) {
    if buffer.count >= Self.bufferSize { try flush() }
  }

  private func flush() throws(ModelError) {
    var done = 0
    while done < buffer.count {
      let result = buffer.withUnsafeBytes { bytes in
        write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
      }
      let code = errno
      if result > 0 {
        done += result
      } else if code != EINTR {
        throw ModelError(.unwritable(reason: errorText(code)), path: path)
      }
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Completes the file and gives it its name.
  ///
  /// Traps when elements are missing.
  public func finish() throws(ModelError) {
    precondition(!isFinished, "a file is finished once")
    precondition(written == ends.last ?? 0, "every declared element must be written")
    try flush()
    let closed = close(descriptor)
    descriptor = -1
    guard closed == 0, rename(partialPath, path) == 0 else {
      throw ModelError(.unwritable(reason: errorText(errno)), path: path)
    }
    isFinished = true
  }
}
