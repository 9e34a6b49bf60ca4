import Ground
import Language
import Networks
import Tensors

/// A linear-chain CRF on features of words: a weight for each feature and each tag, and one for each two tags
/// side by side.
///
///     let tagger = FeatureTagger(training, random: Random(seed: 1, stream: "tagger"))
///     tagger.likeliest(["the", "old", "man", "the", "boat"])
///     try tagger.scores(on: test)
///
/// Which features a place has, templates say; a feature has weights if it was seen often enough. What is
/// learned is log p of the tags less a price on the weights' squares, by AdaGrad (Duchi, Hazan and Singer, JMLR
/// 2011), some sentences at a time; each weight's own rate suits features of which most are rare. (Lafferty,
/// McCallum and Pereira, ICML 2001; features as in Ratnaparkhi, EMNLP 1996.)
public final class FeatureTagger {
  /// What can be chosen.
  public struct Settings: Equatable, Sendable {
    public var templates = FeatureTemplate.words
    /// How often a feature must be seen to have weights.
    public var minimumCount = 1
    /// How often all sentences are read.
    public var epochs = 10
    /// How many sentences make a step.
    public var batchSize = 8
    /// η to begin with; it goes down to 0 in a straight line.
    public var rate: Float = 0.1
    /// The price of a weight's square, halved, for each time that its feature occurs.
    public var penalty: Float = 0

    public init() {}
  }

  public let settings: Settings
  public let tags: [String]
  /// The tags side by side.
  public let crf: LinearChainCRF
  let words: Set<String>
  private let keys: FeatureKeys
  let index: FeatureIndex
  /// (F, C), each row padded to whole fours.
  let weights: Tensor

  /// Learns from sentences.
  public convenience init(
    _ sentences: TaggedSentences, _ settings: Settings = Settings(), random: Random
  ) {
    self.init(sentences, settings, random: random) { _, _ in }
  }

  /// Learns from sentences.
  ///
  /// - Parameter onEpoch: called after each epoch with its number and the mean loss of a sentence; an error it
  ///   throws ends the training.
  public convenience init(
    _ sentences: TaggedSentences, _ settings: Settings = Settings(), random: Random,
    onEpoch: (_ epoch: Int, _ loss: Float) throws -> Void
  ) rethrows {
    let training = FeatureTraining(sentences, settings)
    try training.run(random: random, onEpoch: onEpoch)
    self.init(
      settings, tags: sentences.tags, words: Set(sentences.words.joined()), crf: training.crf,
      index: training.index, weights: training.weights)
  }

  /// - Parameter weights: (F, C), each row padded to whole fours.
  init(
    _ settings: Settings, tags: [String], words: Set<String>, crf: LinearChainCRF,
    index: FeatureIndex, weights: Tensor
  ) {
    (self.settings, self.tags, self.words, self.crf) = (settings, tags, words, crf)
    (keys, self.index, self.weights) = (FeatureKeys(settings.templates), index, weights)
  }

  /// How many features have weights.
  public var featureCount: Int { index.count }
}

extension FeatureTagger: WordTagger {
  public func knows(_ word: String) -> Bool { words.contains(word) }

  public func likeliest(_ sentence: [String]) -> [String] { likeliest([sentence])[0] }

  public func likeliest(_ sentences: [[String]]) -> [[String]] {
    var result = sentences.map { _ in [String]() }
    for group in groups(of: sentences.map(\.count)) {
      let features = group.map { keys.keys(of: sentences[$0]).map(index.number) }
      let batch = FeatureBatch(features.map { $0.map { Int32($0 ?? -1) } }, keys.templates.count)
      let best = crf.likeliest(batch.scores(weights, tags: tags.count), lengths: batch.lengths)
      for (row, tags) in zip(group, best) { result[row] = tags.map { self.tags[$0] } }
    }
    return result
  }

  /// What each feature of a place adds to the score of each tag: its name and C numbers. Features without
  /// weights are left out.
  public func evidence(
    at place: Int, of sentence: [String]
  ) -> [(feature: String, weights: Tensor)] {
    require(
      sentence.indices.contains(place), "A sentence of \(sentence.count) words has no \(place).")
    let count = keys.templates.count
    let own = keys.keys(of: sentence)[place * count..<(place + 1) * count]
    return zip(keys.names(at: place, of: sentence), own).compactMap { name, key in
      guard let name, let number = index.number(of: key) else { return nil }
      return (name, Tensor(Array(weights.row(number).values.prefix(tags.count))))
    }
  }
}

