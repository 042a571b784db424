/// A trace that cannot be written or read.
///
/// The text names files and offsets, never contents.
public struct TraceError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A part of a trace file.
  public enum Part: Equatable, Sendable {
    /// The header at the start.
    case header
    /// The block with this number, counted from zero.
    case block(UInt64)
    /// The index block with this number, counted from zero.
    case index(UInt64)
    /// The footer at the end.
    case footer
  }

  /// What disagrees inside a part.
  public enum Damage: String, Equatable, Sendable {
    /// The part does not begin with its mark.
    case mark
    /// A length does not fit its surroundings.
    case length
    /// The bytes do not match their checksum.
    case checksum
    /// The running chain is broken.
    case chain
    /// The block does not follow its predecessor.
    case sequence
    /// The frames inside do not fill the block, or one of them is malformed.
    case frames
    /// Time goes back.
    case time
    /// A text is not UTF-8.
    case text
    /// The totals are not those of the blocks.
    case totals
    /// The index is not that of the blocks.
    case index
  }

  /// What was wrong.
  public enum Code: Equatable, Sendable {
    /// A file with this name is there already.
    case exists
    /// The file cannot be created.
    case cannotCreate(reason: String)
    /// The file cannot be opened.
    case cannotOpen(reason: String)
    /// Reading failed.
    case cannotRead(reason: String)
    /// Writing failed.
    case cannotWrite(reason: String)
    /// A folder, pipe or device.
    case notRegular
    /// The file does not begin as traces do.
    case notATrace
    /// The format is newer than this program.
    case unsupportedVersion(major: UInt16, minor: UInt16)
    /// The file ends inside this part.
    case truncated(Part)
    /// The file ends after a whole block, without a footer.
    case missingFooter
    /// This part contradicts itself or its surroundings.
    case damaged(Part, Damage)
    /// This line is not one of a timeline.
    case notATimeline(line: Int)
    /// This line of a text file cannot be read, for this reason.
    case badLine(Int, String)
    /// Bytes follow the footer.
    case trailingBytes(UInt64)
  }

  /// What was wrong.
  public let code: Code
  /// The file, as the caller named it.
  public let path: String
  /// Where in the file the faulty part begins, where there is such a place.
  public let offset: UInt64?

  /// Makes an error.
  public init(_ code: Code, path: String, offset: UInt64? = nil) {
    self.code = code
    self.path = path
    self.offset = offset
  }
}
