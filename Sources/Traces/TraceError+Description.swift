extension TraceError {
  /// One sentence about the error, such as `trace.slt: byte 96: the file ends inside block 0`.
  public var description: String {
    let place = offset.map { "byte \($0): " } ?? ""
    return "\(path): \(place)\(sentence)"
  }

  private var sentence: String {
    switch code {
    case .exists: "the file exists already and is never overwritten"
    case .cannotCreate(let reason): "cannot create the file: \(reason)"
    case .cannotOpen(let reason): "cannot open the file: \(reason)"
    case .cannotRead(let reason): "cannot read: \(reason)"
    case .cannotWrite(let reason): "cannot write: \(reason)"
    case .notRegular: "not a regular file"
    case .notATrace: "not a Sidelight trace"
    case .unsupportedVersion(let major, let minor):
      "trace format \(major).\(minor) cannot be read by this program, which reads "
        + "\(TraceFormat.majorVersion).x"
    case .truncated(let part): "the file ends inside \(part.name)"
    case .missingFooter: "the footer is missing, so the recording did not end properly"
    case .damaged(let part, let damage): "\(part.name) is damaged: \(damage.finding)"
    case .notATimeline(let line): "line \(line) is not one of a timeline"
    case .badLine(let line, let reason): "line \(line): \(reason)"
    case .trailingBytes(let count): "\(count) bytes follow the footer"
    }
  }
}

extension TraceError.Part {
  fileprivate var name: String {
    switch self {
    case .header: "the header"
    case .block(let number): "block \(number)"
    case .index(let number): "index block \(number)"
    case .footer: "the footer"
    }
  }
}

extension TraceError.Damage {
  fileprivate var finding: String {
    switch self {
    case .mark: "it begins neither as a block nor as a footer"
    case .length: "a length does not fit"
    case .checksum: "the checksum does not match"
    case .chain: "the running chain does not match"
    case .sequence: "its number is out of order"
    case .frames: "its frames are malformed"
    case .time: "time goes back"
    case .text: "a text is not UTF-8"
    case .totals: "the totals do not match the blocks"
    case .index: "the index does not match the blocks"
    }
  }
}