/// Sentences to be tagged side by side, in groups: as many as make some thousand places, if all are as long
/// as the longest. Empty ones are left out.
func groups(of lengths: [Int], places: Int = 4096) -> [[Int]] {
  var (groups, longest): ([[Int]], Int) = ([], 0)
  for index in lengths.indices.sorted(by: { (lengths[$0], $0) < (lengths[$1], $1) })
  where lengths[index] > 0 {
    longest = lengths[index]
    if groups.isEmpty || (groups[groups.count - 1].count + 1) * longest > places {
      groups.append([])
    }
    groups[groups.count - 1].append(index)
  }
  return groups
}

/// The features of some sentences, by their numbers.
struct FeatureBatch {
  /// For each place of a sentence as many as there are templates; -1 is none.
  let features: [[Int32]]
  private let templates: Int

  init(_ features: [[Int32]], _ templates: Int) {
    (self.features, self.templates) = (features, templates)
  }

  var lengths: [Int] { features.map { $0.count / templates } }

  /// (N, T, C): the sums of the weights of each place's features.
  func scores(_ weights: Tensor, tags: Int) -> Tensor {
    weights.withBlock { scores($0.pointer, step: $0.step, tags: tags) }
  }

  /// - Parameter step: how far the weights of two features lie apart.
  func scores(_ weights: UnsafePointer<Float>, step: Int, tags: Int) -> Tensor {
    let longest = lengths.max() ?? 0
    var result = Tensor.zeros(features.count, longest, tags)
    result.changeBlock { result in
      Threads.split(features.count, grain: 1) { rows in
        withUnsafeTemporaryAllocation(of: SIMD4<Float>.self, capacity: (tags + 3) / 4) { sums in
          for row in rows {
            for place in 0..<features[row].count / templates {
              sums.initialize(repeating: .zero)
              for template in 0..<templates {
                let feature = Int(features[row][place * templates + template])
                if feature >= 0 { add(weights + feature * step, to: sums) }
              }
              UnsafeRawPointer(sums.baseAddress!).withMemoryRebound(to: Float.self, capacity: tags)
              {
                result[row: row * longest + place].update(from: $0, count: tags)
              }
            }
          }
        }
      }
    }
    return result
  }

  @inline(__always)
  private func add(
    _ weights: UnsafePointer<Float>, to sums: UnsafeMutableBufferPointer<SIMD4<Float>>
  ) {
    let weights = UnsafeRawPointer(weights)
    for four in sums.indices {
      sums[four] += weights.loadUnaligned(fromByteOffset: 16 * four, as: SIMD4<Float>.self)
    }
  }

  /// One step of AdaGrad on the weights of all features that occur, against dx (N, T, C).
  ///
  /// - Parameter memory: a row for each feature: its weights, then the sums of their gradients' squares.
  func update(
    _ memory: UnsafeMutablePointer<Float>, step: Int, against dx: Tensor, rate: Float,
    penalty: Float
  ) {
    let (tags, longest) = (dx.shape[2], dx.shape[1])
    dx.withBlock { dx in
      // Each thread has features of its own, and takes all that happens to them in one order.
      let kinds = 64
      Threads.split(kinds, grain: 8) { own in
        withUnsafeTemporaryAllocation(of: SIMD4<Float>.self, capacity: step / 4) { gradient in
          for row in features.indices {
            for place in 0..<features[row].count / templates {
              gradient.initialize(repeating: .zero)
              UnsafeMutableRawPointer(gradient.baseAddress!).withMemoryRebound(
                to: Float.self, capacity: tags
              ) { $0.update(from: dx[row: row * longest + place], count: tags) }
              for template in 0..<templates {
                let feature = Int(features[row][place * templates + template])
                guard feature >= 0, own.contains(feature % kinds) else { continue }
                FeatureBatch.update(memory + feature * 2 * step, gradient, rate, penalty)
              }
            }
          }
        }
      }
    }
  }

  /// G += g², w −= η g / √G.
  @inline(__always)
  private static func update(
    _ row: UnsafeMutablePointer<Float>, _ gradient: UnsafeMutableBufferPointer<SIMD4<Float>>,
    _ rate: Float, _ penalty: Float
  ) {
    let weights = UnsafeMutableRawPointer(row)
    let squares = weights + 16 * gradient.count
    for four in gradient.indices {
      let weight = weights.loadUnaligned(fromByteOffset: 16 * four, as: SIMD4<Float>.self)
      var square = squares.loadUnaligned(fromByteOffset: 16 * four, as: SIMD4<Float>.self)
      let slope = gradient[four] + penalty * weight
      square += slope * slope
      squares.storeBytes(of: square, toByteOffset: 16 * four, as: SIMD4<Float>.self)
      weights.storeBytes(
        of: weight - rate * slope / (square.squareRoot() + 1e-6), toByteOffset: 16 * four,
        as: SIMD4<Float>.self)
    }
  }
}
