/// A queue in a ring that doubles when it is full; constant cost at both ends.
///
/// Elements that were removed stay in the ring until they are overwritten, so it is for plain
/// values.
struct FirstInFirstOut<Element> {
  private var ring: [Element] = []
  private var head = 0
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  var first: Element? { count > 0 ? ring[head] : nil }

  /// The element at a place, counted from the first.
  subscript(place: Int) -> Element {
    get {
      precondition(place >= 0 && place < count, "a queue has no such element")
      return ring[(head &+ place) & (ring.count &- 1)]
    }
    set {
      precondition(place >= 0 && place < count, "a queue has no such element")
      ring[(head &+ place) & (ring.count &- 1)] = newValue
    }
  }

  mutating func append(_ element: Element) {
    if count == ring.count { grow(filling: element) }
    ring[(head &+ count) & (ring.count &- 1)] = element
    count &+= 1
  }

  mutating func removeFirst() {
    precondition(count > 0, "an empty queue has no first element")
    head = (head &+ 1) & (ring.count &- 1)
    count &-= 1
  }

  private mutating func grow(filling element: Element) {
    let capacity = max(16, 2 * ring.count)
    var larger: [Element] = []
    larger.reserveCapacity(capacity)
    for place in 0..<count { larger.append(self[place]) }
    while larger.count < capacity { larger.append(element) }
    ring = larger
    head = 0
  }
}

extension FirstInFirstOut: Sendable where Element: Sendable {}
