import Determinism
import TestSupport
import Testing
import Wire

struct ActivationFormatTests {
  /// Every element, quantised ones in groups of `group`.
  private static func formats(group: Int) -> [ActivationFormat] {
    ActivationFormat.Element.allCases.map {
      ActivationFormat($0, group: $0.isQuantised ? group : 0)
    }
  }

  private func back(_ values: [Float], _ format: ActivationFormat) -> [Float] {
    format.unpack(format.pack(values))
  }

  @Test func sizesDependOnCountsAlone() {
    withEvery("seed", in: 0..<200) { seed in
      var stream = Seed(seed).stream("sizes", ledger: nil)
      let group = 1 + stream.next(below: 70)
      let count = group * (1 + stream.next(below: 9))
      let special: [Float] = [0, -0.0, .nan, .infinity, .leastNonzeroMagnitude]
      for format in Self.formats(group: group) {
        let size = format.byteCount(of: count)
        try #require(format.pack(stream.normals(count, deviation: 3)).count == size)
        for value in special {
          let packed = format.pack([Float](repeating: value, count: count))
          try #require(packed.count == size, "\(format)")
          try #require(format.unpack(packed).count == count)
        }
      }
    }
  }

  @Test func sizesAreTheStatedOnes() {
    #expect(ActivationFormat.fp32.byteCount(of: 6) == 24)
    #expect(ActivationFormat.bf16.byteCount(of: 6) == 12)
    #expect(ActivationFormat(.int8, group: 3).byteCount(of: 6) == 2 * (4 + 3))
    #expect(ActivationFormat(.int4, group: 3).byteCount(of: 6) == 2 * (4 + 2))
    #expect(ActivationFormat(.int4, group: 6).byteCount(of: 6) == 4 + 3)
  }

  /// A number comes back within half a scale, the scale being the greatest magnitude over the
  /// limit, and a relative 2^-22 for the float32 steps in between; at any size, subnormal ones
  /// included.
  @Test(arguments: [(ActivationFormat.Element.int8, Float(127)), (.int4, 7)])
  func quantisedNumbersComeBackWithinHalfAScale(
    element: ActivationFormat.Element, limit: Float
  ) {
    withEvery("seed", in: 0..<400) { seed in
      var stream = Seed(seed).stream("values", ledger: nil)
      let group = 1 + stream.next(below: 40)
      let exponent = stream.next(below: 270) - 148
      let size = Double(sign: .plus, exponent: exponent, significand: 1)
      let values = (0..<3 * group).map { _ in
        Float(max(-3e38, min(3e38, stream.nextNormal() * size)))
      }
      let read = back(values, ActivationFormat(element, group: group))
      for start in stride(from: 0, to: values.count, by: group) {
        let greatest = values[start..<start + group].map(\.magnitude).max() ?? 0
        let least = Double(Float.leastNonzeroMagnitude)
        for index in start..<start + group {
          let error = abs(Double(read[index]) - Double(values[index]))
          let scale = Double(greatest) / Double(limit) * (1 + 0x1p-22) + least
          let rounding = Double(greatest) * 0x1p-22 + least / 2
          try #require(error <= scale / 2 + rounding, "exponent \(exponent)")
        }
      }
    }
  }

  @Test func quantisedNumbersAreThoseOfPaper() {
    // The greatest magnitude gets the greatest code; halves go to the even code.
    let int8 = ActivationFormat(.int8, group: 4)
    #expect(int8.pack([127, -2.5, 1.5, 0.5]) == [0, 0, 0x80, 0x3F, 127, 0xFE, 2, 0])
    #expect(back([127, -2.5, 1.5, 0.5], int8) == [127, -2, 2, 0])
    // Two in a byte, the first one low: 7 and -7 (0b1001), 2 alone in the low half.
    let int4 = ActivationFormat(.int4, group: 3)
    #expect(int4.pack([14, -14, 5]) == [0, 0, 0, 0x40, 0x97, 0x02])
    #expect(back([14, -14, 5], int4) == [14, -14, 4])
  }

