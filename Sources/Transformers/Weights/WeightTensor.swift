internal import Determinism
internal import Synchronization
internal import Tensors

/// The numbers of one stored tensor as float32.
///
/// Aligned float32 is used in place, straight from the mapped file. Half precision, bfloat16 and
/// misaligned float32 are widened once, at first use.
final class WeightTensor: @unchecked Sendable {
  let stored: StoredTensor
  let count: Int
  /// Owns the mapping.
  private let file: SafetensorsFile
  private let source: UnsafeRawBufferPointer
  private let widened = AtomicLazyReference<FloatBuffer>()

  init(_ stored: StoredTensor, in file: SafetensorsFile) throws(ModelError) {
    guard stored.type.isUsable else {
      throw ModelError(
        .unusableType(name: stored.name, type: stored.type.name), path: file.path)
    }
    self.stored = stored
    self.file = file
    count = stored.count
    source = file.bytes(of: stored)
  }

  var shape: [Int] { stored.shape }
  /// Bytes in the file.
  var byteCount: Int { source.count }
  /// The bytes as stored.
  var bytes: UnsafeRawBufferPointer { source }

  /// The numbers, row-major; never to be written to.
  ///
  /// Two threads at the first use may both widen; the same one of the two is used ever after.
  var values: UnsafeMutablePointer<Float> {
    if let inPlace { return inPlace }
    if let buffer = widened.load() { return buffer.base }
    let buffer = FloatBuffer(count: count)
    widen(0..<count, into: buffer.base)
    return widened.storeIfNil(buffer).base
  }

  /// A copy of the numbers.
  var copy: [Float] { Array(UnsafeBufferPointer(start: values, count: count)) }

  /// Copies row `row` of a matrix to `target`, without widening the rest.
  func copyRow(_ row: Int, to target: UnsafeMutablePointer<Float>) {
    let width = shape.dropFirst().reduce(1, *)
    precondition(row >= 0 && (row + 1) * width <= count, "a row must lie inside its matrix")
    if let inPlace {
      target.update(from: inPlace + row * width, count: width)
    } else {
      widen(row * width..<(row + 1) * width, into: target)
    }
  }

  private var inPlace: UnsafeMutablePointer<Float>? {
    guard stored.type == .float32, let start = source.baseAddress,
      Int(bitPattern: start) % MemoryLayout<Float>.alignment == 0
    else { return nil }
    // Matrix code takes mutable pointers and only reads its factors.
    return UnsafeMutableRawPointer(mutating: start).assumingMemoryBound(to: Float.self)
  }

  private func widen(_ range: Range<Int>, into target: UnsafeMutablePointer<Float>) {
    guard let start = source.baseAddress, !range.isEmpty else { return }
    if stored.type == .float32 {
      UnsafeMutableRawPointer(target).copyMemory(
        from: start + range.lowerBound * 4, byteCount: range.count * 4)
      return
    }
    let from = start + range.lowerBound * 2
    guard Int(bitPattern: from) % MemoryLayout<UInt16>.alignment == 0 else {
      widenUnaligned(from, range.count, into: target)
      return
    }
    widenHalves(from.assumingMemoryBound(to: UInt16.self), range.count, into: target)
  }

  private func widenHalves(
    _ from: UnsafePointer<UInt16>, _ count: Int, into target: UnsafeMutablePointer<Float>
  ) {
    if stored.type == .float16 {
      Kernels.widen(half: from, count: count, into: target)
    } else {
      Kernels.widen(bfloat: from, count: count, into: target)
    }
  }

  private func widenUnaligned(
    _ from: UnsafeRawPointer, _ count: Int, into target: UnsafeMutablePointer<Float>
  ) {
    let copy = (0..<count).map { from.loadUnaligned(fromByteOffset: $0 * 2, as: UInt16.self) }
    copy.withUnsafeBufferPointer { halves in
      if let base = halves.baseAddress { widenHalves(base, count, into: target) }
    }
  }
}
