/// What the rules guess for each cell of a test table, learnt from a training table.
struct RuleGuesses {
  private let train: ObservationCells
  private let test: ObservationCells
  /// The training rows of each class.
  private let classCounts: [Int]

  /// Prepares the rules for classes 0..<`classCount`.
  init(train: ObservationCells, test: ObservationCells, classCount: Int) {
    precondition(train.width == test.width, "both tables have observations of equal width")
    self.train = train
    self.test = test
    var totals = [Int](repeating: 0, count: classCount)
    for (label, count) in zip(train.classes, train.counts) { totals[label] += count }
    classCounts = totals
  }

  /// The rules that apply, with their guesses by cell, in the order of `GuessingRule`.
  func all() -> [(rule: GuessingRule, guesses: [Int])] {
    var found: [(rule: GuessingRule, guesses: [Int])] = [
      (.majority, [Int](repeating: majority, count: test.count)),
      (.frequentist, frequentist),
    ]
    let plain: [GuessingRule] = [
      .nearest, .neighboursLog10, .neighboursLn, .neighboursPower, .neighboursRoot,
    ]
    found += neighbours(plain, points: train.points, queries: test.points)
    if let whitening = Whitening(train, classCounts: classCounts) {
      let (points, queries) = (whitening.apply(train.points), whitening.apply(test.points))
      // With one column whitening is a change of unit.
      if train.width > 1 { found += neighbours([.whitened], points: points, queries: queries) }
      let rule = LinearRule(train, points: points, classCounts: classCounts)
      if let guesses = rule.guesses(queries) { found.append((.linear, guesses)) }
    }
    return found
  }

  /// The most frequent class; the smallest one of several.
  private var majority: Int {
    classCounts.indices.reduce(0) { classCounts[$1] > classCounts[$0] ? $1 : $0 }
  }

  private var frequentist: [Int] {
    (0..<test.count).map { cell in
      train.firstIndex(of: cell, in: test).map { train.classes[train.mostFrequent($0)] } ?? majority
    }
  }

  /// The guesses of several neighbour rules from one walk a query.
  ///
  /// Every neighbour as near as the k-th one is asked, too, so that no order of rows decides. Equal
  /// votes go to the class that is more frequent in training, then to the smaller one.
  private func neighbours(
    _ rules: [GuessingRule], points: [Double], queries: [Double]
  ) -> [(rule: GuessingRule, guesses: [Int])] {
    let rows = classCounts.reduce(0, +)
    let wanted = rules.compactMap { $0.neighbours(rows: rows) }
    precondition(wanted.count == rules.count, "every rule asks neighbours")
    let width = train.width
    let tree = NeighbourTree(points: points, width: width, norm: .squaredEuclidean)
    var ballot = Ballot(classCounts: classCounts, wanted: wanted)
    var queue = NeighbourQueue()
    var guesses = rules.map { _ in [Int]() }
    queries.withUnsafeBufferPointer { queries in
      for cell in 0..<test.count {
        let query = UnsafeBufferPointer(rebasing: queries[cell * width..<(cell + 1) * width])
        ballot.begin()
        // Every neighbour brings at least one vote.
        tree.visit(query, limit: ballot.most, queue: &queue) { distance, neighbour in
          guard ballot.continues(at: distance) else { return false }
          for entry in train.starts[neighbour]..<train.starts[neighbour + 1] {
            ballot.add(train.classes[entry], train.counts[entry])
          }
          return true
        }
        for (rule, winner) in ballot.finish().enumerated() { guesses[rule].append(winner) }
      }
    }
    return Array(zip(rules, guesses)).map { (rule: $0.0, guesses: $0.1) }
  }
}

/// The votes of a query's neighbours, nearest first.
private struct Ballot {
  private let classCounts: [Int]
  private let wanted: [Int]
  /// The most votes that a rule asks for.
  let most: Int
  private var votes: [Int]
  private var voters: [Int] = []
  private var total = 0
  private var leader = -1
  private var distance = -1.0
  private var winners: [Int]

  init(classCounts: [Int], wanted: [Int]) {
    self.classCounts = classCounts
    self.wanted = wanted
    most = wanted.reduce(0, max)
    votes = [Int](repeating: 0, count: classCounts.count)
    winners = wanted.map { _ in -1 }
  }

  mutating func begin() {
    for voter in voters { votes[voter] = 0 }
    voters.removeAll(keepingCapacity: true)
    (total, leader, distance) = (0, -1, -1)
    for rule in winners.indices { winners[rule] = -1 }
  }

  /// Whether anyone still asks for neighbours at `distance`, no smaller than the last one.
  mutating func continues(at distance: Double) -> Bool {
    if distance > self.distance {
      settle()
      guard total < most else { return false }
      self.distance = distance
    }
    return true
  }

  mutating func add(_ label: Int, _ count: Int) {
    if votes[label] == 0 { voters.append(label) }
    votes[label] += count
    total += count
    guard leader >= 0, leader != label else {
      leader = label
      return
    }
    if (votes[label], classCounts[label], leader) > (votes[leader], classCounts[leader], label) {
      leader = label
    }
  }

  /// The winner of each rule.
  mutating func finish() -> [Int] {
    settle()
    // Rules that want more neighbours than there are take all.
    for rule in winners.indices where winners[rule] < 0 { winners[rule] = leader }
    return winners
  }

  /// Closes the rules that have enough votes, now that all neighbours at one distance voted.
  private mutating func settle() {
    for rule in wanted.indices where winners[rule] < 0 && total >= wanted[rule] {
      winners[rule] = leader
    }
  }
}