  @Test(arguments: [ActivationFormat.Element.int8, .int4])
  func zerosStayZeroAndExtremesStayFinite(_ element: ActivationFormat.Element) {
    let format = ActivationFormat(element, group: 4)
    #expect(back([0, -0.0, 0, 0], format) == [0, 0, 0, 0])
    let (greatest, least) = (Float.greatestFiniteMagnitude, Float.leastNonzeroMagnitude)
    let far = back([greatest, -greatest, 0, 1], format)
    #expect(far.allSatisfy(\.isFinite) && far[0] == -far[1] && far[2] == 0 && far[3] == 0)
    #expect(abs(Double(far[0]) / Double(greatest) - 1) < 1e-6)
    #expect(back([least, -least, 0, 0], format) == [least, -least, 0, 0])
  }

  /// Trouble in a group shows in all of it, and in no other group.
  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func whatIsNoNumberSpoilsItsGroupAlone(_ value: Float) {
    for element in [ActivationFormat.Element.int8, .int4] {
      let read = back([1, value, 1, 1], ActivationFormat(element, group: 2))
      #expect(read[0].isNaN && read[1].isNaN && read[2] == 1 && read[3] == 1)
    }
  }

  @Test func bfloat16RoundsToNearestEven() {
    let values: [Float] = [
      1, -2.5, 1 + 0x1p-8, 1 + 0x1p-8 + 0x1p-20, 1 + 0x1.8p-7, .greatestFiniteMagnitude,
      .leastNonzeroMagnitude,
    ]
    #expect(
      back(values, .bf16) == [1, -2.5, 1, 1 + 0x1p-7, 1 + 0x1p-6, .infinity, 0])
    #expect(back([-.infinity, 0x1p-133], .bf16) == [-.infinity, 0x1p-133])
    // The upper half of a number that is none may be that of infinity.
    #expect(back([Float(bitPattern: 0x7F80_0001)], .bf16)[0].isNaN)
    withEvery("seed", in: 0..<200) { seed in
      var stream = Seed(seed).stream("bf16", ledger: nil)
      let value = Float(bitPattern: UInt32(truncatingIfNeeded: stream.next()))
      guard value.isFinite, value.magnitude < 3e38, value.isNormal else { return }
      try #require((back([value], .bf16)[0] - value).magnitude <= value.magnitude * 0x1p-8)
    }
  }

  /// Whatever bytes a device sends, they are read without a trap.
  @Test func anyBytesCanBeRead() {
    withEvery("seed", in: 0..<200) { seed in
      var stream = Seed(seed).stream("bytes", ledger: nil)
      for format in Self.formats(group: 5) {
        let bytes = stream.bytes(format.byteCount(of: 20))
        try #require(format.unpack(bytes).count == 20)
      }
    }
  }
}

struct AnnouncedFormatTests {
  private func session(_ format: ActivationFormat) -> SessionShape {
    SessionShape(layers: 3, width: 12, classes: 4, samples: 9, batch: 2, format: format)
  }

  @Test func everyFormatIsAnnouncedAndReadBack() throws {
    for element in ActivationFormat.Element.allCases {
      for group in element.isQuantised ? [1, 4, 12] : [0] {
        let session = session(ActivationFormat(element, group: group))
        let hello = DeviceMessage.hello(session).encoded(format: session.format)
        #expect(try DeviceMessage(frame: hello, session: nil) == .hello(session))
        var stream = Seed(1).stream("wire", ledger: nil)
        let sample = UploadedSample(
          key: SampleKey(drawnFrom: &stream), activations: stream.normals(36, deviation: 1),
          delta: stream.normals(4, deviation: 1))
        let message = DeviceMessage.samples(sequence: 1, [sample])
        let frame = message.frame(in: session, withValues: true)
        guard case .samples(_, let read) = try DeviceMessage(frame, session: session) else {
          Issue.record("samples must come back as samples")
          return
        }
        #expect(read[0].delta == sample.delta)
        #expect(
          read[0].activations
            == session.format.unpack(session.format.pack(sample.activations)))
      }
    }
  }

  /// A hello whose groups do not fit its width is refused.
  @Test func groupsThatDoNotFitAreErrors() {
    for (format, wrong) in [
      (ActivationFormat(.int8, group: 4), UInt8(5)), (ActivationFormat(.int4, group: 4), 0),
      (ActivationFormat(.int4, group: 4), 24),
    ] {
      var frame = DeviceMessage.hello(session(format)).encoded(format: format)
      // The group is the last field, four bytes behind its tag.
      frame[frame.count - 4] = wrong
      #expect(throws: WireError.self, "\(format), \(wrong)") {
        try DeviceMessage(frame: frame, session: nil)
      }
    }
  }
}
