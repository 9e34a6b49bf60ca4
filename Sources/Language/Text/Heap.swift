/// Elements of which the smallest is at hand: a binary heap (Williams, “Algorithm 232: Heapsort”, *Communications
/// of the ACM* 7(6), 1964). To add one, or to take the smallest, is work of the logarithm of their number.
struct Heap<Element: Comparable> {
  /// No element is smaller than the one at half its place.
  private(set) var elements: [Element] = []

  var count: Int { elements.count }
  var smallest: Element? { elements.first }

  mutating func insert(_ element: Element) {
    elements.append(element)
    var child = elements.count - 1
    while child > 0, elements[child] < elements[(child - 1) / 2] {
      elements.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func removeSmallest() -> Element? {
    guard let smallest = elements.first else { return nil }
    let last = elements.removeLast()
    if !elements.isEmpty { replaceSmallest(by: last) }
    return smallest
  }

  /// Takes the smallest, and adds another.
  mutating func replaceSmallest(by element: Element) {
    elements[0] = element
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < elements.count {
        if elements[child] < elements[least] { least = child }
      }
      if least == parent { return }
      elements.swapAt(parent, least)
      parent = least
    }
  }
}

/// The largest of many elements, a few at most.
struct Largest<Element: Comparable> {
  private let limit: Int
  private var heap = Heap<Element>()

  init(_ limit: Int) { self.limit = limit }

  mutating func offer(_ element: Element) {
    if heap.count < limit {
      heap.insert(element)
    } else if let smallest = heap.smallest, smallest < element {
      heap.replaceSmallest(by: element)
    }
  }

  /// The largest first.
  var sorted: [Element] { heap.elements.sorted(by: >) }
}
