/// A queue over an array, with amortised constant cost at both ends.
struct FirstInFirstOut<Element> {
  private var elements: [Element] = []
  private var head = 0

  var first: Element? { head < elements.count ? elements[head] : nil }

  mutating func append(_ element: Element) { elements.append(element) }

  mutating func removeFirst() {
    precondition(head < elements.count, "an empty queue has no first element")
    head += 1
    // Moving the rest up only when it is the smaller half keeps the average cost constant.
    if head > 32 && head * 2 > elements.count {
      elements.removeFirst(head)
      head = 0
    }
  }
}

extension FirstInFirstOut: Sendable where Element: Sendable {}
