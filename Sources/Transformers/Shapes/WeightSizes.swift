/// Sizes of a transformer's weights, part by part, in numbers or in bytes.
struct WeightSizes: Sendable {
  /// Sizes of one block's weights, biases included.
  struct Block: Hashable, Sendable {
    /// Queries, keys and values.
    var projection = 0
    var attentionOutput = 0
    /// The maps into the feed-forward part, gate included.
    var expand = 0
    var contract = 0
    /// Both norms.
    var norms = 0

    var total: Int { projection + attentionOutput + expand + contract + norms }

    func times(_ factor: Int) -> Block {
      Block(
        projection: projection * factor, attentionOutput: attentionOutput * factor,
        expand: expand * factor, contract: contract * factor, norms: norms * factor)
    }
  }

  /// A table of embeddings, of which a token reads one row.
  struct Table: Hashable, Sendable {
    var rows = 0
    var row = 0

    var total: Int { rows * row }
  }

  var tokens = Table()
  var positions = Table()
  var tokenTypes = Table()
  var embeddingNorm = 0
  var embeddingProjection = 0
  /// Runs of equal blocks.
  var blocks: [(block: Block, count: Int)] = []
  var finalNorm = 0

  /// All weights.
  var total: Int {
    tokens.total + positions.total + tokenTypes.total + embeddingNorm + embeddingProjection
      + blocks.reduce(0) { $0 + $1.block.total * $1.count } + finalNorm
  }

  /// All sizes times `factor`, such as from numbers to bytes.
  func times(_ factor: Int) -> WeightSizes {
    func scaled(_ table: Table) -> Table { Table(rows: table.rows, row: table.row * factor) }
    return WeightSizes(
      tokens: scaled(tokens), positions: scaled(positions), tokenTypes: scaled(tokenTypes),
      embeddingNorm: embeddingNorm * factor, embeddingProjection: embeddingProjection * factor,
      blocks: blocks.map { ($0.block.times(factor), $0.count) }, finalNorm: finalNorm * factor)
  }
}
