/// A heap whose first element is a least one; equal ones come in no promised order.
struct BinaryHeap<Element: Comparable> {
  private var elements: [Element] = []

  /// The number of elements.
  var count: Int { elements.count }

  /// A least element.
  var first: Element? { elements.first }

  /// Forgets everything and keeps the memory.
  mutating func removeAll() { elements.removeAll(keepingCapacity: true) }

  /// Adds an element.
  mutating func insert(_ element: Element) {
    elements.append(element)
    elements.withUnsafeMutableBufferPointer { heap in
      var place = heap.count - 1
      while place > 0, element < heap[(place - 1) / 2] {
        heap[place] = heap[(place - 1) / 2]
        place = (place - 1) / 2
      }
      heap[place] = element
    }
  }

  /// Takes a least element out.
  mutating func popFirst() -> Element? {
    guard let first = elements.first, let last = elements.popLast() else { return nil }
    guard !elements.isEmpty else { return first }
    elements.withUnsafeMutableBufferPointer { heap in
      var place = 0
      while 2 * place + 1 < heap.count {
        var child = 2 * place + 1
        if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
        guard heap[child] < last else { break }
        heap[place] = heap[child]
        place = child
      }
      heap[place] = last
    }
    return first
  }
}
