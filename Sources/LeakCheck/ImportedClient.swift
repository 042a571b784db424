public import Wire

/// A client that is not ours, as its map describes it.
public struct ImportedClient: Sendable {
  /// Its messages, and the roles of their fields.
  public var tree: SchemaTree
  /// What is known of its sessions.
  public var sizes: SessionSizes

  /// Bundles the parts.
  public init(tree: SchemaTree, sizes: SessionSizes) {
    self.tree = tree
    self.sizes = sizes
  }
}
