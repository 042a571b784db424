public import Tensors

extension HuggingFaceBackbone {
  /// Tokens in one packed group: enough rows for the matrix code's full speed, few enough for the
  /// cache.
  private static let groupTokens = 768
  /// Groups a worker finishes between two reports of progress.
  private static let groupsBetweenReports = 4

  /// Pivot states of each sequence, [L + 1, d] each.
  public func pivotStates(
    of sequences: [[Int]], pivot: Pivot, pool: WorkerPool, progress: ((Int) -> Void)? = nil
  ) -> [[Float]] {
    let (d, levels) = (width, layers + 1)
    let results = sequences.map { _ in FloatBuffer(count: levels * d) }
    forward(sequences, pool: pool, progress: progress) { first, pass, level, states in
      for (index, length) in pass.layout.lengths.enumerated() {
        pivot.select(width: d, length: length, into: results[first + index].base + level * d) {
          states + pass.layout.row(index, $0) * d
        }
      }
    }
    return Self.taken(results)
  }

  /// The buffers' values; each buffer is freed before the next is copied.
  private static func taken(_ buffers: consuming [FloatBuffer]) -> [[Float]] {
    var rest: [FloatBuffer?] = buffers.reversed()
    return (0..<rest.count).map { _ in rest.popLast()??.values ?? [] }
  }

  /// All hidden states of each sequence, [L + 1, T, d] each, as Hugging Face orders them.
  public func hiddenStates(of sequences: [[Int]], pool: WorkerPool) -> [[Float]] {
    let (d, levels) = (width, layers + 1)
    let results = sequences.map { FloatBuffer(count: levels * $0.count * d) }
    forward(sequences, pool: pool, progress: nil) { first, pass, level, states in
      for (index, length) in pass.layout.lengths.enumerated() {
        for token in 0..<length {
          (results[first + index].base + (level * length + token) * d).update(
            from: states + pass.layout.row(index, token) * d, count: d)
        }
      }
    }
    return Self.taken(results)
  }

  /// Runs packed groups on the pool's workers; `emit` gets the index of a group's first sequence.
  private func forward(
    _ sequences: [[Int]], pool: WorkerPool, progress: ((Int) -> Void)?,
    emit: @Sendable (Int, ForwardPass, Int, UnsafeMutablePointer<Float>) -> Void
  ) {
    do {
      try validate(sequences)
    } catch {
      preconditionFailure("sequences must be valid: \(error)")
    }
    weights.prepare()
    let lengths = sequences.map(\.count)
    var rotations: RotaryTable?
    if case .rotary(let scaling) = configuration.positions {
      rotations = RotaryTable(
        scaling, headWidth: configuration.headWidth, length: lengths.max() ?? 0)
    }
    let groups = InterleavedRows.groups(lengths: lengths, target: Self.groupTokens)
    // Waves only pace the reports; which group computes what never depends on them.
    let wave = progress == nil ? groups.count : pool.workers * Self.groupsBetweenReports
    for start in stride(from: 0, to: groups.count, by: max(wave, 1)) {
      let share = groups[start..<min(start + wave, groups.count)]
      pool.forEach(share.count) { [rotations] index in
        let group = groups[start + index]
        let pass = ForwardPass(
          configuration, weights, backend, Array(sequences[group]), rotations: rotations)
        pass.run { level, states in emit(group.lowerBound, pass, level, states) }
      }
      progress?(share.last?.upperBound ?? 0)
    }
  }
}
