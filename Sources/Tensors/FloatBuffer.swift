/// A fixed-size buffer of float32, aligned to a cache line.
///
/// It is a class because several views of one buffer must be able to exist; whoever holds it
/// decides who writes. Concurrent readers, or writers of disjoint parts, are safe.
public final class FloatBuffer: @unchecked Sendable {
  /// Number of elements.
  public let count: Int
  /// The first element.
  public let base: UnsafeMutablePointer<Float>

  /// Makes a buffer of `count` zeros.
  public init(count: Int) {
    precondition(count >= 0, "a buffer's size must not be negative")
    self.count = count
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
    base = raw.initializeMemory(as: Float.self, repeating: 0, count: max(count, 1))
  }

  /// Makes a buffer that holds a copy of `values`.
  public convenience init(_ values: [Float]) {
    self.init(count: values.count)
    copy(values, at: 0)
  }

  deinit { base.deallocate() }

  /// One element.
  public subscript(index: Int) -> Float {
    get {
      precondition(index >= 0 && index < count, "an index must lie inside its buffer")
      return base[index]
    }
    set {
      precondition(index >= 0 && index < count, "an index must lie inside its buffer")
      base[index] = newValue
    }
  }

  /// A copy of the elements in `range`.
  public func values(_ range: Range<Int>) -> [Float] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "a range must lie inside")
    return Array(UnsafeBufferPointer(start: base + range.lowerBound, count: range.count))
  }

  /// A copy of all elements.
  public var values: [Float] { values(0..<count) }

  /// Writes `values` from element `offset` on.
  public func copy(_ values: some Collection<Float>, at offset: Int) {
    precondition(offset >= 0 && offset + values.count <= count, "a copy must fit its buffer")
    let done: Void? = values.withContiguousStorageIfAvailable { source in
      guard let start = source.baseAddress else { return }
      (base + offset).update(from: start, count: source.count)
    }
    if done == nil {
      for (index, value) in values.enumerated() { base[offset + index] = value }
    }
  }

  /// Sets every element to zero.
  public func clear() { base.update(repeating: 0, count: count) }
}
