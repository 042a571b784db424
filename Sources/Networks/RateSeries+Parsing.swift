import Determinism

extension RateSeries {
  /// Units of the columns, by the words that name them.
  private static let timeUnits: [(names: [String], nanoseconds: UInt64)] = [
    (["s", "seconds", "time_s"], 1_000_000_000), (["ms", "milliseconds", "time_ms"], 1_000_000),
  ]
  private static let rateUnits: [(names: [String], bitsPerSecond: UInt64)] = [
    (["bit/s", "bps"], 1), (["kbit/s", "kbps"], 1_000), (["mbit/s", "mbps"], 1_000_000),
    (["gbit/s", "gbps"], 1_000_000_000),
  ]
  /// 49 days and 1 Tbit/s: larger numbers are mistakes.
  private static let timeLimit: UInt64 = 4_294_967_295_000_000
  private static let rateLimit: UInt64 = 1_000_000_000_000

  /// Reads a table of times and rates, separated by commas.
  ///
  /// The first line names the units, such as `s,Mbit/s`. Each rate holds until the next time; the
  /// last one as long as the one before. Then the series starts again.
  public static func parse(
    _ bytes: UnsafeRawBufferPointer
  ) throws(LinkTraceError) -> RateSeries {
    guard !bytes.isEmpty else { throw LinkTraceError(.empty, line: nil) }
    var units: (time: UInt64, rate: UInt64)?
    var steps: [Step] = []
    var number = 0
    var start = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != 10 { end += 1 }
      var line = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
      start = end + 1
      number += 1
      // Spreadsheets write Windows line ends.
      if line.last == 13 { line = UnsafeRawBufferPointer(rebasing: line.dropLast()) }
      if let units {
        let step = try parse(line, units, number: number)
        try check(step, after: steps.last, number: number)
        steps.append(step)
      } else {
        units = try parseHeader(line)
      }
    }
    guard let last = steps.last else { throw LinkTraceError(.empty, line: nil) }
    guard steps.contains(where: { $0.bitsPerSecond > 0 }) else {
      throw LinkTraceError(.neverSends, line: nil)
    }
    guard steps.count > 1 else { return RateSeries(steps: steps, period: nil) }
    let interval = last.start.nanoseconds - steps[steps.count - 2].start.nanoseconds
    return RateSeries(
      steps: steps, period: SimDuration(nanoseconds: last.start.nanoseconds + interval))
  }

  private static func parseHeader(
    _ line: UnsafeRawBufferPointer
  ) throws(LinkTraceError) -> (time: UInt64, rate: UInt64) {
    let cells = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self).lowercased().filter { $0 != " " && $0 != "\u{FEFF}" }
    }
    guard cells.count == 2,
      let time = timeUnits.first(where: { $0.names.contains(cells[0]) }),
      let rate = rateUnits.first(where: { $0.names.contains(cells[1]) })
    else { throw LinkTraceError(.badHeader, line: 1) }
    return (time.nanoseconds, rate.bitsPerSecond)
  }

  private static func parse(
    _ line: UnsafeRawBufferPointer, _ units: (time: UInt64, rate: UInt64), number: Int
  ) throws(LinkTraceError) -> Step {
    guard !line.isEmpty else { throw LinkTraceError(.emptyLine, line: number) }
    guard let comma = line.firstIndex(of: UInt8(ascii: ",")) else {
      throw LinkTraceError(.wrongColumnCount(1), line: number)
    }
    let rest = line[(comma + 1)...]
    guard !rest.contains(UInt8(ascii: ",")) else {
      let count = line.count { $0 == UInt8(ascii: ",") } + 1
      throw LinkTraceError(.wrongColumnCount(count), line: number)
    }
    let time = try decimal(line[..<comma], unit: units.time, number: number)
    let rate = try decimal(rest, unit: units.rate, number: number)
    guard time <= timeLimit else {
      throw LinkTraceError(.tooLarge(limit: "49 days"), line: number)
    }
    guard rate <= rateLimit else {
      throw LinkTraceError(.tooLarge(limit: "1 Tbit/s"), line: number)
    }
    return Step(start: SimDuration(nanoseconds: time), bitsPerSecond: rate)
  }

  private static func check(
    _ step: Step, after previous: Step?, number: Int
  ) throws(LinkTraceError) {
    if let previous {
      guard step.start > previous.start else { throw LinkTraceError(.notIncreasing, line: number) }
    } else {
      guard step.start == .zero else { throw LinkTraceError(.startsLate, line: number) }
    }
  }

  /// A plain decimal number times `unit`, rounded down, exactly.
  private static func decimal(
    _ text: Slice<UnsafeRawBufferPointer>, unit: UInt64, number: Int
  ) throws(LinkTraceError) -> UInt64 {
    var value: UInt128 = 0
    var scale: UInt128 = 1
    var digits = 0
    var sawPoint = false
    for byte in text where byte != UInt8(ascii: " ") {
      if byte == UInt8(ascii: "."), !sawPoint {
        sawPoint = true
        continue
      }
      let digit = byte &- 48
      guard digit < 10 else { throw LinkTraceError(.notANumber, line: number) }
      digits += 1
      // Digits beyond a nanosecond or a bit do not count.
      if sawPoint, scale >= 1_000_000_000_000 { continue }
      value = value * 10 + UInt128(digit)
      if sawPoint { scale *= 10 }
      guard value < 1 << 100 else {
        throw LinkTraceError(.tooLarge(limit: "any time or rate"), line: number)
      }
    }
    guard digits > 0 else { throw LinkTraceError(.notANumber, line: number) }
    return UInt64(clamping: value * UInt128(unit) / scale)
  }
}
