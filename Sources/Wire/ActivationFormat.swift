/// How activations are laid out on the wire, little-endian and in constant size.
///
/// Quantised activations are cut into groups of equal size; a group is its scale, a float32, and
/// then its elements.
public struct ActivationFormat: Hashable, Sendable {
  /// What stands for one element.
  public enum Element: String, CaseIterable, Sendable {
    /// IEEE 754 binary32.
    case fp32
    /// IEEE 754 binary16, rounded to nearest even; values beyond 65504 become infinity.
    case fp16
    /// The upper half of binary32, rounded to nearest even.
    case bf16
    /// A whole number from -127 to 127, times its group's scale.
    case int8
    /// A whole number from -7 to 7, times its group's scale; two in a byte, the first one low.
    case int4

    /// Whether elements share a scale.
    public var isQuantised: Bool { quantiser != nil }

    var quantiser: Quantiser? {
      switch self {
      case .fp32, .fp16, .bf16: nil
      case .int8: Quantiser(limit: 127)
      case .int4: Quantiser(limit: 7)
      }
    }

    /// Bytes of `count` elements that lie side by side.
    func byteCount(_ count: Int) -> Int {
      switch self {
      case .fp32: 4 * count
      case .fp16, .bf16: 2 * count
      case .int8: count
      case .int4: (count + 1) / 2
      }
    }
  }

  /// Float32.
  public static let fp32 = ActivationFormat(.fp32)
  /// Half precision.
  public static let fp16 = ActivationFormat(.fp16)
  /// Bfloat16.
  public static let bf16 = ActivationFormat(.bf16)

  /// What stands for one element.
  public let element: Element
  /// Elements that share a scale, a divisor of the width; 0 where there are no scales.
  public let group: Int

  /// Makes a format; quantised elements need a group, others have none.
  public init(_ element: Element, group: Int = 0) {
    precondition(
      element.isQuantised ? group > 0 : group == 0, "quantised elements come in groups, others not")
    self.element = element
    self.group = group
  }

  private static let scaleBytes = 4

  /// Bytes of a group.
  private var groupBytes: Int { Self.scaleBytes + element.byteCount(group) }

  /// Bytes of `count` elements, which must be whole groups.
  public func byteCount(of count: Int) -> Int {
    guard group > 0 else { return element.byteCount(count) }
    precondition(count.isMultiple(of: group), "elements must be whole groups")
    return count / group * groupBytes
  }

  /// Bytes of the least that can be read by itself: an element, or a group with its scale.
  var unitBytes: Int { group > 0 ? groupBytes : element.byteCount(1) }

  /// Packs `values`, which must be whole groups.
  public func pack(_ values: [Float]) -> [UInt8] {
    switch element {
    case .fp32: return packFloats(values)
    case .fp16: return packLittleEndian(values) { Float16($0).bitPattern }
    case .bf16: return packLittleEndian(values, Self.upperHalf)
    case .int8, .int4: break
    }
    var bytes: [UInt8] = []
    guard let quantiser = element.quantiser else { return bytes }
    bytes.reserveCapacity(byteCount(of: values.count))
    for start in stride(from: 0, to: values.count, by: group) {
      let members = values[start..<start + group]
      let scale = quantiser.scale(of: members)
      bytes += packFloats([scale])
      append(members.map { quantiser.code(of: $0, scale: scale) }, to: &bytes)
    }
    return bytes
  }

  /// Reads back what `pack` wrote.
  ///
  /// `bytes` must be whole groups. Any bytes can be read: a scale that is no finite number gives
  /// elements that are none.
  public func unpack(_ bytes: some ContiguousBytesOnWire) -> [Float] {
    bytes.withUnsafeBytes { raw in
      switch element {
      case .fp32: return unpackLittleEndian(raw, UInt32.self) { Float(bitPattern: $0) }
      case .fp16:
        return unpackLittleEndian(raw, UInt16.self) { Float(Float16(bitPattern: $0)) }
      case .bf16:
        return unpackLittleEndian(raw, UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
      case .int8, .int4: return unpackGroups(raw)
      }
    }
  }

  private func unpackGroups(_ raw: UnsafeRawBufferPointer) -> [Float] {
    precondition(raw.count.isMultiple(of: groupBytes), "packed values must be whole groups")
    guard let quantiser = element.quantiser else { return [] }
    var values: [Float] = []
    values.reserveCapacity(raw.count / groupBytes * group)
    for place in stride(from: 0, to: raw.count, by: groupBytes) {
      let scale = Float(
        bitPattern: UInt32(
          littleEndian: raw.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
      for index in 0..<group {
        let code = code(raw, at: place + Self.scaleBytes, index)
        values.append(quantiser.value(of: code, scale: scale))
      }
    }
    return values
  }

  private func append(_ codes: [Int8], to bytes: inout [UInt8]) {
    guard element == .int4 else {
      bytes += codes.map { UInt8(bitPattern: $0) }
      return
    }
    for index in stride(from: 0, to: codes.count, by: 2) {
      let high = index + 1 < codes.count ? UInt8(bitPattern: codes[index + 1]) << 4 : 0
      bytes.append(UInt8(bitPattern: codes[index]) & 0x0F | high)
    }
  }

  /// The code of element `index` behind `place`.
  private func code(_ raw: UnsafeRawBufferPointer, at place: Int, _ index: Int) -> Int8 {
    guard element == .int4 else { return Int8(bitPattern: raw[place + index]) }
    let byte = raw[place + index / 2]
    // The sign is that of the upper bit of the four.
    return Int8(bitPattern: index.isMultiple(of: 2) ? byte << 4 : byte & 0xF0) >> 4
  }

  /// Bfloat16 of a number; one that is none stays none.
  private static func upperHalf(_ value: Float) -> UInt16 {
    guard !value.isNaN else { return 0x7FC0 }
    let bits = value.bitPattern
    return UInt16(truncatingIfNeeded: (bits + 0x7FFF + (bits >> 16 & 1)) >> 16)
  }
}

extension ActivationFormat: CustomStringConvertible {
  /// The element, and the size of a group where there is one.
  public var description: String {
    group > 0 ? "\(element.rawValue) in groups of \(group)" : element.rawValue
  }
}
