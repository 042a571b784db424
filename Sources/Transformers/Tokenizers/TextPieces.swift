/// A text on its way through a tokenizer: code points, cut into pieces.
struct TextPieces {
  /// A stretch of the text.
  struct Piece {
    /// Where it stands in `scalars`.
    var range: Range<Int>
    /// The added token that it is, if it is one.
    var token: Int?
    /// Whether its first code point goes back to the first byte of the input, as the `first`
    /// scheme of the Metaspace pre-tokenizer asks.
    var isAtOrigin: Bool
  }

  /// The code points of all pieces.
  var scalars: [UInt32] = []
  /// The pieces in order.
  var pieces: [Piece] = []

  /// Appends a piece that the caller has just written to `scalars`, from `start` to the end.
  ///
  /// An empty piece is left out: no stage would do anything with it.
  mutating func closePiece(from start: Int, token: Int? = nil, isAtOrigin: Bool) {
    if start == scalars.count, token == nil { return }
    pieces.append(Piece(range: start..<scalars.count, token: token, isAtOrigin: isAtOrigin))
  }

  /// Replaces every piece that is not an added token by what `body` makes of it.
  ///
  /// The code points stay where they are: `body` appends pieces with ranges of `scalars`.
  mutating func split(_ body: ([UInt32], Piece, inout [Piece]) -> Void) {
    var result: [Piece] = []
    result.reserveCapacity(pieces.count * 4)
    for piece in pieces {
      if piece.token != nil {
        result.append(piece)
      } else {
        body(scalars, piece, &result)
      }
    }
    pieces = result
  }

  /// Rewrites every piece that is not an added token: `body` gets the code points and appends new
  /// ones, and returns whether the piece is at the origin still.
  mutating func rewrite(_ body: (ArraySlice<UInt32>, Piece, inout [UInt32]) -> Bool) {
    var result = TextPieces()
    result.scalars.reserveCapacity(scalars.count + scalars.count / 2)
    result.pieces.reserveCapacity(pieces.count)
    for piece in pieces {
      let start = result.scalars.count
      var isAtOrigin = piece.isAtOrigin
      if piece.token != nil {
        result.scalars += scalars[piece.range]
      } else {
        isAtOrigin = body(scalars[piece.range], piece, &result.scalars)
      }
      result.closePiece(from: start, token: piece.token, isAtOrigin: isAtOrigin)
    }
    self = result
  }
}
