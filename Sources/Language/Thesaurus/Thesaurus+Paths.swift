extension Thesaurus {
  /// The sense itself and everything it is, nearest first, each with the least number of is-a steps
  /// that lead to it.
  public func ancestors(of sense: Sense) -> [(sense: Sense, distance: Int)] {
    var found = [(sense: sense, distance: 0)]
    var seen: Set = [sense.id]
    var next = 0
    while next < found.count {
      let (sense, distance) = found[next]
      next += 1
      for hypernym in hypernyms(of: sense) where seen.insert(hypernym.id).inserted {
        found.append((hypernym, distance + 1))
      }
    }
    return found
  }

  /// Every way up from the sense, written from the root down to it.
  ///
  /// A way that would come back to where it has been ends there: a file from elsewhere may hold a circle.
  public func hypernymPaths(of sense: Sense) -> [[Sense]] {
    func paths(below: [Sense]) -> [[Sense]] {
      let above = hypernyms(of: below[0]).filter { !below.contains($0) }
      return above.isEmpty ? [below] : above.flatMap { paths(below: [$0] + below) }
    }
    return paths(below: [sense])
  }

  /// The deepest sense that both are (the first one in the thesaurus, if several are as deep), or
  /// nil where they have none in common. Depth is the length of the longest way to a root.
  public func lowestCommonAncestor(_ a: Sense, _ b: Sense) -> Sense? {
    let above = Set(ancestors(of: b).map(\.sense.id))
    let common = ancestors(of: a).map(\.sense).filter { above.contains($0.id) }
    let depths = common.map { sense in hypernymPaths(of: sense).map(\.count).max()! }
    return zip(common, depths).min { ($1.1, $0.0.id) < ($0.1, $1.0.id) }?.0
  }

  /// 1 / (1 + the number of is-a edges on the shortest way from one to the other through a common
  /// ancestor): 1 for the same sense, towards 0 the farther they are, nil where no way joins them
  /// (Rada et al., "Development and application of a metric on semantic nets", 1989, for the
  /// distance; Pedersen, Patwardhan and Michelizzi, "WordNet::Similarity", 2004, for this form).
  public func pathSimilarity(_ a: Sense, _ b: Sense) -> Float? {
    let fromB = Dictionary(
      uniqueKeysWithValues: ancestors(of: b).map { ($0.sense.id, $0.distance) })
    let ways = ancestors(of: a).compactMap { sense, distance in
      fromB[sense.id].map { $0 + distance }
    }
    return ways.min().map { 1 / Float(1 + $0) }
  }

  /// The path similarity of the two senses that are closest, of all that the words have.
  public func pathSimilarity(_ a: String, _ b: String) throws -> Float? {
    let others = try senses(of: b)
    return try senses(of: a)
      .flatMap { sense in others.compactMap { pathSimilarity(sense, $0) } }
      .max()
  }

  /// The first senses found, if any, that lead up to themselves, each a hypernym of the one before.
  public func firstCycle() -> [Sense]? {
    var finished = Set<Int>()
    var path: [Sense] = []
    func cycle(from sense: Sense) -> [Sense]? {
      if finished.contains(sense.id) { return nil }
      if let start = path.firstIndex(of: sense) { return Array(path[start...]) }
      path.append(sense)
      for hypernym in hypernyms(of: sense) {
        if let found = cycle(from: hypernym) { return found }
      }
      path.removeLast()
      finished.insert(sense.id)
      return nil
    }
    for sense in senses {
      if let found = cycle(from: sense) { return found }
    }
    return nil
  }
}
